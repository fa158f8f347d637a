"""Crawl the sample archive that ships with the project, and show what its dump holds.

The archive is served on this machine while the real `scrapy crawl wire` reads it; the dump goes
where WIRE_DUMP says, else to ./dump/sample. The exit code is that of the crawl, else that of
verify.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path
from textwrap import shorten
from threading import Event

from crawler.model import Record
from crawler.sample.holdings import Holdings, read_holdings
from crawler.sample.server import SITE, serving
from crawler.sinks import open_sink

ROOT = Path(__file__).parent.parent.parent
"""The checkout: Scrapy finds its settings from here."""
PAGE = "wmd/library/news/calverra/2000/calverra-001103.htm"
"""A page worth reading by itself: its header block is lost, and its paragraphs are broken."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare this verb's arguments."""
    parser.add_argument(
        "--serve", action="store_true", help="only serve the archive, until interrupted"
    )


def run(options: argparse.Namespace) -> int:
    """Crawl, verify, show; returns the exit code."""
    if options.serve:
        return _serve()
    where = {
        "WIRE_DUMP": _place("WIRE_DUMP", "dump/sample"),
        "WIRE_STATE": _place("WIRE_STATE", "state"),
    }
    with serving() as base:
        print(f"The sample archive is served at {base}. Crawling it ...", flush=True)
        crawled = _python(
            *("-m", "scrapy", "crawl", "wire", "-L", "WARNING", "-a", "source=sample"),
            *("-a", f"base={base}", "-a", "since=1996-01-01"),
            environment=where,
        )
    if crawled:
        return crawled
    verified = _python("-m", "crawler", "verify", where["WIRE_DUMP"])
    print("\n".join(_told(where["WIRE_DUMP"], read_holdings(open_sink(where["WIRE_DUMP"])))))
    return verified


def _serve() -> int:
    with serving() as base:
        print(base, flush=True)
        try:
            Event().wait()
        except KeyboardInterrupt:
            return 0
    return 0


def _place(setting: str, otherwise: str) -> str:
    """A path or URL of the operator's; a path counts from where the demo was started."""
    value = os.environ.get(setting) or otherwise
    return value if "://" in value else str(Path(value).absolute())


def _python(*arguments: str, environment: dict[str, str] | None = None) -> int:
    """Run a command of ours as an operator would; its output is the operator's to see."""
    command = [sys.executable, *arguments]
    environ = os.environ | (environment or {})
    return subprocess.run(command, cwd=ROOT, env=environ, check=False).returncode  # noqa: S603


def _told(dump: str, held: Holdings) -> list[str]:
    days = held.days
    agencies = sorted(held.agencies.items(), key=lambda row: (-row[1], row[0]))
    ops = ", ".join(f"{count} {op}" for op, count in sorted(held.ops.items()))
    return [
        "",
        f"{dump} holds {len(held.stories)} stories"
        + (f", {days[0]} to {days[-1]}." if days else "."),
        "",
        *(f"  {count:4}  {name}" for name, count in agencies),
        "",
        f"  revisions     {ops or 'none'}",
        f"  not a story   {held.not_a_story}",
        f"  quarantined   {held.quarantined.total()}",
        *(f"    {count} x {reason}" for reason, count in sorted(held.quarantined.items())),
        "",
        *_example(held),
        "Try next:",
        f"  {_here(sys.executable)} -m crawler read {_here(SITE / PAGE)}",
        f"  {_here(sys.executable)} -m crawler verify {dump}",
    ]


def _example(held: Holdings) -> list[str]:
    """The first fields of the newest story."""
    if not held.stories:
        return []
    story = max(held.stories, key=lambda story: (story.published.date or "", story.url))
    told = [f"  {name:12}  {value}" for name, value in _fields(story) if value]
    return ["The newest of them begins:", "", *told, ""]


def _fields(story: Record) -> list[tuple[str, str | None]]:
    return [
        ("id", story.id),
        ("url", story.url),
        ("infosource", story.infosource.name),
        ("headline", story.headline),
        ("byline", story.byline),
        ("located", story.located),
        ("published", story.published.date),
        ("intro", _cut(story.intro)),
        ("body", _cut(story.body)),
    ]


def _cut(text: str | None) -> str | None:
    return shorten(text, 75, placeholder=" ...") if text else None


def _here(path: str | Path) -> str:
    """A path as somebody in the current folder would write it."""
    place, here = Path(path), Path.cwd()
    return str(place.relative_to(here) if place.is_relative_to(here) else place)
