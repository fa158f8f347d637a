"""Show pages as fetched beside what is read from them, in HTML files that need nothing else.

Every text, kept or removed, is linked with its place on the page; each field has its evidence. The
inputs are saved pages, folders of saved pages, or URLs (fetched as in a crawl). With --dump they
are stories: an id, a prefix of it, or a URL; the page is that of the dump's raw archive (WIRE_RAW),
and the revisions are shown, too.

For several pages FILE is an index, and the pages are in a folder beside it.

Exit codes: 0, every page was read; 1, one could not be read, or the dump is damaged; 2, bad usage,
no dump, or several stories match.
"""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from crawler.cli.page_arguments import input_arguments


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `inspect`."""
    input_arguments(parser)
    parser.add_argument("--dump", metavar="DUMP", help="inspect stories of this dump")
    parser.add_argument(
        "--out", type=Path, metavar="FILE", default=Path("inspect.html"),
        help="the HTML file to write (default: inspect.html)",
    )  # fmt: skip
    parser.add_argument("--open", action="store_true", help="open it in the browser")


def run(options: Namespace) -> int:
    """Write the inspections; return the exit code."""
    from crawler.cli.inspecting import write  # here: loading the reading takes half a second

    return write(options)
