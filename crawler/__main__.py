"""`python -m crawler VERB ...`: the tools beside the crawl."""

import argparse
import os
import sys
from importlib import import_module

from crawler.base.faults import UsageFault, printable
from crawler.sinks import SinkError

VERBS = ("read", "text", "verify", "status", "snapshot", "delta", "apply", "log", "demo")


def main(argv: list[str] | None = None) -> int:
    """Run one verb; returns its exit code. 2 is bad usage, told in one line; 1 with one
    line is a dump that is damaged or cannot be read or written."""
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
        print(printable(f"{parser.prog}: {fault}"), file=sys.stderr)
        return 2
    except BrokenPipeError:  # whoever reads our output has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130  # as shells have it
    except (SinkError, OSError) as error:
        print(printable(f"{parser.prog}: {error}"), file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
