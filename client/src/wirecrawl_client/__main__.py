"""`wirecrawl-client VERB ...`, or `python -m wirecrawl_client VERB ...`: tools for dumps."""

import sys

from crawler.cli.main import run_verb
from wirecrawl_client.extras import MissingExtra, naming_extras
from wirecrawl_client.verbs import VERBS

PROG = "wirecrawl-client"


def main(argv: list[str] | None = None) -> int:
    """Run one verb and return its exit code; 2 if an extra is missing."""
    try:
        with naming_extras():
            return run_verb(PROG, __doc__, VERBS, sys.argv[1:] if argv is None else argv)
    except MissingExtra as missing:
        print(f"{PROG}: {missing}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
