"""One page of the web for a verb, fetched as a crawl fetches it: with its guard, limits, robots.txt
and contact. That is Scrapy's, so it is a process of its own (`scrapy page`)."""

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
from msgspec import Struct

from crawler.base.address import without_user
from crawler.base.faults import Fault
from crawler.discover import canonical
from crawler.model import Page

_ROOT = Path(__file__).parent.parent.parent
"""The checkout: Scrapy finds its settings from here."""


class Fetched(Struct, frozen=True):
    """What came of an address: its page, or why there is none."""

    page: Page | None = None
    kind: str = "fetch"
    reason: str = "nothing came"


def fetch(url: str, source: str | None = None) -> Page:
    """Return the page at an address, as one of a source if that is given. Raises `Fault` where none
    comes."""
    address = canonical(url, "")
    if address is None:
        raise Fault("address", "not an http or https address")
    if without_user(address) != address:
        raise Fault("address", "an address with a user or password in it is refused")
    with TemporaryDirectory(prefix="wirecrawl-") as folder:
        file = Path(folder) / "page"
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-m", "scrapy", "page", address, str(file), *filter(None, [source])],
            cwd=_ROOT,
            env=_environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        if not file.exists():
            said = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
            raise Fault("fetch", said[-1])
        fetched = msgspec.msgpack.decode(file.read_bytes(), type=Fetched)
    if fetched.page is None:
        raise Fault(fetched.kind, fetched.reason)
    return fetched.page


def _environment() -> dict[str, str]:
    """Return our own, without the operator's settings of crawls but for contact and sources."""
    kept = {"WIRE_CONTACT", "WIRE_SOURCES"}
    return {k: v for k, v in os.environ.items() if not k.startswith("WIRE_") or k in kept}
