"""List the sources, check one against its site, or propose the file of a new one.

    sources [--dump DUMP]   every source: freshness, yield and coverage in its last runs
    sources check ID        fetch one listing and three stories, and show how they are read
    sources new URL         find feeds, sitemaps and patterns, and write a source file

Exit codes: 0, done; 1, a source is stale, or its check found no stories or one without a record, or
no source could be proposed; 2, bad usage.
"""

import os
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from pathlib import Path


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `sources`."""
    parser.formatter_class = RawDescriptionHelpFormatter
    parser.add_argument(
        "--dump",
        metavar="DUMP",
        default=os.environ.get("WIRE_DUMP"),
        help="the dump with their runs (default: WIRE_DUMP)",
    )
    parser.add_argument("--json", action="store_true", help="JSON lines")
    parser.set_defaults(action="list")
    actions = parser.add_subparsers(metavar="check|new")
    check = actions.add_parser("check", help="fetch one listing and three stories of a source")
    check.add_argument("source", metavar="ID", help="id of the source: the name of its file")
    check.add_argument("--listing", metavar="URL", help="this listing, not one of the start pages")
    check.add_argument("--json", action="store_true", help="print JSON, with whole records")
    check.set_defaults(action="check")
    new = actions.add_parser("new", help="propose the file of a source")
    new.add_argument("url", metavar="URL", help="a page that lists stories, such as the home page")
    new.add_argument("--id", help="id of the source (default: from the host)")
    new.add_argument(
        "--out", type=Path, metavar="FOLDER", help="where to write (default: WIRE_SOURCES, else .)"
    )
    new.add_argument("--dry-run", action="store_true", help="write nothing")
    new.set_defaults(action="new")


def run(options: Namespace) -> int:
    """Do what is asked; return the exit code."""
    match options.action:  # loading the reading takes half a second
        case "check":
            from crawler.cli.source_checks import check

            return check(options)
        case "new":
            from crawler.cli.source_proposals import propose

            return propose(options)
        case _:
            from crawler.cli.source_list import list_sources

            return list_sources(options)
