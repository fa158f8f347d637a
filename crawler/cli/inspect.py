"""Show pages as fetched beside what is read from them, in HTML files that need nothing else.

Every text, kept or removed, is linked with its place on the page; each field has its evidence. The
inputs are saved pages, folders of saved pages, or URLs (fetched as in a crawl). With --dump they
are stories: an id, a prefix of it, or a URL; the page is that of the dump's raw archive (WIRE_RAW),
and the revisions are shown, too.

For several pages FILE is an index, and the pages are in a folder beside it.

Exit codes: 0, every page was read; 1, one could not be read, or the dump is damaged; 2, bad usage,
no dump, or several stories match.
"""

import webbrowser
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from crawler.base.faults import UsageFault
from crawler.cli.inputs import Input, input_arguments, inputs
from crawler.cli.inspection_files import Work, write_inspections
from crawler.cli.published_page import inspect_published
from crawler.inspector.inspection import inspect_story
from crawler.inspector.values import Inspection
from crawler.model import Page
from crawler.sinks import open_sink


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
    works = _stories(options) if options.dump else map(_work, inputs(options))
    several = bool(options.pages) or len(options.inputs) > 1
    several = several or (not options.dump and any(Path(name).is_dir() for name in options.inputs))
    title = ", ".join(options.inputs) or str(options.pages)
    is_whole = write_inspections(options.out, title, works, several)
    if options.out.exists():
        print(options.out)
        if options.open:
            webbrowser.open(options.out.absolute().as_uri())
    return 0 if is_whole else 1


def _work(given: Input) -> Work:
    return given[0], partial(_inspected, *given)


def _inspected(name: str, page: Callable[[], Page]) -> Inspection:
    return inspect_story(name, page())


def _stories(options: Namespace) -> Iterator[Work]:
    if options.pages or options.url or options.source or not options.inputs:
        raise UsageFault("--dump takes ids of stories, without --pages, --url and --source")
    sink = open_sink(options.dump)
    return iter([(name, partial(inspect_published, sink, name)) for name in options.inputs])
