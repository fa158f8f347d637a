"""Read saved pages or URLs into records: JSON lines on stdout, faults on stderr.

With --explain every text of each page is told in page order: kept in the body (+), kept as a field
(=) or removed (-), with the rule or reason and its place; then the fields with their evidence. With
--html FILE, too, as a page that shows kept and removed side by side.

Exit code 0 when every input was read or was rightly no story, 1 when something could not be
read, 2 for bad usage.
"""

import argparse
import sys

from crawler.base.faults import Fault, printable
from crawler.cli.inputs import input_arguments, inputs
from crawler.cli.telling import asks_to_tell, tell, telling_arguments
from crawler.contract import encode
from crawler.model import Outcome
from crawler.reading.explain import explain_story
from crawler.reading.page import read_page


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare this verb's arguments."""
    input_arguments(parser)
    telling_arguments(parser)


def run(options: argparse.Namespace) -> int:
    """Read every input; returns the exit code."""
    if asks_to_tell(options):
        return tell(options, explain_story)
    failed = False
    for name, page in inputs(options):
        try:
            _write(name, read_page(page()))
        except Fault as fault:
            failed = True
            print(printable(f"{name}: {fault}"), file=sys.stderr)
    return 1 if failed else 0


def _write(name: str, outcome: Outcome) -> None:
    """Records to stdout; what is no record is told on stderr."""
    for record in outcome.records:
        sys.stdout.buffer.write(encode(record) + b"\n")
    if outcome.verdict == "not_a_story":
        print(printable(f"{name}: not a story: {outcome.reason}"), file=sys.stderr)
    if outcome.quarantined:
        first = outcome.quarantined[0]
        raise Fault(first.kind, first.reason)
