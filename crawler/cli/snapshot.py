"""Write a snapshot of a dump: the last revision of each story that is not deleted, by id.

Writes records.jsonl.gz, records.parquet and, last, manifest.json into OUT; without OUT into the
dump's own snapshots/VERSION/. The same version gives the same bytes.

Exit codes: 0, written; 1, the dump is damaged or OUT cannot be written; 2, bad usage.
"""

from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime

from crawler.base.faults import UsageFault
from crawler.base.text import counted
from crawler.cli.reading_progress import reading
from crawler.dump.reader import read_index, runs_between
from crawler.sinks import open_sink
from crawler.tools.deltas import apply, changes
from crawler.tools.names import version_named
from crawler.tools.snapshots import BundlePlace, read_bundle, snapshot_folder, write_snapshot


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `snapshot`."""
    parser.add_argument("dump", metavar="DUMP", help="a path, file:///path or s3://bucket/prefix")
    parser.add_argument("out", metavar="OUT", nargs="?", help="the folder to write: path or URL")
    parser.add_argument(
        "--at", metavar="RUN", default="-1", help="a version, as in delta (default: the newest)"
    )


def run(options: Namespace) -> int:
    """Write one snapshot; return the exit code."""
    sink = open_sink(options.dump)
    index = read_index(sink)
    version = version_named(sink, index, options.at, datetime.now(UTC))
    if version is None:
        raise UsageFault(f"{options.at}: no version existed at that time")
    runs = runs_between(index, None, version)
    place = (
        BundlePlace(open_sink(options.out))
        if options.out
        else BundlePlace(sink, snapshot_folder(version))
    )
    bundle = read_bundle(place)
    if bundle is None or (bundle.kind, bundle.version) != ("snapshot", version):
        with reading(sink, runs, ["records"]) as (watched, _):
            bundle = write_snapshot(place, version, apply(changes(watched, runs)))
    print(f"snapshot of {version}: {counted(bundle.rows, 'story', 'stories')} in {place.url}")
    return 0
