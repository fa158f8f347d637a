"""Read what the head of a page states about its text: title, summary, and sometimes the body."""

import html
import json
import re
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from lxml import etree

from crawler.reading.parse.head import read_title

_DESCRIPTIONS = frozenset(("description", "og:description", "twitter:description"))
_BODY = re.compile(r'"articleBody"\s*:\s*("[^"\\]*+(?:\\.[^"\\]*+)*+")')
_WORD_COUNT = re.compile(r'"wordCount"\s*:\s*"?(\d{2,6})\b')
_SELECTOR = re.compile(r'"cssSelector"\s*:\s*(\[[^\]]*\]|"(?:[^"\\]|\\.)*")')
_TAG = re.compile(r"<[^<>]*>")
_NO_WORD = re.compile(r"\W+")
_ASCII_NO_WORD = bytes(code for code in range(128) if _NO_WORD.match(chr(code)))
_WHOLE = 400
"""Minimum letters of a stated body; a shorter one is an excerpt or a summary."""
_PARAGRAPH, _SHOWN = 40, 0.5
"""Minimum letters of a paragraph, and the share of the stated body that paragraphs must show."""
_SUMMARY, _OPENING = 20, 60
"""Minimum letters of a summary, and letters of the beginning that identifies a longer one."""
_HEAD = 30
"""Characters of a text to search for first, because most texts of a page are not stated."""
_UNKNOWN = -1
_LONGEST = 4000
"""Maximum letters of a summary."""
_MOST_SEARCHED = 20_000_000
"""Maximum letters of the stated body to search, summed over all blocks of a page."""
METADATA_MATCH = ("in stated body", "is description")
"""Names of the traits in this module."""


class HeadStatements(NamedTuple):
    """Statements about the text in the head of a page."""

    title: str | None = None
    description: str = ""
    """Letters and digits only, as in `body`."""
    body: str = ""
    word_count: int = 0
    """Words of the body; 0 if not stated."""
    selectors: tuple[str, ...] = ()
    """CSS selectors of parts that are not free (`hasPart`) or read aloud (`speakable`)."""


def read_head_statements(root: etree._Element) -> HeadStatements:
    """Read the statements in the head of a page; call before `prune`."""
    description = body = ""
    count, selectors = 0, list[str]()
    for element in root.iter("meta", "script"):
        if element.tag == "script":
            if "json" in element.get("type", "") and (text := element.text):
                body = body or _read_body(text)
                count = count or _read_word_count(text)
                selectors += _read_selectors(text)
        elif (element.get("name") or element.get("property") or "").lower() in _DESCRIPTIONS:
            description = max(description, element.get("content") or "", key=len)
    summary = squeeze(html.unescape(description))[:_LONGEST]
    return HeadStatements(read_title(root.iter("title")), summary, body, count, tuple(selectors))


def _read_body(script: str) -> str:
    """Return the longest `articleBody` of a script; empty if it is not a complete text."""
    if "articleBody" not in script:
        return ""
    try:
        text = json.loads(max(_BODY.findall(script), key=len, default='""'), strict=False)
    except ValueError:
        return ""
    body = squeeze(_TAG.sub(" ", html.unescape(text)))
    return body if len(body) >= _WHOLE else ""


def _read_word_count(script: str) -> int:
    """Return the largest `wordCount` of a script, or 0."""
    if "wordCount" not in script:
        return 0
    return max(map(int, _WORD_COUNT.findall(script)), default=0)


def _read_selectors(script: str) -> list[str]:
    """Return the values of `cssSelector` in a script: one text, or a list of them."""
    if "cssSelector" not in script:
        return []
    found: list[str] = []
    for value in _SELECTOR.findall(script):
        try:
            stated = json.loads(value, strict=False)
        except ValueError:
            continue
        found += [each for each in ([stated] if isinstance(stated, str) else stated) if each]
    return [each for each in found if isinstance(each, str)]


def squeeze(text: str) -> str:
    """Return the letters and digits of a text in lower case.

    >>> squeeze("The two sides, again: 12.")
    'thetwosidesagain12'
    """
    letters = text.lower().encode("utf-8", "surrogatepass").translate(None, _ASCII_NO_WORD)
    squeezed = letters.decode("utf-8", "surrogatepass")  # in a third of the time of `_NO_WORD`
    if squeezed.isascii() or squeezed.isalnum():
        return squeezed
    return _NO_WORD.sub("", squeezed)


class MetadataMatch:
    """Comparison of a page's texts with the statements in its head."""

    def __init__(self, texts: Sequence[str], stated: HeadStatements) -> None:
        self._texts, self._stated = texts, stated
        self._most = _MOST_SEARCHED // len(stated.body) if stated.body else 0
        self._lengths: dict[int, int] = {}

    def of(self, number: int) -> tuple[int, bool]:
        """Return the traits of a text, as named by `METADATA_MATCH`: whether the stated body
        contains it (1 or 0; -1 if the page does not state a body that it shows), and whether it is
        or begins with the summary."""
        in_body = _UNKNOWN
        if self._most and self._shows_body:
            in_body = int(number < self._most and self._length_in_body(number) > 1)
        summary = self._stated.description
        return in_body, bool(summary) and _is_summary(self._texts[number], summary)

    @cached_property
    def _shows_body(self) -> bool:
        """Return whether the page shows the body that it states."""
        least = _SHOWN * len(self._stated.body)
        if not least:
            return False
        shown = 0
        for number, text in enumerate(self._texts[: self._most]):
            if len(text) > _PARAGRAPH and (length := self._length_in_body(number)) > _PARAGRAPH:
                shown += length
                if shown >= least:
                    return True
        return False

    def _length_in_body(self, number: int) -> int:
        length = self._lengths.get(number)
        if length is None:
            length = _length_in(self._texts[number], self._stated.body)
            self._lengths[number] = length
        return length


def _length_in(text: str, whole: str) -> int:
    """Return the letters of a text if they occur in sequence in the whole, else 0."""
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
