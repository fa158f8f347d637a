"""Fetching of one page for a verb, with a crawl's guard, limits, robots.txt and contact.

Runs Scrapy in a subprocess (`scrapy page`).
"""

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
from msgspec import Struct

from crawler.base.fault_kinds import FaultKind
from crawler.base.faults import Fault
from crawler.base.urls import without_user
from crawler.cli.scrapy_settings import ROOT, SETTINGS
from crawler.discover import canonical
from crawler.model import Page


class Fetched(Struct, frozen=True):
    """Result of fetching a URL: the page, or kind and reason of the failure."""

    page: Page | None = None
    kind: FaultKind = FaultKind.FETCH
    reason: str = "no response"


def fetch(url: str, source: str | None = None) -> Page:
    """Return the page at a URL, as one of the source if given. Raises `Fault` on failure."""
    address = canonical(url, "")
    if address is None:
        raise Fault(FaultKind.ADDRESS, "not an http or https URL")
    if without_user(address) != address:
        raise Fault(FaultKind.ADDRESS, "URL contains a user name or password")
    with TemporaryDirectory(prefix="wirecrawl-") as folder:
        file = Path(folder) / "page"
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-m", "scrapy", "page", address, str(file), *filter(None, [source])],
            cwd=ROOT,
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        if not file.exists():
            lines = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
            raise Fault(FaultKind.FETCH, lines[-1])
        fetched = msgspec.msgpack.decode(file.read_bytes(), type=Fetched)
    if fetched.page is None:
        raise Fault(fetched.kind, fetched.reason)
    return fetched.page


def environment() -> dict[str, str]:
    """Return our environment without WIRE_* settings, except for contact and sources."""
    kept = {"WIRE_CONTACT", "WIRE_SOURCES"}
    ours = {k: v for k, v in os.environ.items() if not k.startswith("WIRE_") or k in kept}
    return SETTINGS | ours
