"""What a page states of its own text in its head: title, summary, and perhaps the text itself."""

import html
import json
import re
from collections.abc import Sequence
from typing import NamedTuple

from lxml import etree

from crawler.clean.head import read_title

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
_UNKNOWN = -1.0
_LONGEST = 4000
"""Letters of a summary that are read."""
_MOST_SEARCHED = 20_000_000
"""Letters of a stated text that are searched for a page's blocks, all of them together."""


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


def agree(texts: Sequence[str], stated: Stated) -> tuple[list[float], list[bool]]:
    """Return for each text whether it is in the stated body (1 or 0; -1 where none is stated that
    the page shows), and whether it is the summary or begins with it."""
    if not stated.description and not stated.body:
        return [_UNKNOWN] * len(texts), [False] * len(texts)
    letters = [squeeze(text) for text in texts]
    return _in_body(letters, stated.body), [_is_summary(each, stated) for each in letters]


def _in_body(letters: Sequence[str], body: str) -> list[float]:
    most = _MOST_SEARCHED // len(body) if body else 0
    inside = [float(len(each) > 1 and each in body) for each in letters[:most]]
    shown = sum(
        len(each)
        for each, found in zip(letters, inside, strict=False)
        if found and len(each) > _PARAGRAPH
    )
    if not body or shown < _SHOWN * len(body):
        return [_UNKNOWN] * len(letters)
    return inside + [0.0] * (len(letters) - len(inside))


def _is_summary(letters: str, stated: Stated) -> bool:
    if len(letters) < _SUMMARY:
        return False
    summary = stated.description
    return letters in summary or (
        len(summary) >= _OPENING and letters.startswith(summary[:_OPENING])
    )
