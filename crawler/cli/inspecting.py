"""The pages that `inspect` shows: those of its inputs, or of stories in a dump."""

import webbrowser
from argparse import Namespace
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from crawler.base.faults import UsageFault
from crawler.cli.inputs import Input, inputs
from crawler.cli.inspection_files import Work, write_inspections
from crawler.cli.published_page import inspect_published
from crawler.inspector.inspection import inspect_story
from crawler.inspector.values import Inspection
from crawler.model import Page
from crawler.sinks import open_sink


def write(options: Namespace) -> int:
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
