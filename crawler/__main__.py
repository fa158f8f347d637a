"""`python -m crawler VERB ...`: the tools beside the crawl."""

import argparse
import sys
from importlib import import_module

from crawler.faults import UsageFault

VERBS = ("read", "text", "verify", "demo")


def main(argv: list[str] | None = None) -> int:
    """Run one verb; returns its exit code. 2 is bad usage, told in one line."""
    parser = argparse.ArgumentParser(prog="python -m crawler", description=__doc__)
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    for name in VERBS:
        module = import_module(f"crawler.cli.{name}")
        summary = (module.__doc__ or "").strip().splitlines()[0]
        verb = verbs.add_parser(name, help=summary, description=module.__doc__)
        module.arguments(verb)
        verb.set_defaults(run=module.run)
    options = parser.parse_args(argv)
    try:
        return int(options.run(options))
    except UsageFault as fault:
        print(f"{parser.prog}: {fault}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
