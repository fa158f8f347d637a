"""Print how fresh each source of a dump is, one line per source, for monitoring.

Exit code 0: all sources are fresh; 1: one is stale, or has never published a story; 2: there is no
dump, or it cannot be reached.
"""

from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime

from crawler.base.faults import UsageFault
from crawler.cli.freshness import freshness_alarms
from crawler.dump.freshness import Freshness
from crawler.dump.index import read_pointer
from crawler.sinks import SinkError, open_sink
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
    alarms = freshness_alarms(index, datetime.now(UTC), options.within)
    asked = {only_one(name, alarms, "source", [*alarms]) for name in options.sources}
    for source in sorted(asked or alarms):
        fresh = index.sources.get(source, Freshness())
        print(
            f"{source}: last success {fresh.last_success or 'never'}, "
            f"last published {fresh.last_published or 'never'}, "
            f"newest story {fresh.newest_story or 'none'}: {alarms[source]}"
        )
    return 1 if any(alarms[source] != "ok" for source in asked or alarms) else 0
