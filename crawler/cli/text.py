"""Print the main text of saved pages or URLs, wire stories or not; errors go to stderr.

With --explain, prints each text of a page in page order: kept (+) or removed (-), with the rule or
reason and its position. With --html FILE, writes HTML instead, as `inspect` does.

Exit codes: 0, every input was read; 1, an input could not be read; 2, bad usage.
"""

import argparse
import sys

from crawler.base.faults import Fault
from crawler.cli.page_arguments import explain_arguments, input_arguments, wants_explanation


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare this verb's arguments."""
    input_arguments(parser)
    explain_arguments(parser)


def run(options: argparse.Namespace) -> int:
    """Extract every input; return the exit code."""
    if wants_explanation(options):
        return _explain(options)
    from crawler.cli.inputs import inputs  # here: loading the reading takes half a second
    from crawler.reading.classifier.extract import extract

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


def _explain(options: argparse.Namespace) -> int:
    from crawler.cli.explaining import explain_inputs
    from crawler.inspector.inspection import inspect_text
    from crawler.reading.explain import explain_text

    return explain_inputs(options, explain_text, inspect_text)
