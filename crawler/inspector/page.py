"""Inspections as self-contained HTML pages, and the index that links them."""

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from jinja2 import Environment
from markupsafe import Markup

from crawler.html import environment
from crawler.inspector.marked_page import MARK
from crawler.inspector.values import Inspection

_KINDS = {"+": "kept", "=": "field", "-": "gone"}


class IndexRow(NamedTuple):
    """A page in the index of a folder."""

    name: str
    file: str | None
    """Name of its inspection; null if it could not be read."""
    verdict: str
    """Or why it could not be read."""
    headline: str = ""
    published: str = ""
    body: int = 0
    """Characters."""
    kept: int = 0
    """Texts."""
    removed: int = 0


def inspection_page(inspection: Inspection, index: str | None = None) -> str:
    """Return the page of one inspection; `index` is the address of the page that links it."""
    frame = _environment().get_template("frame.html.j2").render(
        page=Markup(inspection.page.html),  # noqa: S704  # from our own writer
        mark=MARK,
    )  # fmt: skip
    return (
        _environment()
        .get_template("inspection.html.j2")
        .render(each=inspection, frame=frame, kinds=_KINDS, index=index)
    )


def index_page(title: str, rows: list[IndexRow]) -> str:
    """Return the index of several inspections."""
    return _environment().get_template("index.html.j2").render(title=title, rows=rows)


def index_row(name: str, inspection: Inspection, file: str) -> IndexRow:
    """Return the row of an inspection that is in a file."""
    texts, stories = inspection.explanation.texts, inspection.stories
    first = stories[0].record if stories else None
    removed = sum(each.sign == "-" for each in texts)
    return IndexRow(
        name,
        file,
        inspection.explanation.verdict,
        (first.headline or "") if first else "",
        (first.published.date or "") if first else "",
        sum(len(each.record.body) for each in stories),
        len(texts) - removed,
        removed,
    )


@cache
def _environment() -> Environment:
    """Return the environment of our templates, with our script behind that of the base page."""
    made = environment(__package__).overlay()
    folder = files(__package__).joinpath("templates")
    script = f"{made.globals['script']}\n{folder.joinpath('inspection.js').read_text('utf-8')}"
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    made.globals = {**made.globals, "script": Markup(script), "script_digest": digest}  # noqa: S704
    made.filters = {**made.filters, "escaped": _escaped}
    return made


def _escaped(json: str) -> str:
    """Return JSON with characters that do not print as escapes: it stays the same value.

    >>> _escaped('"a\\u202eb"')
    '"a\\\\u202eb"'
    """
    return "".join(
        each if each.isprintable() or each == "\n" else each.encode("unicode_escape").decode()
        for each in json
    )
