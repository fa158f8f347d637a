"""How the units of a story become markup: one function per way of marking paragraphs and lines."""

from __future__ import annotations

import html
import random
import re
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.rendering.model import Unit

BREAK = "<br>\n"
BOLD = str.maketrans({"\ue000": "<b>", "\ue001": "</b>"})


def wrapped(text: str, width: int, hyphens: bool) -> list[str]:
    """Lines of at most `width` columns, broken at blanks and, if asked, after hyphens."""
    pattern = r"(?<=[A-Za-z]{2}-)(?=[A-Za-z]{2})" if hyphens else r"(?!)"
    lines, line = [], ""
    for word in text.split(" "):
        glue = " " if line else ""
        for bit in re.split(pattern, word):
            if line and len(line) + len(glue) + len(bit) > width:
                lines.append(line)
                line, glue = "", ""
            line += glue + bit
            glue = ""
    return [*lines, line]


@dataclass
class Page:
    """The choices that one page keeps to."""

    rng: random.Random
    width: int  # columns, 0 for none
    hyphens: bool
    quote: bool  # quotes as &quot;
    nbsp: bool  # hard blanks and soft hyphens as entities
    heading: str
    labels: str  # block or each
    centred: bool
    gap: str

    def lines(self, text: str, width: int = 0) -> list[str]:
        """Text as escaped source lines."""
        width = width or self.width
        made = wrapped(text, width, self.hyphens) if width else [text]
        return [self.safe(line) for line in made]

    def safe(self, text: str) -> str:
        """Text with its entities."""
        text = html.escape(text, quote=False).translate(BOLD)
        if self.quote:
            text = text.replace('"', "&quot;")
        if self.nbsp:
            text = text.replace("\xa0", "&nbsp;").replace("\xad", "&shy;")
        return text

    def title(self, text: str) -> str:
        """A title line."""
        return self.heading.format(self.safe(text))


def page(rng: random.Random) -> Page:
    """Choose the habits of one page."""
    return Page(
        rng,
        rng.choice((0, 0, 78, 72)),
        rng.random() < 0.6,
        rng.random() < 0.3,
        rng.random() < 0.7,
        rng.choice((
            "<h1>{}</h1>",
            "<h2>{}</h2>",
            "<h3>{}</h3>",
            "<p><b>{}</b></p>",
            "<center><b>{}</b></center>",
            '<p align=center><font size="4"><b>{}</b></font></p>',
            "<p><strong>{}</strong></p>",
        )),
        rng.choice(("block", "each")),
        rng.random() < 0.3,
        rng.choice(("<p></p>\n", "<p>&nbsp;</p>\n", "<br>\n")),
    )  # fmt: skip


def _paragraphs(units: list[Unit], at: Page, start: str, end: str) -> list[str]:
    made = []
    for unit in units:
        if unit.kind == "title":
            made.append(at.title(unit.text) + "\n")
        elif unit.kind == "gap":
            made.append(at.gap * len(unit.lines))
        elif unit.kind == "center":
            made.append("<center>\n" + "<br>\n".join(map(at.safe, unit.lines)) + "</center>\n")
        elif unit.kind == "block" or (unit.kind == "labels" and at.labels == "block"):
            made.append(start + BREAK.join(map(at.safe, unit.lines)) + end)
        elif unit.kind == "labels":
            made.append("".join(f"{start}{at.safe(line)}{end}" for line in unit.lines))
        elif unit.kind == "act" and at.centred:
            made.append("<blockquote>" + "\n".join(at.lines(unit.text)) + "</blockquote>\n")
        elif unit.kind == "run":
            made.append(start + "\n".join(map(at.safe, unit.lines)) + end)
        else:
            first = start
            if unit.kind == "cue" and at.centred:
                first = start.replace("<p", "<p align=center").replace("<P", '<P ALIGN="CENTER"')
            made.append(first + "\n".join(at.lines(unit.text)) + end)
    return made


def p(units: list[Unit], at: Page) -> list[str]:
    """Closed paragraphs."""
    return _paragraphs(units, at, "<p>", "</p>\n")


def p_open(units: list[Unit], at: Page) -> list[str]:
    """Paragraphs that are never closed."""
    return _paragraphs(units, at, "<P>", "\n")


def div(units: list[Unit], at: Page) -> list[str]:
    """A div of its own for each paragraph."""
    return _paragraphs(units, at, '<div class="txt">', "</div>\n")


