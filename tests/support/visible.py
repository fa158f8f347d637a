"""What a page shows its reader, told by BeautifulSoup alone: the oracle for what may not vanish."""

import html
import re
from collections import Counter

from bs4 import BeautifulSoup, NavigableString, Tag

from crawler.model import Page
from crawler.reading.parse.intake import decode

UNSEEN = "script style noscript template head title iframe object svg map".split()
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
CONTROLS = ["button", "select", "textarea"]
NO_CHARACTER = re.compile("[\u200b-\u200f\u2060\ufeff]|\u00ad\\s*")


def seen(page: Page) -> str:
    """All text that a browser shows of a page; what its buttons and choices say comes last."""
    soup = BeautifulSoup(decode(page)[0], "lxml")
    for gap in soup.find_all("template", id=re.compile("^B:")):
        if box := soup.find(id=gap["id"].replace("B:", "S:")):
            gap.insert_before(box.extract())
    for tag in soup.find_all(
        lambda tag: (
            tag.name in UNSEEN
            or (
                (tag.has_attr("hidden") or HIDDEN.search(tag.get("style", "")))
                and not is_shown_later(tag)
            )
        )
    ):
        tag.extract()
    controls = [tag.extract() for tag in soup.find_all(CONTROLS) if not tag.find(["p", "h1"])]
    for control in controls:
        soup.append(control)
    strings = soup.find_all(string=lambda text: type(text) is NavigableString)
    return NO_CHARACTER.sub("", html.unescape(" ".join(strings)))


def is_shown_later(tag: Tag) -> bool:
    """Whether a script or the reader brings it to light: a streamed box, an answer folded away."""
    return tag.get("id", "").startswith("S:") or "accordion-panel" in tag.get("class", ())


def letters(*texts: str) -> Counter[str]:
    """How often each letter and figure of ASCII stands in some texts: neither mended characters nor
    closed gaps change it, and no word can be lost without changing it."""
    return Counter(c for text in texts for c in text if c.isascii() and c.isalnum())
