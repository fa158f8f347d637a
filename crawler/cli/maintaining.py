"""What `expire` and `compact` have in common: arguments, running, output."""

import os
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.base.exits import Exit
from crawler.base.faults import LockedError, printable
from crawler.base.text import counted

if TYPE_CHECKING:
    from crawler.maintenance.maintain import Choose, Done

_UNITS = {
    "records": "superseded revision",
    "removed": "removed text",
    "quarantine": "quarantined page",
    "withheld": "withheld row",
    "raw": "archived answer",
    "snapshots": "file of snapshots",
    "runs": "manifest",
}
_PLURALS = {"snapshots": "files of snapshots"}


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of both commands."""
    parser.add_argument("dump", metavar="DUMP", help="a path, file:///path or s3://bucket/prefix")
    parser.add_argument(
        "--grace",
        type=_hours,
        default=timedelta(hours=6),
        metavar="HOURS",
        help="delete replaced objects after this time (default: 6)",
    )
    parser.add_argument("--dry-run", action="store_true", help="change nothing, print what would")
    parser.add_argument(
        "--state",
        type=Path,
        default=Path(os.environ.get("WIRE_STATE") or "state"),
        help="folder of the ledger and the spool (default: WIRE_STATE, else state/ here)",
    )


def run_maintenance(options: Namespace, choose: "Choose") -> int:
    """Maintain a dump, or print what would be done; return the exit code."""
    from crawler.maintenance.maintain import maintain, rehearse

    try:
        if options.dry_run:
            print("dry run: nothing is changed")
            _print(rehearse(options.dump, choose, options.grace))
        else:
            done = maintain(options.dump, options.state, choose, options.grace)
            _print(done)
            print(f"parts: {done.parts[0]} before, {done.parts[1]} now")
            print(f"{counted(done.waiting, 'object')} to be deleted after the grace period")
            if done.views:
                return Exit.PARTIAL
    except LockedError as error:
        print(printable(f"python -m crawler: {error}"), file=sys.stderr)
        return Exit.LOCKED
    return Exit.OK


def _hours(text: str) -> timedelta:
    try:
        grace = timedelta(hours=float(text))
    except (ValueError, OverflowError):
        grace = timedelta(-1)
    if grace < timedelta(0):
        raise ArgumentTypeError(f"{text}: not a number of hours")
    return grace


def _print(done: "Done") -> None:
    expired = [
        counted(done.expired[kind], unit, _PLURALS.get(kind))
        for kind, unit in _UNITS.items()
        if done.expired.get(kind)
    ]
    print(f"expired: {', '.join(expired) or 'nothing'}")
    left = f"{counted(done.versions, 'version')} left"
    if done.oldest:
        left += f", the oldest is {done.oldest}"
    print(f"folded: {counted(done.folded, 'version')}; {left}")
    print(f"deleted: {counted(done.deleted, 'object')}")
