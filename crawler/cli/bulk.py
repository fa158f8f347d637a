"""Read archives with many workers, on this machine or on a cluster, into a dump.

The records are those of `scrapy crawl replay -a warc=…`. Each archive is read by one worker; the
outcomes are stored here, in the order of the archives, as one run. Killed or stopped? Run it again.

Exit codes: as in docs/operating.md.
"""

from argparse import ArgumentParser, Namespace


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `bulk`."""
    parser.add_argument(
        "archives", metavar="WARC", nargs="+", help="a path, glob, folder or s3://BUCKET/GLOB"
    )
    parser.add_argument("dump", metavar="DUMP", help="a path, file:///path or s3://bucket/prefix")
    parser.add_argument(
        "--on",
        default="local",
        metavar="ENGINE",
        help="local (default), with WIRE_READERS workers, or dask://HOST:PORT",
    )
    parser.add_argument("--source", default="", metavar="ID[,ID]", help="only these sources")
    parser.add_argument(
        "--accept", default="", metavar="ID[,ID]", help="publish these even if they fail a gate"
    )
    parser.add_argument(
        "--work",
        metavar="PLACE",
        help="where outcomes wait to be stored, for all workers to reach (default: in the dump)",
    )
    parser.add_argument(
        "--report", metavar="FILE", help="write the figures of each archive to it, as JSON lines"
    )


def run(options: Namespace) -> int:
    """Read the archives; return the exit code."""
    from crawler.cli.bulk_command import BulkCommand  # loads the reading

    return BulkCommand(options).run()
