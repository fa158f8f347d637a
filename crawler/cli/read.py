"""Read saved pages or URLs into records: JSON lines on stdout, faults on stderr.

Exit code 0 when every input was read or was rightly no story, 1 when something could not be
read, 2 for bad usage.
"""

import argparse
import sys

from crawler.cli.inputs import input_arguments, inputs
from crawler.faults import Fault
from crawler.model import Outcome, encode
from crawler.reading import read_page


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare this verb's arguments."""
    input_arguments(parser)


def run(options: argparse.Namespace) -> int:
    """Read every input; returns the exit code."""
    failed = False
    for name, page in inputs(options):
        try:
            _write(name, read_page(page()))
        except Fault as fault:
            failed = True
            print(f"{name}: {fault}", file=sys.stderr)
    return 1 if failed else 0


def _write(name: str, outcome: Outcome) -> None:
    """Records to stdout; what is no record is told on stderr."""
    for record in outcome.records:
        sys.stdout.buffer.write(encode(record) + b"\n")
    if outcome.verdict == "not_a_story":
        print(f"{name}: not a story: {outcome.reason}", file=sys.stderr)
    if outcome.quarantined:
        first = outcome.quarantined[0]
        raise Fault(first.kind, first.reason)
