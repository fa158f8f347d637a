"""The main text of saved pages or URLs, wire story or not: on stdout, faults on stderr.

With --explain every text of the page is told, kept (+) or removed (-), with the rule or reason and
its place. Exit code 0 when every input was read, 1 when something could not be, 2 for bad usage.
"""

import argparse
import sys

from crawler.clean.extract import extract
from crawler.cli.inputs import input_arguments, inputs
from crawler.faults import Fault


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare this verb's arguments."""
    input_arguments(parser)
    parser.add_argument(
        "--explain", action="store_true", help="tell what was kept and what was removed, and why"
    )


def run(options: argparse.Namespace) -> int:
    """Extract every input; returns the exit code."""
    failed = False
    for name, page in inputs(options):
        try:
            kept, removed = extract(page())
        except Fault as fault:
            failed = True
            print(f"{name}: {fault}", file=sys.stderr)
            continue
        if options.explain:
            for block in kept:
                print(f"+ {block.place}: {block.text}")
            for each in removed:
                print(f"- {each.rule} {each.place}: {each.text}")
        else:
            print("\n\n".join(block.text for block in kept))
    return 1 if failed else 0
