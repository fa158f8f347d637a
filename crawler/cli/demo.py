"""Crawl the sample archive that ships with the project, and show the resulting dump.

The archive is served on this machine and read by the real `scrapy crawl wire`. Dump and state are
in ./demo, or in the folder given by --folder; WIRE_* settings are ignored. The exit code is that of
the crawl or, if the crawl succeeds, that of verify.
"""

import argparse
import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from textwrap import shorten
from threading import Event

from crawler.base.faults import UsageFault
from crawler.base.interrupts import SIGNALS
from crawler.cli.scrapy_settings import ROOT, SETTINGS
from crawler.contract import Record
from crawler.dump.index import read_pointer
from crawler.sample.holdings import Holdings, read_holdings
from crawler.sample.server import SITE, serving
from crawler.sinks import open_sink

PAGE = "wmd/library/news/calverra/2000/calverra-001103.htm"
"""An instructive page: without a header block and with broken paragraphs."""
SOURCE = "sample"
OURS = ("WIRE_", "SCRAPY_")
"""Prefixes of settings that are ignored."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare this verb's arguments."""
    parser.add_argument(
        "--serve", action="store_true", help="only serve the archive until interrupted"
    )
    parser.add_argument(
        "--folder", type=Path, metavar="FOLDER", help="for dump and state (default: demo)"
    )


def run(options: argparse.Namespace) -> int:
    """Crawl, verify and show the result; return the exit code."""
    if options.serve:
        return _serve()
    folder = (options.folder or Path("demo")).absolute()
    dump = folder / "dump"
    _refuse_another(dump)
    with serving() as base:
        print(f"Serving the sample archive at {base}. Crawling it ...", flush=True)
        crawled = _crawl(base, dump, folder / "state")
    if crawled:
        return crawled
    verified = subprocess.run(_command("verify", str(dump)), cwd=ROOT, check=False)  # noqa: S603
    print("\n".join(_summary(dump, read_holdings(open_sink(str(dump))))))
    return verified.returncode


def _serve() -> int:
    with serving() as base:
        print(base, flush=True)
        try:
            Event().wait()
        except KeyboardInterrupt:
            return 0
    return 0


def _refuse_another(dump: Path) -> None:
    """Raise UsageFault for a dump with other sources: it must not get invented stories."""
    index = read_pointer(open_sink(str(dump))).index
    others = sorted((index.sources if index else {}).keys() - {SOURCE})
    if others:
        raise UsageFault(
            f"{dump}: dump contains other sources ({', '.join(others)}); the demo needs its own"
        )


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "crawler", *arguments]


def _crawl(base: str, dump: Path, state: Path) -> int:
    """Run the crawl on our terminal; return its exit code."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    where = {"WIRE_DUMP": dump.as_uri(), "WIRE_STATE": str(state)}
    # In its own process group: Ctrl-C reaches only us, and is forwarded once.
    crawl = subprocess.Popen(  # noqa: S603
        [
            *(sys.executable, "-m", "scrapy", "crawl", "wire", "-L", "WARNING"),
            *("-a", f"source={SOURCE}", "-a", f"base={base}", "-a", "since=1996-01-01"),
        ],
        cwd=ROOT,
        env=environ | SETTINGS | where,
        process_group=0,
    )
    with _forwarding_signals(crawl):
        return crawl.wait()


@contextmanager
def _forwarding_signals(process: "subprocess.Popen[bytes]") -> Iterator[None]:
    """Forward signals to a process while the block runs."""
    before = {
        number: signal.signal(number, lambda signum, _: process.send_signal(signum))
        for number in SIGNALS
        if signal.getsignal(number) != signal.SIG_IGN
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _summary(dump: Path, held: Holdings) -> list[str]:
    days = held.days
    span = f", {days[0]} to {days[-1]}" if days else ""
    agencies = sorted(held.agencies.items(), key=lambda row: (-row[1], row[0]))
    return [
        "",
        f"{dump} holds {len(held.stories)} stories{span}.",
        f"({held.records} records from {held.pages} pages; deleted stories: {held.deleted}.)",
        "",
        *(f"  {count:4}  {name}" for name, count in agencies),
        "",
        f"  not a story   {held.not_a_story}",
        f"  quarantined   {held.quarantined.total()}",
        *(f"    {count} x {reason}" for reason, count in sorted(held.quarantined.items())),
        "",
        *_example(held),
        "Try next:",
        f"  {_pasted('read', str(SITE / PAGE))}",
        f"  {_pasted('report', str(dump), '-1', '--open')}",
        f"  {_pasted('verify', str(dump))}",
    ]


def _pasted(*arguments: str) -> str:
    """Return a shell command that works in any folder."""
    return f"cd {shlex.quote(str(ROOT))} && {shlex.join(_command(*arguments))}"


def _example(held: Holdings) -> list[str]:
    """Return lines that show the first fields of the newest story."""
    if not held.stories:
        return []
    story = max(held.stories, key=lambda story: (story.published.date or "", story.url))
    shown = [f"  {name:12}  {value}" for name, value in _fields(story) if value]
    return ["The newest story:", "", *shown, ""]


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
