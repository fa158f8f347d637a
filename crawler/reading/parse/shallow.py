"""Trees that are no deeper than any page needs: the time of many steps grows with the depth."""

import re
from functools import lru_cache

from lxml import etree

_NAME = re.compile(r"[a-z_][\w.-]*", re.ASCII | re.IGNORECASE)
_UNNAMED = re.compile(r"[^\w.-]", re.ASCII)
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Signs that no XML has: here lxml is as strict about them as it is lenient while it parses."""
_DEEPEST = 200
"""Levels of a tree."""


def parse_shallow(markup: bytes) -> etree._Element:
    """Return the root of a page in UTF-8. Elements below the deepest level are set side by side in
    it, in the order of the page; lxml's own trees end at 2048 levels, and the page with them."""
    parser = etree.HTMLParser(  # type: ignore[call-overload]  # a target need not have all methods
        target=_Shallow(), encoding="utf-8", huge_tree=True
    )
    root: etree._Element = etree.fromstring(markup, parser)
    return root


class _Shallow:
    """Builds the tree, as a target of lxml's parser."""

    def __init__(self) -> None:
        self._builder = etree.TreeBuilder()
        self._open: list[str] = []
        """Tags, from the root down."""
        self._deep: str | None = None
        """Tag of the element that is open below the deepest level."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        tag = _valid_tag(tag)
        if len(self._open) >= _DEEPEST:
            self._end_deep()
            self._deep = tag
        kept = {key: _valid(value) for key, value in attributes.items() if _NAME.fullmatch(key)}
        self._builder.start(tag, kept)
        self._open.append(tag)

    def end(self, tag: str) -> None:
        """An element ends; the root at the very end, for what follows it is of the page, too."""
        self._end_deep()
        if 1 < len(self._open) <= _DEEPEST:
            self._builder.end(_valid_tag(tag))
        if len(self._open) > 1:
            self._open.pop()

    def data(self, text: str) -> None:
        """Text of the element that is open."""
        self._builder.data(_valid(text))

    def close(self) -> etree._Element:
        """Return the root."""
        self._end_deep()
        for tag in reversed(self._open[:_DEEPEST]):
            self._builder.end(tag)
        return self._builder.close()

    def _end_deep(self) -> None:
        if self._deep:
            self._builder.end(self._deep)
            self._deep = None


@lru_cache(maxsize=1024)
def _valid_tag(tag: str) -> str:
    """Return a tag that lxml takes: `o:p` is none."""
    return _UNNAMED.sub("-", tag)


def _valid(text: str) -> str:
    return _UNSEEN.sub("", text)
