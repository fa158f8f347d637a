"""A snapshot with the deltas after it, as the snapshot of the later version.

It is the same, byte for byte, that `snapshot` makes of the dump.

SNAPSHOT and each DELTA are folders that `snapshot` and `delta --out` wrote.

Exit code 0: it is there; 1: one of them is damaged, or OUT cannot be written; 2: bad usage, also
where a delta does not begin at the version that is there.
"""

from argparse import ArgumentParser, Namespace

from crawler.base.faults import UsageFault
from crawler.base.text import counted
from crawler.dump.reader import NOTHING
from crawler.sinks import open_sink
from crawler.tools.bundle import BundlePlace, need_bundle, read_changes, write_snapshot
from crawler.tools.latest import apply


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `apply`."""
    parser.add_argument("snapshot", metavar="SNAPSHOT", help="a folder, named like a dump")
    parser.add_argument("deltas", metavar="DELTA", nargs="+", help="folders, oldest first")
    parser.add_argument("out", metavar="OUT", help="a folder, named like a dump")


def run(options: Namespace) -> int:
    """Make one snapshot of another; returns the exit code."""
    base = BundlePlace(open_sink(options.snapshot))
    snapshot = need_bundle(base, "snapshot")
    version = snapshot.version
    deltas = []
    for url in options.deltas:
        place = BundlePlace(open_sink(url))
        delta = need_bundle(place, "delta")
        if delta.since != version:
            since = delta.since or NOTHING
            raise UsageFault(
                f"{place.url}: a delta from {since}, but the stories stand at {version}"
            )
        version = delta.version
        deltas.append(read_changes(place, delta))
    out = BundlePlace(open_sink(options.out))
    made = write_snapshot(out, version, apply(read_changes(base, snapshot), *deltas))
    print(f"snapshot of {version}: {counted(made.rows, 'story', 'stories')} in {out.url}")
    return 0
