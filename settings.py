"""Scrapy's settings. What an operator sets is WIRE_*, from the environment or with `-s`."""

import os
from pathlib import Path

BOT_NAME = "wirecrawl"
SPIDER_MODULES = ["spiders"]
NEWSPIDER_MODULE = "spiders"
COMMANDS_MODULE = "spiders.commands"

# --- the operator's settings (docs/operating.md) ---
WIRE_DUMP = os.environ.get("WIRE_DUMP") or f"{Path.cwd().as_uri()}/dump/"
WIRE_STATE = os.environ.get("WIRE_STATE") or "state"
WIRE_COMPRESSION = os.environ.get("WIRE_COMPRESSION") or "gzip"
WIRE_READERS = os.environ.get("WIRE_READERS")  # none: one for each processor that is ours
WIRE_SOURCES = os.environ.get("WIRE_SOURCES")
WIRE_CONTACT = os.environ.get("WIRE_CONTACT")
WIRE_DRAIN = os.environ.get("WIRE_DRAIN") or "60"
WIRE_LOG = os.environ.get("WIRE_LOG") or "text"
WIRE_METRICS = os.environ.get("WIRE_METRICS")
WIRE_PROGRESS = os.environ.get("WIRE_PROGRESS") or "60"

# --- the way of the data: each pipeline is one verb ---
ITEM_PIPELINES = {
    "pipelines.read.Read": 100,  # in a pool of processes: clean, read, normalise, screen
    "pipelines.settle.Settle": 200,  # pages wait here, then go on together
    "pipelines.revise.Revise": 300,
    "pipelines.publish.Publish": 400,
}

# --- manners ---
ROBOTSTXT_OBEY = True
USER_AGENT = "wirecrawl/0.1"  # the spider adds WIRE_CONTACT
ROBOTSTXT_USER_AGENT = "wirecrawl"  # the name that robots.txt knows us by
REDIRECT_MAX_TIMES = 5  # of robots.txt (RFC 9309, 2.3.1.2); pages are followed by the spider
CONCURRENT_REQUESTS = 8  # and, by the spider, as many as its sources allow together
CONCURRENT_REQUESTS_PER_DOMAIN = 2  # this and the delay: per source, by the spider
DOWNLOAD_DELAY = 1.0
COOKIES_ENABLED = False
CONCURRENT_ITEMS = 1  # of one response: Scrapy starts so many tasks for each, and there is one page
RETRY_TIMES = 2
RETRY_HTTP_CODES = [408, 429, 500, 502, 503, 504]
DOWNLOAD_TIMEOUT = 60  # to the last byte, however slowly it drips

# --- the way of a request: down to the host, and up again with its answer ---
DOWNLOADER_MIDDLEWARES = {
    "spiders.middlewares.guard.Guard": 50,  # may this address be asked at all?
    "spiders.middlewares.robots.Robots": 100,  # does robots.txt allow it?
    "spiders.middlewares.tdmrep.TDMRep": 500,  # what does its host reserve?
    "spiders.middlewares.circuit.Breaker": 540,  # does its host answer at all, these days?
    "spiders.middlewares.patience.Patience": 550,  # ask again, later, slower
    "spiders.middlewares.whole.Whole": 580,  # did all of it come, where nobody says how much it is?
    "spiders.middlewares.unpack.Unpack": 590,  # bounded, and whole
    # In their places stand Scrapy's own:
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
}

# --- safety ---
DOWNLOAD_HANDLERS = {
    "http": "spiders.handler.Bounded",  # as to the head of an answer
    "https": "spiders.handler.Bounded",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}
TWISTED_DNS_RESOLVER = "spiders.middlewares.guard.GuardedResolver"
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_MAXSIZE = 10 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
REMOTE_CONTROL_ENABLED = False
TELNETCONSOLE_ENABLED = False

# --- the spider sees to these itself (docs/decisions/0003-discovery.md) ---
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"
METAREFRESH_ENABLED = False
URLLENGTH_LIMIT = 0  # what Scrapy drops without a word is missing in the accounts

DOWNLOADER = "spiders.downloader.Draining"  # a crawl that is told to stop ends within WIRE_DRAIN

# --- telling ---
LOG_LEVEL = "INFO"
LOG_FORMATTER = "spiders.log.OneLine"
LOG_VERSIONS: list[str] = []
LOGSTATS_INTERVAL = 0  # WIRE_PROGRESS tells more
STATS_DUMP = False  # the summary line and the manifest tell
RETRY_GIVE_UP_LOG_LEVEL = "DEBUG"  # so does the spider
