"""Read saved pages or URLs and print their records as JSON lines; errors go to stderr.

With --explain, prints each text of a page in page order: kept in the body (+), kept as a field (=)
or removed (-), with the rule or reason and its position; then the fields with their evidence. With
--html FILE, writes HTML instead, as `inspect` does.

Exit codes: 0, every input was read (pages that are not stories included); 1, an input could not be
read; 2, bad usage.
"""

import argparse
import sys
from typing import TYPE_CHECKING

from crawler.base.fault_kinds import FaultKind
from crawler.base.faults import Fault, printable
from crawler.base.verdicts import PageVerdict
from crawler.cli.page_arguments import explain_arguments, input_arguments, wants_explanation
from crawler.contract import encode

if TYPE_CHECKING:
    from crawler.model import Outcome


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare this verb's arguments."""
    input_arguments(parser)
    explain_arguments(parser)


def run(options: argparse.Namespace) -> int:
    """Read every input; return the exit code."""
    if wants_explanation(options):
        return _explain(options)
    from crawler.cli.inputs import inputs  # here: loading the reading takes half a second
    from crawler.reading.page import read_page

    failed = False
    for name, page in inputs(options):
        try:
            _write(name, read_page(page()))
        except Fault as fault:
            failed = True
            print(printable(f"{name}: {fault}"), file=sys.stderr)
    return 1 if failed else 0


def _explain(options: argparse.Namespace) -> int:
    from crawler.cli.explaining import explain_inputs
    from crawler.inspector.inspection import inspect_story
    from crawler.reading.explain import explain_story

    return explain_inputs(options, explain_story, inspect_story)


def _write(name: str, outcome: "Outcome") -> None:
    """Print the records on stdout, other outcomes on stderr. Raises Fault if quarantined."""
    for record in outcome.records:
        sys.stdout.buffer.write(encode(record) + b"\n")
    if outcome.verdict == PageVerdict.NOT_A_STORY:
        print(printable(f"{name}: not a story: {outcome.reason}"), file=sys.stderr)
    if outcome.quarantined:
        first = outcome.quarantined[0]
        raise Fault(FaultKind(first.kind), first.reason)
