"""Running one verb of a command line, with its errors as one line and an exit code."""

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from crawler.base.faults import UsageFault, printable
from crawler.sinks import SinkError


def run_verb(prog: str, summary: str | None, verbs: Sequence[str], argv: Sequence[str]) -> int:
    """Run one of the verbs, each a module beside this one, and return its exit code.

    Bad usage gives 2 and one line on stderr; a dump that is damaged, unreadable or not writable
    gives 1 and one line.
    """
    # Read by Arrow when it is loaded: its other allocators keep 25 MB more of what it has freed.
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    gc.set_threshold(50_000, 20, 20)  # rows have no cycles; searching for some takes 4 %
    named = [name for name in verbs if name in argv[:1]]  # a consumer's verb loads no reading
    parser = argparse.ArgumentParser(prog=prog, description=summary)
    subparsers = parser.add_subparsers(metavar="VERB", required=True)
    for name in named or verbs:
        module = import_module(f"{__package__}.{name}")
        first_line = (module.__doc__ or "").strip().splitlines()[0]
        verb = subparsers.add_parser(name, help=first_line, description=module.__doc__)
        module.arguments(verb)
        verb.set_defaults(run=module.run)
    options = parser.parse_args(argv)
    try:
        code = int(options.run(options))
        sys.stdout.flush()  # here, so that a reader that has exited is noticed here
        return code
    except UsageFault as fault:
        print(printable(f"{prog}: {fault}"), file=sys.stderr)
        return 2
    except BrokenPipeError:  # the reader of our output exited
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130  # the convention of shells
    except (SinkError, OSError) as error:
        print(printable(f"{prog}: {error}"), file=sys.stderr)
        return 1
