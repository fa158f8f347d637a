"""Arguments of the verbs that read pages, in a module that loads nothing of the reading."""

import argparse
from pathlib import Path

from crawler.base.faults import UsageFault


def input_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments that name pages."""
    parser.add_argument(
        "inputs",
        nargs="*",
        metavar="FILE|FOLDER|URL",
        help="a saved page, a folder of them, or a URL",
    )
    parser.add_argument("--url", help="the URL of a saved page")
    parser.add_argument(
        "--pages",
        type=Path,
        help='file of JSON lines {"path","url","fetched_at"}, with paths relative to it; optional: '
        '"content_type", "hint" {"found_on","date","title","modified"}',
    )
    parser.add_argument(
        "--source", metavar="ID", help="read the pages with the settings of this source"
    )


def explain_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare `--explain` and `--html`."""
    parser.add_argument(
        "--explain", action="store_true", help="show what was kept and removed, and why"
    )
    parser.add_argument(
        "--html", type=Path, metavar="FILE", help="with --explain: write HTML, as inspect does"
    )


def wants_explanation(options: argparse.Namespace) -> bool:
    """Return whether `--explain` is given. Raises `UsageFault` for `--html` without it."""
    if options.html and not options.explain:
        raise UsageFault("--html requires --explain")
    return bool(options.explain)
