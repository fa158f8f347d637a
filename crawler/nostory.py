"""Pages that are no story: indexes, listings, contact, job and not-found pages."""

import re

from crawler.address import read_address
from crawler.model import Document, Story
from crawler.scripts import count_words

_NOT_FOUND = re.compile(
    r"\b(?:page|file|document|article|story|url)\b.{0,40}"
    r"\b(?:not|n't|cannot be|could not be|no longer)\b.{0,20}\b(?:found|exist|available)"
    r"|\b(?:error\W*404|404\W*error)\b|^\W*404\W*$|\bnot found\b"
    r"|\b(?:page|file|document|article|site|url)\b.{0,40}\bhas (?:been )?moved",
    re.IGNORECASE,
)
_SERVICE = re.compile(
    r"(?:contact(?: us)?|about(?: us)?|jobs?|careers?|employment|vacanc(?:y|ies)"
    r"|privacy(?: policy)?|site ?map|advertis(?:e|ing)(?: with us)?|terms of (?:use|service)"
    r"|search|subscribe|help|login|feedback)\b.{0,40}",
    re.IGNORECASE,
)
_NOTICE = re.compile(
    r"(?:error\W*)?(?:[45]\d\d\W+)?"
    r"(?:(?:(?:the |this )?(?:service|site|website|server|page) (?:is )?"
    r"(?:currently |temporarily )?(?:unavailable|down|overloaded|(?:down for|under|in) maintenance)"
    r"|scheduled maintenance"
    r"|(?:internal server|database|application|runtime|proxy) error|bad gateway|gateway time-?out"
    r"|too many (?:requests|connections)|access(?: is)? (?:denied|blocked)|forbidden"
    r"|request blocked|you have been blocked|attention required|(?:just a|one) moment,?(?: please)?"
    r"|are you (?:a robot|human)|security check|(?:we (?:value|respect)|about) your privacy"
    r"|cookie (?:consent|settings))\W*(?:[|\u2013-] .{0,30})?"
    r"|(?:checking (?:your browser|if the site connection)|before you continue|index of /"
    r"|(?:please )?(?:verify|confirm)(?:ing)? (?:that )?you are (?:not )?a (?:human|robot)"
    r"|(?:please )?enable (?:java ?script|cookies)"
    r"|(?:subscribe|log ?in|sign in|sign up|register) to (?:continue|read)\b).{0,60})",
    re.IGNORECASE,
)
"""A whole headline of what hosts show instead of a page: that they are down, a wall, a question."""
_BROKEN = re.compile(
    r"(?:warning|fatal error|parse error|notice): (?:\w+\(\)|uncaught |syntax error)", re.IGNORECASE
)
"""How a page begins whose script broke."""
_INDEX_NAME = re.compile(
    r"(?:^|[_/-])(?:index\d*|default|contact|about|jobs?)(?:\.\w+)?$", re.IGNORECASE
)
_DAILY_INDEX = re.compile(r"/\d\d-\d\d_index\.\w+$")
"""The archive's page of one day: it quotes its stories, datelines and all."""
_ROOT = re.compile(r"\w+://[^/]*/")
_FEW_WORDS = 20


def why_no_story(document: Document, stories: tuple[Story, ...]) -> str | None:
    """The reason in a few words, or null for a page with stories.

    A page is taken for what it says: script labels, a dateline, an agency or byline make a story
    of it, whatever else stands there.
    """
    if not stories:
        return "no running text"
    if _DAILY_INDEX.search(document.page.url):
        return "index"
    words = sum(count_words(paragraph) for story in stories for paragraph in story.body)
    headline = stories[0].headline or document.head.title or ""
    if any(_has_wire_evidence(story) for story in stories):
        return None if words >= _FEW_WORDS // 2 else "too little text"
    opening = " ".join(stories[0].body)[:300]
    if words < 150 and (_NOT_FOUND.search(headline) or _NOT_FOUND.search(opening)):
        return "not found"
    if _NOTICE.fullmatch(headline) or _BROKEN.match(headline) or _BROKEN.match(opening):
        return "notice"
    if _SERVICE.fullmatch(headline):
        return "service page"
    address = read_address(document.page.url)
    path = document.page.url.split("?")[0]
    is_article = document.head.metadata.is_article
    is_stated = _states_day(document)
    is_dated = bool(address.day or is_stated or (document.weighed and stories[0].dates))
    is_folder = path.endswith("/") and not is_article
    if _INDEX_NAME.search(path) or (is_folder and (not is_dated or _ROOT.fullmatch(path))):
        return "index"
    if words < _FEW_WORDS:
        return "too little text"
    if is_article:
        return None
    if address.day is None and not stories[0].dates and not is_stated:
        return "no date, agency, byline or dateline"
    return None


def _states_day(document: Document) -> bool:
    """Return whether a page's metadata, or the list that named it, say when it was published."""
    hint, metadata = document.page.hint, document.head.metadata
    return bool(metadata.published or metadata.dated or metadata.marked or (hint and hint.date))


def _has_wire_evidence(story: Story) -> bool:
    return bool(
        story.located
        or story.byline
        or story.story_number
        or story.canceled
        or "header" in (story.evidence.get("infosource"), story.evidence.get("intro"))
        or story.evidence.get("infosource") in ("dateline", "agency line")
    )
