"""Print how fresh each source of a dump is, one line per source, for monitoring.

Exit code 0: all sources are fresh; 1: one is stale, or has never published a story; 2: there is no
dump, or it cannot be reached.
"""

import os
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime
from pathlib import Path

from crawler.base.faults import UsageFault
from crawler.dump.freshness import Freshness
from crawler.dump.index import read_pointer
from crawler.run.freshness import overdue_alarm, silent_alarm, stale_alarm
from crawler.sinks import SinkError, open_sink
from crawler.sources import load_sources
from crawler.tools.names import only_one


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `status`."""
    parser.add_argument("dump", metavar="DUMP", help="a path, file:///path or s3://bucket/prefix")
    parser.add_argument(
        "sources",
        metavar="SOURCE",
        nargs="*",
        help="only these sources; a prefix of the name suffices",
    )
    parser.add_argument(
        "--within", type=float, metavar="DAYS", help="maximum age of the last success, e.g. 1.5"
    )


def run(options: Namespace) -> int:
    """Print the freshness of the sources; return the exit code."""
    sink = open_sink(options.dump)
    try:
        index = read_pointer(sink).index
    except SinkError as error:
        raise UsageFault(str(error)) from error
    if index is None:
        raise UsageFault(f"{sink.url}: no dump (no index.json)")
    folder = os.environ.get("WIRE_SOURCES")
    days = {
        source.id: source.gates.fresh
        for source in load_sources(Path(folder) if folder else None).values()
        if source.enabled or source.id in index.sources
    }
    expected = {source for source, fresh in days.items() if fresh is not None}
    now, bad = datetime.now(UTC), False
    known = sorted(expected | index.sources.keys())
    asked = {only_one(name, known, "source", known) for name in options.sources}
    for source in sorted(asked or known):
        fresh = index.sources.get(source, Freshness())
        wrong = (
            overdue_alarm(fresh.last_success, options.within, now)
            or stale_alarm(fresh.newest_story, days.get(source), now.date())
            or silent_alarm(fresh.last_published)
        )
        bad = bad or wrong is not None
        print(
            f"{source}: last success {fresh.last_success or 'never'}, "
            f"last published {fresh.last_published or 'never'}, "
            f"newest story {fresh.newest_story or 'none'}: {wrong or 'ok'}"
        )
    return 1 if bad else 0
