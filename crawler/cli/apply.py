"""Apply deltas to a snapshot and write the snapshot of the later version.

The result is byte for byte what `snapshot` writes for that version of the dump.

SNAPSHOT and each DELTA are folders written by `snapshot` and `delta --out`.

Exit codes: 0, written; 1, an input is damaged or OUT cannot be written; 2, bad usage, or a delta
does not start at the version before it.
"""

from argparse import ArgumentParser, Namespace

from crawler.base.faults import UsageFault
from crawler.base.text import counted
from crawler.cli.reading_progress import reading
from crawler.dump.reader import NOTHING
from crawler.sinks import open_sink
from crawler.tools.deltas import apply
from crawler.tools.snapshots import BundlePlace, need_bundle, read_changes, write_snapshot


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `apply`."""
    parser.add_argument("snapshot", metavar="SNAPSHOT", help="a folder: path or URL")
    parser.add_argument("deltas", metavar="DELTA", nargs="+", help="folders, oldest first")
    parser.add_argument("out", metavar="OUT", help="the folder to write: path or URL")


def run(options: Namespace) -> int:
    """Apply the deltas and write the new snapshot; return the exit code."""
    with reading(open_sink(options.snapshot)) as (watched, _):
        return _apply(options, BundlePlace(watched))


def _apply(options: Namespace, base: BundlePlace) -> int:
    snapshot = need_bundle(base, "snapshot")
    version = snapshot.version
    deltas = []
    for url in options.deltas:
        place = BundlePlace(open_sink(url))
        delta = need_bundle(place, "delta")
        if delta.since != version:
            since = delta.since or NOTHING
            raise UsageFault(
                f"{place.url}: delta starts at {since}, but the snapshot is at {version}"
            )
        version = delta.version
        deltas.append(read_changes(place, delta))
    out = BundlePlace(open_sink(options.out))
    made = write_snapshot(out, version, apply(read_changes(base, snapshot), *deltas))
    print(f"snapshot of {version}: {counted(made.rows, 'story', 'stories')} in {out.url}")
    return 0
