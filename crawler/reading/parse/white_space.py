"""Find the elements whose style keeps the line breaks of the source, as `<pre>` does."""

import re
from collections.abc import Set

from lxml import etree

_MAY_KEEP_LINES = etree.XPath(
    "//@style[contains(translate(., 'HITE', 'hite'), 'hite-')]/..", smart_strings=False
)
_WHITE_SPACE = re.compile(r"white-space(?:-collapse)?\s*:\s*([\w-]+)", re.IGNORECASE)
_KEEPING = ("pre", "break-spaces")
"""Values of the CSS property `white-space` that keep the line breaks of the source."""


def keeping_lines(root: etree._Element) -> Set[etree._Element]:
    """Return the elements of a tree whose own style keeps line breaks."""
    return {element for element in _MAY_KEEP_LINES(root) if _keeps_lines(element.get("style"))}


def _keeps_lines(style: str) -> bool:
    """Return whether an element's style preserves line breaks as `<pre>` does."""
    found = _WHITE_SPACE.findall(style)
    return bool(found) and found[-1].lower().startswith(_KEEPING)
