"""`python -m crawler VERB ...`, or `wirecrawl VERB ...`: tools for pages and dumps."""

import sys
from pathlib import Path

from crawler.cli.main import run_verb

VERBS = (
    *("read", "text", "inspect", "verify", "status", "runs", "stories", "quarantine", "log"),
    *("report", "parts", "export", "sources"),
    *("snapshot", "delta", "apply", "erase", "expire", "compact", "demo", "crawl", "bulk"),
)
SCRIPT = "wirecrawl"
"""Name of the command that an installation has."""


def main(argv: list[str] | None = None) -> int:
    """Run one verb and return its exit code, as `run_verb` does."""
    prog = SCRIPT if Path(sys.argv[0]).stem == SCRIPT else "python -m crawler"
    return run_verb(prog, __doc__, VERBS, sys.argv[1:] if argv is None else argv)


if __name__ == "__main__":
    sys.exit(main())
