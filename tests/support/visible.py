"""All text that a page shows, by BeautifulSoup: the reference for lost text."""

import html
import re
from collections import Counter

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from crawler.model import Page
from crawler.reading.parse.intake import decode

UNSEEN = "script style noscript template head title iframe object svg map".split()
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
CONTROLS = ["button", "select", "textarea"]
NO_CHARACTER = re.compile("[\u200b-\u200f\u2060\ufeff]|\u00ad\\s*")


def seen(page: Page) -> str:
    """Return all text that a browser shows of a page; that of buttons and choices last."""
    soup = BeautifulSoup(decode(page)[0], "lxml")
    for gap in soup.find_all("template", id=re.compile("^B:")):
        if box := soup.find(id=str(gap["id"]).replace("B:", "S:")):
            gap.insert_before(box.extract())
    for tag in soup.find_all(is_hidden):
        tag.extract()
    controls = [tag.extract() for tag in soup.find_all(CONTROLS) if not tag.find(["p", "h1"])]
    for control in controls:
        soup.append(control)
    strings = soup.find_all(string=lambda text: type(text) is NavigableString)
    return NO_CHARACTER.sub("", html.unescape(" ".join(strings)))


def is_hidden(tag: Tag) -> bool:
    """Return whether an element is hidden when the page is loaded."""
    is_styled_away = tag.has_attr("hidden") or HIDDEN.search(str(tag.get("style", "")))
    return tag.name in UNSEEN or bool(is_styled_away and not is_shown_later(tag))


def is_shown_later(tag: Tag) -> bool:
    """Return whether a script or click shows it: a streamed box, a collapsed answer."""
    classes = tag.get_attribute_list("class")
    return str(tag.get("id", "")).startswith("S:") or "accordion-panel" in classes


def letters(*texts: str) -> Counter[str]:
    """Count each ASCII letter and digit of some texts: neither repaired characters nor
    closed gaps change it, and no word can be lost without changing it."""
    return Counter(c for text in texts for c in text if c.isascii() and c.isalnum())
