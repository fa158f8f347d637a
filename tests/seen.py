"""What a page shows its reader, told by BeautifulSoup alone: the oracle for what may not vanish."""

import html
import re
from collections import Counter

from bs4 import BeautifulSoup, NavigableString

from crawler.clean.intake import decode
from crawler.model import Page

UNSEEN = "script style noscript template head title iframe object svg map".split()
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
NO_CHARACTER = re.compile("[\u200b-\u200f\u2060\ufeff]|\u00ad\\s*")


def seen(page: Page) -> str:
    """All text that a browser shows of a page."""
    soup = BeautifulSoup(decode(page)[0], "lxml")
    for tag in soup.find_all(
        lambda tag: (
            tag.name in UNSEEN or tag.has_attr("hidden") or HIDDEN.search(tag.get("style", ""))
        )
    ):
        tag.extract()
    strings = soup.find_all(string=lambda text: type(text) is NavigableString)
    return NO_CHARACTER.sub("", html.unescape(" ".join(strings)))


def letters(*texts: str) -> Counter[str]:
    """How often each letter and figure of ASCII stands in some texts: neither mended characters nor
    closed gaps change it, and no word can be lost without changing it."""
    return Counter(c for text in texts for c in text if c.isascii() and c.isalnum())
