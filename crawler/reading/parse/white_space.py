"""Find the elements that keep the line breaks of the source, by tag or by style."""

import re
from collections.abc import Set

from lxml import etree

_STYLES = etree.XPath("descendant-or-self::*/@style", smart_strings=False)
_STYLED = etree.XPath("descendant-or-self::*[@style]")
LINE_KEEPERS = ("pre", "listing", "plaintext", "xmp")
_WHITE_SPACE = re.compile(r"white-space(?:-collapse)?\s*:\s*([\w-]+)", re.IGNORECASE)
_KEEPING = ("pre", "break-spaces")
"""Values of the CSS property `white-space` that keep the line breaks of the source."""


def keeping_lines(root: etree._Element) -> Set[etree._Element]:
    """Return the elements of a tree that keep line breaks, by their tag or their own style."""
    found = {*root.iter(*LINE_KEEPERS)}
    if any(map(keeps_lines, _STYLES(root))):
        found.update(each for each in _STYLED(root) if keeps_lines(each.get("style")))
    return found


def keeps_lines(style: str) -> bool:
    """Return whether an element's style preserves line breaks as `<pre>` does."""
    if "hite-" not in style.lower():
        return False
    found = _WHITE_SPACE.findall(style)
    return bool(found) and found[-1].lower().startswith(_KEEPING)