def p_font(units: list[Unit], at: Page) -> list[str]:
    """Paragraphs each in a font of its own."""
    start = '<p><font face="Arial,Helvetica" size="2">'
    return _paragraphs(units, at, start, "</font></p>\n")


def cells(units: list[Unit], at: Page) -> list[str]:
    """A table row for each paragraph."""
    rows = Page(**{**at.__dict__, "labels": "each", "centred": False})
    made = _paragraphs(units, rows, "<tr><td>", "</td></tr>\n")
    return [x if x.startswith("<tr>") else f"<tr><td>{x.strip()}</td></tr>\n" for x in made]


def _flat(units: list[Unit], at: Page, width: int) -> list[list[str]]:
    made = []
    for unit in units:
        if unit.kind in ("labels", "block", "center", "run"):
            made.append([at.safe(line) for line in unit.lines])
        elif unit.kind == "title":
            made.append([f"<b>{at.safe(unit.text)}</b>"])
        elif unit.kind == "meta" and len(unit.text) < 100:
            made.append([at.safe(unit.text)])
        elif unit.kind == "gap":
            made.append([""] * len(unit.lines))
        else:
            made.append(at.lines(unit.text, width))
    return made


def rows_lines(units: list[Unit], at: Page) -> list[str]:
    """A table row for each wrapped line."""
    width = at.rng.choice((66, 72))
    return [
        "".join(f"<tr><td>{line}</td></tr>\n" for line in lines)
        for lines in _flat(units, at, width)
    ]


def p_lines(units: list[Unit], at: Page) -> list[str]:
    """A paragraph for each wrapped line."""
    width = at.rng.choice((66, 72))
    return ["".join(f"<p>{line}</p>\n" for line in lines) for lines in _flat(units, at, width)]


def br(units: list[Unit], at: Page) -> list[str]:
    """Two breaks after each paragraph, source lines within."""
    made = []
    for unit in units:
        if unit.kind in ("labels", "block", "center"):
            made.append("<br>\n".join(map(at.safe, unit.lines)) + "<br><br>\n")
        elif unit.kind == "title":
            made.append(f"<b>{at.safe(unit.text)}</b><br><br>\n")
        elif unit.kind == "gap":
            made.append("<br>\n" * len(unit.lines))
        elif unit.kind == "run":
            made.append("\n".join(map(at.safe, unit.lines)) + "<br><br>\n")
        else:
            end = at.rng.choice(("<br><br>\n", "<br>\n<br />\n"))
            made.append("\n".join(at.lines(unit.text)) + end)
    return made


def br_lines(units: list[Unit], at: Page) -> list[str]:
    """A break at the end of each wrapped line, two at the end of a paragraph."""
    width = at.rng.choice((60, 65, 72))
    return ["<br>\n".join(lines) + "<br>\n<br>\n" for lines in _flat(units, at, width)]


def spans(units: list[Unit], at: Page) -> list[str]:
    """Paragraphs with a span for each wrapped line."""
    made = []
    for unit, lines in zip(units, _flat(units, at, 70), strict=True):
        if unit.kind == "title":
            made.append(at.title(unit.text) + "\n")
        elif unit.kind in ("labels", "block", "center", "run"):
            made.append("".join(f"<p><span>{line}</span></p>\n" for line in lines))
        else:
            inner = "\n".join(f'<span class="l">{line}</span>' for line in lines)
            made.append(f"<p>{inner}</p>\n")
    return made


def pre(units: list[Unit], at: Page) -> list[str]:
    """Plain text: paragraphs indented, with blank lines, or both; trailing blanks now and then."""
    rng = at.rng
    width = rng.choice((60, 65, 72, 76))
    indent = rng.choice(("     ", "     ", "", "", "   "))
    blank = not indent or rng.random() < 0.4
    tail = " " if rng.random() < 0.3 else ""
    made = []
    for unit in units:
        if unit.kind in ("labels", "block", "center", "run"):
            lines = [at.safe(line) for line in unit.lines]
        elif unit.kind == "gap":
            lines = [""] * len(unit.lines)
        elif unit.kind in ("para", "act"):
            inset = " " * 9 if unit.kind == "act" and indent == "     " and blank else ""
            if inset:
                rest = [inset + line for line in wrapped(unit.text, width - 9, at.hyphens)]
            else:
                rest = wrapped("\ue010" * len(indent) + unit.text, width, at.hyphens)
                rest[0] = rest[0].replace("\ue010", " ")
            lines = [at.safe(line) + tail for line in rest]
        else:
            lines = at.lines(unit.text, width)
        gap = "\n" if blank or unit.kind not in ("para", "act") else ""
        made.append("\n".join(lines) + "\n" + gap)
    return made


