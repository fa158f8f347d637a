"""A crawl shared with other machines (WIRE_CLUSTER), on Scrapy's side."""

from collections.abc import Mapping
from importlib.util import find_spec

from scrapy.settings import BaseSettings

from crawler.base.faults import UsageFault
from crawler.base.interrupts import interruptible
from crawler.run.crawl_plan import CrawlPlan
from crawler.run.settings import Settings

MOST_BYTES = 1_000_000
"""Bytes of pages of a shard that wait to be read. If this process is killed, others fetch them
again."""

JOINED = "WIRECRAWL_JOINED"
"""Scrapy setting: the round that this process takes part in."""


def configure(settings: BaseSettings, given: Settings, arguments: Mapping[str, str]) -> CrawlPlan:
    """Enter the round, and use the parts of a worker in this crawl; return the round's plan.

    Raises UsageFault if that is impossible, StoppedError if a signal interrupts it.
    """
    if find_spec("valkey") is None:
        raise UsageFault("WIRE_CLUSTER: requires the package valkey (pip install valkey)")
    from crawler.cluster.address import ClusterAddress
    from crawler.cluster.joining import join

    address = ClusterAddress.of(given.cluster or "")
    with interruptible():
        joined = join(address, given.dump, arguments, given.sources, given.contact)
    changes = {
        JOINED: joined,
        "DOWNLOADER": "spiders.cluster.downloader.Leased",
        "EXTENSIONS": {"spiders.cluster.worker.ClusterWorker": 0, "spiders.progress.Progress": 1},
        "SCRAPER_SLOT_MAX_ACTIVE_SIZE": MOST_BYTES,
        "ITEM_PIPELINES": {"pipelines.read.Read": 100, "pipelines.deliver.Deliver": 200},
    }
    for name, value in changes.items():
        settings.set(name, value, priority="spider")
    return joined.plan
