"""Erase stories from a dump: from parts, removed texts, quarantine, snapshots, archived answers.

What holds the text is written again under new names, the index is swapped, and the old objects are
deleted. A tombstone without text remains, and a record with op `delete`. Later crawls skip the
stories. Repeat the command if it was interrupted. With --undo, later crawls may collect stories
again that were erased by mistake.

Exit codes: 0, erased, also if they were already; 1, the dump is damaged or not writable; 2, bad
usage, or no such story; 4, a run is writing the dump.
"""

import os
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from crawler.base.exits import Exit
from crawler.base.faults import LockedError, printable


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `erase`."""
    parser.add_argument("dump", metavar="DUMP", help="a path, file:///path or s3://bucket/prefix")
    parser.add_argument(
        "names", metavar="ID|URL", nargs="+", help="whole ids of stories, or URLs of their pages"
    )
    parser.add_argument(
        "--reason", required=True, help="why; stored in the dump, so name no person"
    )
    parser.add_argument(
        "--undo",
        action="store_true",
        help="let later crawls collect the stories again; what was erased stays erased",
    )
    parser.add_argument(
        "--state",
        type=Path,
        default=Path(os.environ.get("WIRE_STATE") or "state"),
        help="folder of the ledger and the spool (default: WIRE_STATE, else state/ here)",
    )


def run(options: Namespace) -> int:
    """Erase stories, or readmit them; return the exit code."""
    from crawler.erasing.erase import erase  # here: loading them takes half a second
    from crawler.erasing.readmit import readmit
    from crawler.erasing.target import Order

    order = Order(tuple(options.names), options.reason)
    act, done = (readmit, "readmitted") if options.undo else (erase, "erased")
    try:
        tombstones = act(options.dump, options.state, order)
    except LockedError as error:
        print(printable(f"python -m crawler: {error}"), file=sys.stderr)
        return Exit.LOCKED
    for each in tombstones:
        what = f"story {each.id}, revisions 1 to {each.through}" if each.through else "page"
        print(printable(f"{done}: {what}: {' '.join(each.urls)}"))
    if not tombstones:
        print(f"{done} already")
    return 0
