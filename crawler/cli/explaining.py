"""What became of every text of the pages a verb is given: on stdout, or as one HTML page."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from crawler.base.faults import Fault, UsageFault, printable
from crawler.cli.inputs import inputs
from crawler.model import Page
from crawler.reading.explain.page import html_page
from crawler.reading.explain.told import Explanation


def telling_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments that ask for it."""
    parser.add_argument(
        "--explain", action="store_true", help="tell what was kept and what was removed, and why"
    )
    parser.add_argument(
        "--html", type=Path, metavar="FILE", help="with --explain: as a page, side by side"
    )


def asks_to_tell(options: argparse.Namespace) -> bool:
    """Whether an explanation is asked for. Raises `UsageFault` for a page of none."""
    if options.html and not options.explain:
        raise UsageFault("--html goes with --explain")
    return bool(options.explain)


def tell(options: argparse.Namespace, explain: Callable[[str, Page], Explanation]) -> int:
    """Explain every input; returns the exit code."""
    failed = False
    explained: list[Explanation] = []
    for name, page in inputs(options):
        try:
            explanation = explain(name, page())
        except Fault as fault:
            failed = True
            print(printable(f"{name}: {fault}"), file=sys.stderr)
            continue
        if options.html:
            explained.append(explanation)
        else:
            print("\n".join(map(printable, _lines(explanation))))
    if options.html:
        _write(options.html, html_page(explained))
    return 1 if failed else 0


def _lines(explanation: Explanation) -> list[str]:
    """The explanation as lines: the page, its texts, the fields of its stories."""
    lines = [f"# {explanation.name}: {explanation.verdict}"]
    for told in explanation.told:
        why = f"{told.why} " if told.why else ""
        lines.append(f"{told.sign} {why}{told.place}: {told.text}")
    for number, story in enumerate(explanation.stories, start=1):
        lines.append(f"# story {number}")
        lines += [
            f"{field.name}: {field.value}" + (f" ({field.evidence})" if field.evidence else "")
            for field in story
        ]
    return [part for line in lines for part in line.split("\n")]


def _write(file: Path, page: str) -> None:
    try:
        file.write_text(page, "utf-8")
    except OSError as error:
        raise UsageFault(f"{file}: {error.strerror}") from None
