"""Parse into trees of limited depth: the time of many steps grows with depth."""

import re
from functools import lru_cache

from lxml import etree

_NAME = re.compile(r"[a-z_][\w.-]*", re.ASCII | re.IGNORECASE)
_UNNAMED = re.compile(r"[^\w.-]", re.ASCII)
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters invalid in XML; unlike its parser, lxml's tree builder rejects them."""
DEEPEST = 200
"""Maximum depth of a tree."""


def parse_shallow(markup: bytes) -> etree._Element:
    """Return the root of a UTF-8 page. Place elements below the depth limit side by side, in page
    order; lxml's own trees are cut off at 2048 levels."""
    parser = etree.HTMLParser(  # type: ignore[call-overload]  # a target need not have all methods
        target=_Shallow(), encoding="utf-8", huge_tree=True
    )
    root: etree._Element = etree.fromstring(markup, parser)
    return root


class _Shallow:
    """Build the tree, as a target of lxml's parser."""

    def __init__(self) -> None:
        self._builder = etree.TreeBuilder()
        self._open: list[str] = []
        """Tags, from the root down."""
        self._deep: str | None = None
        """Tag of the open element below the depth limit."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Open an element."""
        tag = _valid_tag(tag)
        if len(self._open) >= DEEPEST:
            self._end_deep()
            self._deep = tag
        kept = {key: _valid(value) for key, value in attributes.items() if _NAME.fullmatch(key)}
        self._builder.start(tag, kept)
        self._open.append(tag)

    def end(self, tag: str) -> None:
        """Close an element; close the root only at the end, as content may follow it."""
        self._end_deep()
        if 1 < len(self._open) <= DEEPEST:
            self._builder.end(_valid_tag(tag))
        if len(self._open) > 1:
            self._open.pop()

    def data(self, text: str) -> None:
        """Add text to the open element."""
        self._builder.data(_valid(text))

    def close(self) -> etree._Element:
        """Return the root."""
        self._end_deep()
        for tag in reversed(self._open[:DEEPEST]):
            self._builder.end(tag)
        return self._builder.close()

    def _end_deep(self) -> None:
        if self._deep:
            self._builder.end(self._deep)
            self._deep = None


@lru_cache(maxsize=1024)
def _valid_tag(tag: str) -> str:
    """Return a tag that lxml accepts, which `o:p` is not."""
    return _UNNAMED.sub("-", tag)


def _valid(text: str) -> str:
    return _UNSEEN.sub("", text)
