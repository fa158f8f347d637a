"""Arguments that the lists of a dump have in common: source, day, runs."""

from argparse import ArgumentParser, Namespace

from crawler.dump.manifest import Index, RunRef
from crawler.dump.reader import NOTHING, runs_between
from crawler.sinks import Sink
from crawler.tools.filters import day_prefix, utc_now
from crawler.tools.names import only_one, version_named


def dump_argument(parser: ArgumentParser) -> None:
    """Declare DUMP."""
    parser.add_argument("dump", metavar="DUMP", help="a path, file:///path or s3://bucket/prefix")


def source_and_day(parser: ArgumentParser, day: str) -> None:
    """Declare `--source` and `--day`; `day` describes which day it is."""
    parser.add_argument(
        "--source", metavar="ID", help="only this source; a prefix of the id suffices"
    )
    parser.add_argument(
        "--day", metavar="DAY", help=f"{day}: 2026-11-28, 2026-11, 2026, today or yesterday"
    )


def run_arguments(parser: ArgumentParser) -> None:
    """Declare `--run` and `--since`."""
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--run", dest="of_run", metavar="RUN", help="only what this run published; as in delta"
    )
    which.add_argument(
        "--since", metavar="RUN", help="only what was published after this version; as in delta"
    )


def wanted_source(options: Namespace, index: Index | None) -> str | None:
    """Return the source that `--source` names. Raises UsageFault if none or several match."""
    if options.source is None:
        return None
    known = sorted(index.sources) if index else []
    return only_one(options.source, known, "source of this dump", known)


def wanted_day(options: Namespace) -> str | None:
    """Return the start of the dates that `--day` names. Raises UsageFault for another form."""
    return None if options.day is None else day_prefix(options.day, utc_now())


def wanted_runs(options: Namespace, sink: Sink, index: Index) -> tuple[RunRef, ...]:
    """Return the runs that `--run` or `--since` names, oldest first; by default all."""
    if options.of_run:
        version = version_named(sink, index, options.of_run, utc_now())
        return tuple(named for named in index.runs if named.run == version)
    since = options.since or NOTHING
    return runs_between(index, version_named(sink, index, since, utc_now()), None)
