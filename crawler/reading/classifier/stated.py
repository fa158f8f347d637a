"""What a page states of its own text in its head: title, summary, and perhaps the text itself."""

import html
import json
import re
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from lxml import etree

from crawler.reading.parse.head import read_title

_DESCRIPTIONS = frozenset(("description", "og:description", "twitter:description"))
_BODY = re.compile(r'"articleBody"\s*:\s*("(?:[^"\\]|\\.)*")')
_TAG = re.compile(r"<[^<>]*>")
_NO_WORD = re.compile(r"\W+")
_WHOLE = 400
"""Letters of a stated text; a shorter one is its beginning or its summary."""
_PARAGRAPH, _SHOWN = 40, 0.5
"""Letters of a paragraph, and the share of a stated text that the page must show in such."""
_SUMMARY, _OPENING = 20, 60
"""Letters of a summary at least, and of those at its head that tell a longer one."""
_HEAD = 30
"""Characters of a text that are looked for first: most texts of a page are not stated."""
_UNKNOWN = -1.0
_LONGEST = 4000
"""Letters of a summary that are read."""
_MOST_SEARCHED = 20_000_000
"""Letters of a stated text that are searched for a page's blocks, all of them together."""
AGREED = ("in stated body", "is description")
"""The traits told here."""


class Stated(NamedTuple):
    """What the head of a page says of its text."""

    title: str | None = None
    description: str = ""
    """Letters and digits only, as the next one."""
    body: str = ""


def read_stated(root: etree._Element) -> Stated:
    """Read what a page states of its text; must come before `prune`."""
    description = body = ""
    for element in root.iter("meta", "script"):
        if element.tag == "script":
            if not body and "json" in element.get("type", "") and (text := element.text):
                body = _read_body(text)
        elif (element.get("name") or element.get("property") or "").lower() in _DESCRIPTIONS:
            description = max(description, element.get("content") or "", key=len)
    return Stated(read_title(root), squeeze(html.unescape(description))[:_LONGEST], body)


def _read_body(script: str) -> str:
    """Return the longest `articleBody` of a script; empty where it is no whole text."""
    if "articleBody" not in script:
        return ""
    try:
        text = json.loads(max(_BODY.findall(script), key=len, default='""'), strict=False)
    except ValueError:
        return ""
    body = squeeze(_TAG.sub(" ", html.unescape(text)))
    return body if len(body) >= _WHOLE else ""


def squeeze(text: str) -> str:
    """Return the letters and digits of a text in small letters.

    >>> squeeze("The two sides, again: 12.")
    'thetwosidesagain12'
    """
    return _NO_WORD.sub("", text.lower())


class Agreed:
    """Which texts of a page are stated in its head."""

    def __init__(self, texts: Sequence[str], stated: Stated) -> None:
        self._texts, self._stated = texts, stated
        self._most = _MOST_SEARCHED // len(stated.body) if stated.body else 0

    def of(self, number: int) -> tuple[float, bool]:
        """Return the traits of a text that `AGREED` names: whether it is in the stated body (1 or
        0; -1 where none is stated that the page shows), and whether it is the summary or begins
        with it."""
        text, stated = self._texts[number], self._stated
        in_body = _UNKNOWN
        if self._shows_body:
            in_body = float(number < self._most and _length_in(text, stated.body) > 1)
        return in_body, bool(stated.description) and _is_summary(text, stated.description)

    @cached_property
    def _shows_body(self) -> bool:
        """Whether the page shows the text that it states."""
        body = self._stated.body
        if not body:
            return False
        texts = self._texts[: self._most]
        shown = (_length_in(text, body) for text in texts if len(text) > _PARAGRAPH)
        return sum(length for length in shown if length > _PARAGRAPH) >= _SHOWN * len(body)


def _length_in(text: str, whole: str) -> int:
    """Return how many letters a text has, if the whole has them in a row; else 0."""
    if squeeze(text[:_HEAD]) not in whole:
        return 0
    letters = squeeze(text)
    return len(letters) if letters in whole else 0


def _is_summary(text: str, summary: str) -> bool:
    if len(text) < _SUMMARY or squeeze(text[:_HEAD]) not in summary:
        return False
    letters = squeeze(text)
    return len(letters) >= _SUMMARY and (
        letters in summary or (len(summary) >= _OPENING and letters.startswith(summary[:_OPENING]))
    )
