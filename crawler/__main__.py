"""`python -m crawler VERB ...`: tools for pages and dumps."""

import argparse
import os
import sys
from importlib import import_module

from crawler.base.faults import UsageFault, printable
from crawler.sinks import SinkError

VERBS = (
    *("read", "text", "inspect", "verify", "status", "runs", "stories", "quarantine", "log"),
    *("report", "parts", "sources"),
    *("snapshot", "delta", "apply", "erase", "expire", "compact", "demo"),
)


def main(argv: list[str] | None = None) -> int:
    """Run one verb and return its exit code.

    Bad usage gives 2 and one line on stderr; a dump that is damaged, unreadable or not writable
    gives 1 and one line.
    """
    argv = sys.argv[1:] if argv is None else argv
    named = [name for name in VERBS if name in argv[:1]]  # a consumer's verb loads no reading
    parser = argparse.ArgumentParser(prog="python -m crawler", description=__doc__)
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    for name in named or VERBS:
        module = import_module(f"crawler.cli.{name}")
        summary = (module.__doc__ or "").strip().splitlines()[0]
        verb = verbs.add_parser(name, help=summary, description=module.__doc__)
        module.arguments(verb)
        verb.set_defaults(run=module.run)
    options = parser.parse_args(argv)
    try:
        code = int(options.run(options))
        sys.stdout.flush()  # here, so that a reader that has exited is noticed here
        return code
    except UsageFault as fault:
        print(printable(f"{parser.prog}: {fault}"), file=sys.stderr)
        return 2
    except BrokenPipeError:  # the reader of our output exited
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130  # the convention of shells
    except (SinkError, OSError) as error:
        print(printable(f"{parser.prog}: {error}"), file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
