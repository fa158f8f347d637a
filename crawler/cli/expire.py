"""Remove from a dump what is older than its retention, by kind of data.

Days that are given are stored in the dump and apply again when the command is repeated without
them; `forever` removes a limit. The last revision of a story never expires.

Without revisions that have expired, earlier versions can no longer be read: the runs up to then
become one. What is replaced is deleted by the first `expire` or `compact` after the grace period.
Repeat the command if it was interrupted.

Exit codes: 0, done, also if nothing has expired; 1, the dump is damaged or not writable, or a
view of it is not current; 2, bad usage, or no dump; 4, a run is writing the dump.
"""

from argparse import SUPPRESS, ArgumentParser, ArgumentTypeError, Namespace
from dataclasses import fields
from functools import partial

from crawler.cli.maintaining import add_arguments, run_maintenance
from crawler.dump.retention import Days

KINDS = tuple(field.name for field in fields(Days))

_HELP = {
    "records": "revisions, after they were superseded",
    "removed": "texts removed from pages, after the fetch",
    "quarantine": "quarantined pages, after the fetch",
    "withheld": "parts of sources that failed a gate, after the fetch",
    "raw": "WARC files, except what later ones refer to",
    "snapshots": "snapshots, except the newest",
    "runs": "manifests of runs that published nothing, before the oldest version",
}


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `expire`."""
    add_arguments(parser)
    for kind in KINDS:
        parser.add_argument(
            f"--{kind}", type=_days, metavar="DAYS", default=SUPPRESS, help=_HELP[kind]
        )


def run(options: Namespace) -> int:
    """Expire data; return the exit code."""
    from crawler.maintenance.policy import expiry  # here: loading it takes half a second

    changes = {kind: getattr(options, kind) for kind in KINDS if hasattr(options, kind)}
    return run_maintenance(options, partial(expiry, changes))


def _days(text: str) -> int | None:
    if text == "forever":
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 5:
        raise ArgumentTypeError(f"{text}: not a number of days, nor `forever`")
    return int(text)