def p_br(units: list[Unit], at: Page) -> list[str]:
    """Paragraphs parted by two breaks in one `<p>`; titles outside of it."""
    made = []
    for unit in units:
        if unit.kind == "title":
            made.append("</p>" + at.title(unit.text) + "\n<p>")
        elif unit.kind in ("labels", "block", "center", "run"):
            made.append("<br />".join(map(at.safe, unit.lines)) + "<br /><br />\n")
        elif unit.kind != "gap":
            made.append(at.safe(unit.text) + "<br /><br />\n")
    return made


def nbsp_br(units: list[Unit], at: Page) -> list[str]:
    """One break behind each paragraph, whose first line is set in by hard blanks."""
    made = []
    blanks = "&nbsp;" * at.rng.choice((3, 5))
    for unit in units:
        if unit.kind == "title":
            made.append(f"<font size=4><b>{at.safe(unit.text)}</b></font><br><br>\n")
        elif unit.kind in ("para", "act"):
            made.append(f"{blanks}{at.safe(unit.text)}<br>\n")
        elif unit.kind != "gap":
            made.append("<br>\n".join(map(at.safe, unit.lines)) + "<br>\n")
    return made


def cell_pairs(units: list[Unit], at: Page) -> list[str]:
    """A row for each unit, but short lines that follow one another share a row of two cells."""
    made: list[str] = []
    waiting = ""
    for unit in units:
        if unit.kind == "meta" and len(unit.text) < 60:
            cell = f"<td>{at.safe(unit.text)}</td>"
            made.append("" if not waiting else f"<tr>{waiting}{cell}</tr>\n")
            waiting = "" if waiting else cell
            continue
        row = f"<tr>{waiting}</tr>\n" if waiting else ""
        waiting = ""
        lines = [f"<b>{at.safe(unit.text)}</b>"] if unit.kind == "title" else []
        lines = lines or [at.safe(line) for line in unit.lines]
        row += "".join(f"<tr><td colspan=2>{line}</td></tr>\n" for line in lines)
        made.append(row)
    made[-1] += f"<tr>{waiting}</tr>\n" if waiting else ""
    return made


MARKED = re.compile(
    r"[A-Z][^a-z]{3,40}.{0,30}?(?:\([A-Z/]{2,}\)|, [A-Z][a-z]+\.? \d+.{0,20}) ?[-–—]"
)
"""A paragraph that opens with a place in capitals, and an agency or a day."""


def glued(units: list[Unit], at: Page) -> list[str]:
    """A title in one block with the paragraph that follows it at once; all else as in `p`."""
    made: list[str] = []
    way = at.rng.choice(("<b>{}</b><br>{}", "{}<br>{}", "{}\n<br>\n{}"))
    inline = at.rng.choice(("<b>{}</b> {}", "<font size=4>{}</font> {}", "{} {}", way))
    title = ""
    for unit in units:
        if unit.kind == "title" and not title and "CORRECTING" not in unit.text:
            title = at.safe(unit.text)
            made.append("")
        elif title and unit.kind == "para":
            way = inline if MARKED.match(unit.text) else way
            made.append("<p>" + way.format(title, "\n".join(at.lines(unit.text))) + "</p>\n")
            title = ""
        else:
            made.append((f"<p><b>{title}</b></p>\n" if title else "") + p([unit], at)[0])
            title = ""
    return made


@dataclass(frozen=True)
class Layout:
    """A way of marking up, with what opens and closes it, and whether it hides paragraphs."""

    make: Callable[[list[Unit], Page], list[str]]
    start: str = ""
    end: str = ""
    joined: bool = False


TABLE = '<table border="0" cellpadding="4">\n'
LAYOUTS: dict[str, Layout] = {
    "p": Layout(p),
    "p_open": Layout(p_open),
    "p_font": Layout(p_font),
    "div": Layout(div),
    "cells": Layout(cells, TABLE, "</table>\n"),
    "rows_lines": Layout(rows_lines, TABLE, "</table>\n", joined=True),
    "p_lines": Layout(p_lines, joined=True),
    "br": Layout(br),
    "br_lines": Layout(br_lines),
    "spans": Layout(spans),
    "p_br": Layout(p_br, "<p>", "</p>\n"),
    "nbsp_br": Layout(nbsp_br),
    "cell_pairs": Layout(cell_pairs, TABLE, "</table>\n"),
    "glued": Layout(glued),
    "pre": Layout(pre, "<pre>\n", "</pre>\n"),
}
