"""Output of `--explain`: which text of each page was kept or removed, on stdout or as HTML."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from crawler.base.faults import Fault, UsageFault, printable
from crawler.cli.inputs import inputs
from crawler.model import Page
from crawler.reading.explain.page import html_page
from crawler.reading.explain.values import Explanation


def explain_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare `--explain` and `--html`."""
    parser.add_argument(
        "--explain", action="store_true", help="show what was kept and removed, and why"
    )
    parser.add_argument(
        "--html", type=Path, metavar="FILE", help="with --explain: write an HTML page, side by side"
    )


def wants_explanation(options: argparse.Namespace) -> bool:
    """Return whether `--explain` is given. Raises `UsageFault` for `--html` without it."""
    if options.html and not options.explain:
        raise UsageFault("--html requires --explain")
    return bool(options.explain)


def explain_inputs(options: argparse.Namespace, explain: Callable[[str, Page], Explanation]) -> int:
    """Explain every input; return the exit code."""
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
    """Return an explanation as lines: the page, its texts, the fields of its stories."""
    lines = [f"# {explanation.name}: {explanation.verdict}"]
    for each in explanation.texts:
        why = f"{each.why} " if each.why else ""
        lines.append(f"{each.sign} {why}{each.place}: {each.text}")
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
