"""Output of `--explain`: which text of each page was kept or removed, on stdout or as HTML."""

import argparse
import sys
from collections.abc import Callable
from functools import partial

from crawler.base.faults import Fault, printable
from crawler.cli.inputs import inputs
from crawler.cli.inspection_files import write_inspections
from crawler.inspector.values import Inspection
from crawler.model import Page
from crawler.reading.explain.values import Explanation


def explain_inputs(
    options: argparse.Namespace,
    explain: Callable[[str, Page], Explanation],
    inspect: Callable[[str, Page], Inspection],
) -> int:
    """Explain every input, or inspect it for `--html`; return the exit code."""
    if options.html:
        given = list(inputs(options))
        works = ((name, partial(_inspected, inspect, name, page)) for name, page in given)
        title = ", ".join(options.inputs) or str(options.pages)
        is_whole = write_inspections(options.html, title, works, len(given) > 1)
        return 0 if is_whole else 1
    failed = False
    for name, page in inputs(options):
        try:
            print("\n".join(map(printable, _lines(explain(name, page())))))
        except Fault as fault:
            failed = True
            print(printable(f"{name}: {fault}"), file=sys.stderr)
    return 1 if failed else 0


def _inspected(
    inspect: Callable[[str, Page], Inspection], name: str, page: Callable[[], Page]
) -> Inspection:
    return inspect(name, page())


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
