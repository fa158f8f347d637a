"""Print the main text of saved pages or URLs, wire stories or not; errors go to stderr.

With --explain, prints each text of a page in page order: kept (+) or removed (-), with the rule or
reason and its position. With --html FILE, writes HTML instead, as `inspect` does.

Exit codes: 0, every input was read; 1, an input could not be read; 2, bad usage.
"""

import argparse
import sys

from crawler.base.faults import Fault
from crawler.cli.explaining import explain_arguments, explain_inputs, wants_explanation
from crawler.cli.inputs import input_arguments, inputs
from crawler.inspector.inspection import inspect_text
from crawler.reading.classifier.extract import extract
from crawler.reading.explain import explain_text


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare this verb's arguments."""
    input_arguments(parser)
    explain_arguments(parser)


def run(options: argparse.Namespace) -> int:
    """Extract every input; return the exit code."""
    if wants_explanation(options):
        return explain_inputs(options, explain_text, inspect_text)
    failed = False
    for name, page in inputs(options):
        try:
            kept, _ = extract(page())
        except Fault as fault:
            failed = True
            print(f"{name}: {fault}", file=sys.stderr)
        else:
            print("\n\n".join(block.text for block in kept))
    return 1 if failed else 0
