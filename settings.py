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
CONCURRENT_REQUESTS = 8  # where there is no delay, Scrapy minds only this limit, not the host's
CONCURRENT_REQUESTS_PER_DOMAIN = 2  # this and the delay: per source, by the spider
DOWNLOAD_DELAY = 1.0
COOKIES_ENABLED = False
CONCURRENT_ITEMS = 1  # of one response: Scrapy starts so many tasks for each, and there is one page
RETRY_TIMES = 2
RETRY_HTTP_CODES = [408, 429, 500, 502, 503, 504]
DOWNLOAD_TIMEOUT = 60

# --- safety ---
DOWNLOAD_HANDLERS = {"data": None, "file": None, "ftp": None, "s3": None}
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_MAXSIZE = 10 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
REMOTE_CONTROL_ENABLED = False
TELNETCONSOLE_ENABLED = False

# --- the spider sees to these itself (docs/decisions/0003-discovery.md) ---
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"
METAREFRESH_ENABLED = False
DOWNLOADER_MIDDLEWARES = {"scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None}

# --- telling ---
LOG_LEVEL = "INFO"
LOG_FORMATTER = "spiders.log.OneLine"
LOG_VERSIONS: list[str] = []
STATS_DUMP = False  # the summary line and the manifest tell
RETRY_GIVE_UP_LOG_LEVEL = "DEBUG"  # so does the spider
