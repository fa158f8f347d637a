"""The main text of saved pages or URLs, wire story or not: on stdout, faults on stderr.

With --explain every text of the page is told in page order, kept (+) or removed (-), with the rule
or reason and its place; with --html FILE, too, as a page that shows both side by side.

Exit code 0 when every input was read, 1 when something could not be, 2 for bad usage.
"""

import argparse
import sys

from crawler.base.faults import Fault
from crawler.cli.inputs import input_arguments, inputs
from crawler.cli.telling import asks_to_tell, tell, telling_arguments
from crawler.reading.classifier.extract import extract
from crawler.reading.explain import explain_text


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare this verb's arguments."""
    input_arguments(parser)
    telling_arguments(parser)


def run(options: argparse.Namespace) -> int:
    """Extract every input; returns the exit code."""
    if asks_to_tell(options):
        return tell(options, explain_text)
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
