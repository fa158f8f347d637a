"""Write the report of a run, or a page of all runs and sources, and print where it is.

With RUN: its report. A run without one gets it here, and the dump is not changed. Without RUN: all
runs, and how fresh each source is. Reports of a dump on disk are opened where they are; all other
pages are written to the folder of --out.

Exit codes: 0, written; 1, the dump is damaged, or no browser could be started; 2, bad usage, or no
such dump or run.
"""

import re
import sys
import webbrowser
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from crawler.base.faults import UsageFault
from crawler.cli.freshness import freshness_alarms
from crawler.dump.index import read_pointer
from crawler.dump.keys import report_keys
from crawler.reporting.facts import gather
from crawler.reporting.history import KnownRun, known_runs
from crawler.reporting.overview import overview_of, overview_page
from crawler.reporting.publish import encode_report
from crawler.sinks import Sink, open_sink
from crawler.tools.names import only_one

_BACK = re.compile(r"-(\d+)")


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `report`."""
    parser.add_argument("dump", metavar="DUMP", help="a path, file:///path or s3://bucket/prefix")
    parser.add_argument(
        "run_name",
        metavar="RUN",
        nargs="?",
        help="the start of a run's name; -1 is the newest run, -2 the one before",
    )
    parser.add_argument("--open", action="store_true", help="open the page in a browser")
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FOLDER",
        default=Path("wire-report"),
        help="for pages that are not in a dump on disk (default: wire-report)",
    )


def run(options: Namespace) -> int:
    """Write the page, print its path, and open it if asked; return the exit code."""
    sink = open_sink(options.dump)
    index = read_pointer(sink).index
    runs = known_runs(sink, index)
    if index is None and not runs:
        raise UsageFault(f"{sink.url}: no dump (no index.json)")
    if options.run_name:
        page = _report(sink, runs, _named(runs, options.run_name), options.out)
    elif index is None:
        raise UsageFault(f"{sink.url}: nothing published yet; name a run: {runs[-1].run}")
    else:
        now = datetime.now(UTC)
        overview = overview_of(sink, index, runs, freshness_alarms(index, now), now)
        made = overview_page(overview, _links(sink, runs, options.out))
        page = _write(options.out / "index.html", made)
    print(page)
    if options.open and not webbrowser.open(page.absolute().as_uri()):
        print("no browser could be started", file=sys.stderr)
        return 1
    return 0


def _named(runs: Sequence[KnownRun], name: str) -> KnownRun:
    crawls = {each.run: each for each in runs if not each.is_erasure}
    names = sorted(crawls)
    if back := _BACK.fullmatch(name):
        if not 1 <= int(back[1]) <= len(names):
            raise UsageFault(f"{name}: the dump has {len(names)} runs, -1 is the newest")
        return crawls[names[-int(back[1])]]
    return crawls[only_one(name, names, "run of this dump", names[-1:])]


def _report(sink: Sink, runs: Sequence[KnownRun], run: KnownRun, out: Path) -> Path:
    """Return the path of a run's report, after writing it unless the dump is on disk and has it."""
    keys, folder = report_keys(run.manifest), _folder(sink)
    if run.has_report and folder:
        return folder / keys.html
    if run.has_report:
        page, json = (b"".join(sink.read(key)) for key in keys)
    else:
        page, json = encode_report(gather(sink, runs, run.run))
    _write(out / f"{run.run}.json", json)
    return _write(out / f"{run.run}.html", page)


def _links(sink: Sink, runs: Sequence[KnownRun], out: Path) -> dict[str, str]:
    """Return the URLs of reports that can be opened: all of a dump on disk; else the newest, which
    is written, and those written before."""
    reported = [each for each in runs if each.has_report]
    if folder := _folder(sink):
        return {each.run: (folder / report_keys(each.manifest).html).as_uri() for each in reported}
    if reported:
        _report(sink, runs, reported[-1], out)
    names = (f"{each.run}.html" for each in runs)
    return {name.removesuffix(".html"): name for name in names if (out / name).is_file()}


def _folder(sink: Sink) -> Path | None:
    """Return the folder of a dump on disk."""
    parts = urlsplit(sink.url)
    return Path(unquote(parts.path)) if parts.scheme == "file" else None


def _write(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path
