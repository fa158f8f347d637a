"""Reads the dumps of Wirecrawl: `open(url)` returns a `Dump`."""

from crawler.base.faults import UsageFault
from crawler.contract import Record
from crawler.sinks import SinkError
from crawler.tools.parts import ListedPart
from crawler.tools.verify import Findings
from wirecrawl_client.dump import Dump
from wirecrawl_client.dump import open_dump as open  # noqa: A004  # as of a module, like gzip.open
from wirecrawl_client.extras import MissingExtra
from wirecrawl_client.rows import Rows

__all__ = [
    "Dump",
    "Findings",
    "ListedPart",
    "MissingExtra",
    "Record",
    "Rows",
    "SinkError",
    "UsageFault",
    "open",
]
