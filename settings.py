"""Scrapy settings. Operators set the WIRE_* settings, in the environment or with `-s`."""

import os
from pathlib import Path
from urllib.request import getproxies

from crawler.base.lean import without

with without("pydantic"):  # 7 MB and 0.05 s, to know items that are models of it: ours are not
    import itemadapter  # noqa: F401  # Scrapy does so next

BOT_NAME = "wirecrawl"
SPIDER_MODULES = ["spiders.wire", "spiders.replay"]  # all of `spiders` would load its commands
NEWSPIDER_MODULE = "spiders"
COMMANDS_MODULE = "spiders.commands"

# --- the operator's settings (docs/operating.md) ---
WIRE_DUMP = os.environ.get("WIRE_DUMP") or f"{Path.cwd().as_uri()}/dump/"
WIRE_STATE = os.environ.get("WIRE_STATE") or "state"
WIRE_COMPRESSION = os.environ.get("WIRE_COMPRESSION") or "gzip"
WIRE_RAW = os.environ.get("WIRE_RAW") or "off"
WIRE_LATEST = os.environ.get("WIRE_LATEST") or "on"
WIRE_VIEWS = os.environ.get("WIRE_VIEWS")
WIRE_READERS = os.environ.get("WIRE_READERS")  # default: one per CPU available to us
WIRE_SOURCES = os.environ.get("WIRE_SOURCES")
WIRE_CONTACT = os.environ.get("WIRE_CONTACT")
WIRE_DRAIN = os.environ.get("WIRE_DRAIN") or "60"
WIRE_LOG = os.environ.get("WIRE_LOG") or "text"
WIRE_METRICS = os.environ.get("WIRE_METRICS")
WIRE_PROGRESS = os.environ.get("WIRE_PROGRESS") or "60"
WIRE_CLUSTER = os.environ.get("WIRE_CLUSTER")

# --- item pipelines, in the order that pages pass through them ---
ITEM_PIPELINES = {
    "pipelines.read.Read": 100,  # in a process pool: clean, read, normalise, screen
    "pipelines.store.Store": 200,  # buffer, deduplicate, write; publish at the end of the crawl
}

# --- politeness ---
ROBOTSTXT_OBEY = True
USER_AGENT = "wirecrawl/0.1"  # the spider adds WIRE_CONTACT
ROBOTSTXT_USER_AGENT = "wirecrawl"  # the product token matched in robots.txt
REDIRECT_MAX_TIMES = 5  # robots.txt only (RFC 9309, 2.3.1.2); the spider follows redirects of pages
CONCURRENT_REQUESTS = 8  # the spider sets it to the sum that its sources allow
CONCURRENT_REQUESTS_PER_DOMAIN = 2  # the spider sets this and the delay per source
DOWNLOAD_DELAY = 1.0
COOKIES_ENABLED = False
HTTPPROXY_ENABLED = bool(getproxies())  # those of the environment
CONCURRENT_ITEMS = 1  # Scrapy starts this many tasks per response; a response is one page
RETRY_TIMES = 2
RETRY_EXCEPTIONS = [  # those of our download handler; Scrapy's list loads its own handler
    "scrapy.exceptions.CannotResolveHostError",
    "scrapy.exceptions.DownloadConnectionRefusedError",
    "scrapy.exceptions.DownloadFailedError",
    "scrapy.exceptions.DownloadTimeoutError",
    "scrapy.exceptions.ResponseDataLossError",
    OSError,
]
RETRY_HTTP_CODES = [408, 429, 500, 502, 503, 504]
DOWNLOAD_TIMEOUT = 60  # seconds until the last byte, for slow-drip responses too

# --- downloader middlewares: requests pass downwards, responses upwards ---
DOWNLOADER_MIDDLEWARES = {
    "spiders.middlewares.guard.Guard": 50,  # is the address allowed at all (SSRF)?
    "spiders.middlewares.robots.Robots": 100,  # is it allowed by robots.txt?
    "spiders.middlewares.request_headers.RequestHeaders": 400,  # which headers do all have?
    "spiders.middlewares.tdmrep.TDMRep": 500,  # which rights does its host reserve (TDMRep)?
    "spiders.middlewares.circuit.Breaker": 540,  # is the host's circuit breaker open?
    "spiders.middlewares.retry.Retry": 550,  # retry, with back-off
    "spiders.middlewares.whole.Whole": 580,  # is a response of unknown length complete?
    "spiders.middlewares.http_decompression.HttpDecompression": 590,  # with a size limit
    "spiders.middlewares.archive.Archive": 595,  # keep the answer as it came (WIRE_RAW)
    "spiders.middlewares.traffic.Traffic": 598,  # count requests by host
}

# Of Scrapy's own those that are used: it loads others even if they are off.
DOWNLOADER_MIDDLEWARES_BASE = {
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": 600,  # for robots.txt
    "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": 750,
}
EXTENSIONS_BASE = {
    "scrapy.extensions.closespider.CloseSpider": 0,
    "scrapy.extensions.feedexport.FeedExporter": 0,
    "scrapy.extensions.memusage.MemoryUsage": 0,
    "scrapy.extensions.spiderstate.SpiderState": 0,
    "scrapy.extensions.throttle.AutoThrottle": 0,
}

# --- safety ---
DOWNLOAD_HANDLERS = {
    "http": "spiders.handler.Handler",  # on aiohttp; resolves names through the guard
    "https": "spiders.handler.Handler",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_MAXSIZE = 10 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
REMOTE_CONTROL_ENABLED = False
TELNETCONSOLE_ENABLED = False

# --- handled by the spider (docs/decisions/0003-discovery.md) ---
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"
METAREFRESH_ENABLED = False
URLLENGTH_LIMIT = 0  # unlimited: silently dropped requests would be missing from the counters

DOWNLOADER = "spiders.downloader.Draining"  # a stopped crawl ends within WIRE_DRAIN

# --- logging ---
LOG_LEVEL = "INFO"
LOG_FORMATTER = "spiders.log.OneLine"
LOG_VERSIONS: list[str] = []
LOGSTATS_INTERVAL = 0  # replaced by WIRE_PROGRESS
STATS_DUMP = False  # see the summary line and the manifest
RETRY_GIVE_UP_LOG_LEVEL = "DEBUG"  # the spider logs the failure
