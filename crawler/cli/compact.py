"""Put many small parts and runs of a dump together as few, without losing a row.

The runs up to the oldest version that shall be readable become one. Earlier versions can no longer
be read, and deltas start at this one or later. What is replaced is deleted by the first `expire`
or `compact` after the grace period. Repeat the command if it was interrupted.

Exit codes: 0, done, also if nothing is to do; 1, the dump is damaged or not writable, or a
view of it is not current; 2, bad usage, or no dump; 4, a run is writing the dump.
"""

from argparse import ArgumentParser, Namespace
from functools import partial

from crawler.cli.maintaining import add_arguments, run_maintenance


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `compact`."""
    add_arguments(parser)
    parser.add_argument(
        "--oldest",
        metavar="VERSION",
        help="the oldest version that shall be readable, as in delta (default: --oldest=-20)",
    )


def run(options: Namespace) -> int:
    """Compact the dump; return the exit code."""
    from crawler.maintenance.policy import compaction  # here: loading it takes half a second

    return run_maintenance(options, partial(compaction, options.oldest))
