"""Detect pages that are not stories: indexes, listings, contact, job and not-found pages."""

import re
from collections.abc import Sequence

from crawler.base.scripts import count_words
from crawler.base.text import is_prose
from crawler.model import Block, Document, Story

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
    r"|search(?: results?)?|subscribe|help|login|feedback|impressum|imprint|mentions l[ée]gales"
    r"|aviso legal|kontakt|datenschutz(?:erkl[äa]rung)?|stellenangebote)"
    r"(?:\W*|\s*[|:\u2013-].{0,40}|(?P<more>\b.{0,40}))",
    re.IGNORECASE,
)
"""Matches a whole headline; with `more` words it may be a story's, if the page states a day."""
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
"""Matches a whole headline of a page shown in place of the content: outage, access wall, prompt."""
_BROKEN = re.compile(
    r"(?:warning|fatal error|parse error|notice): (?:\w+\(\)|uncaught |syntax error)", re.IGNORECASE
)
"""Start of a page whose script failed."""
_INDEX_NAME = re.compile(
    r"(?:^|[_/-])(?:index\d*|default|contact|about|jobs?)(?:\.\w+)?$", re.IGNORECASE
)
_DAILY_INDEX = re.compile(r"/\d\d-\d\d_index\.\w+$")
"""The archive's index of one day, which quotes its stories, datelines included."""
_ROOT = re.compile(r"\w+://[^/]*/?")
_POST = re.compile(r"[?&](?:p|id|\w*id|article|story|page_id|site)=[\w.-]*\d", re.IGNORECASE)
"""A post number in the query of a URL whose path does not identify the post."""
_FEW_WORDS, _MANY_WORDS = 20, 150
_ROW_PARAGRAPHS, _ROW_WORDS = 2, 24
"""Minimum consecutive paragraphs and words on a story's page; index items do not reach them."""
_LINKED = 0.6


def why_no_story(document: Document, stories: tuple[Story, ...]) -> str | None:
    """Return why a page is not a story, with what was found instead; null for a page with stories.

    Explicit evidence decides: script labels, a dateline, an agency or a byline make the page a
    story, whatever else it contains.
    """
    url = document.page.url
    if not stories:
        return f"no running text: {_shown(document)}"
    if _DAILY_INDEX.search(url):
        return "index: URL is an archive's list of one day"
    words = _count_words(stories, _MANY_WORDS)
    if any(_has_wire_evidence(story) for story in stories):
        return _too_little(words, _FEW_WORDS // 2)
    if reason := _service(stories[0], document, words) or _index(document, stories[0]):
        return reason
    if reason := _too_little(words, _FEW_WORDS):
        return reason
    if document.head.metadata.is_article or is_dated(document, stories[:1]):
        return None
    words = _count_words(stories)
    return (
        f"no date, agency, byline or dateline: {words} words of text, no date in metadata, text,"
        " URL or feed"
    )


def _count_words(stories: Sequence[Story], most: int | None = None) -> int:
    """Return the number of words of the stories, or the first that reaches `most`."""
    words = 0
    for story in stories:
        for paragraph in story.body:
            words += count_words(paragraph)
            if most and words >= most:
                return words
    return words


def _too_little(words: int, least: int) -> str | None:
    return f"too little text: {words} words, minimum {least}" if words < least else None


def _service(story: Story, document: Document, words: int) -> str | None:
    """Return the reason if the page is a service page, or one that a host shows in its place."""
    headline = story.headline or document.head.title or ""
    opening = " ".join(story.body)[:300]
    if words < _MANY_WORDS and (found := _NOT_FOUND.search(headline) or _NOT_FOUND.search(opening)):
        return f"not found: text contains {found[0][:60]!r}"
    if _NOTICE.fullmatch(headline):
        return f"error or placeholder page: headline is {headline[:60]!r}"
    for begun in (opening, headline):
        if _BROKEN.match(begun):
            return f"error or placeholder page: text starts with {begun[:60]!r}"
    service = _SERVICE.fullmatch(headline)
    if service and not (service["more"] and is_dated(document, (story,))):
        return f"service page: headline is {headline[:60]!r}"
    return None


def _index(document: Document, story: Story) -> str | None:
    """Return the reason if the page is an index, judged by its URL and a lack of story text."""
    path, _, query = document.page.url.partition("?")
    if query and _POST.search(f"?{query}"):
        return None
    is_named = _INDEX_NAME.search(path) is not None
    is_root = _ROOT.fullmatch(path) is not None
    if not (is_named or is_root or path.endswith("/")):
        return None
    is_article = document.head.metadata.is_article
    if not is_root and (is_article or is_dated(document, (story,))) and _has_text(document, story):
        return None
    if is_article and not (is_named or is_root):
        return None
    what = "URL is the site's home page" if is_root else "URL is a directory"
    return f"index: {what}; {_lacking(document, story)}"


def _lacking(document: Document, story: Story) -> str:
    if not _has_text(document, story):
        return "no two consecutive paragraphs"
    if not is_dated(document, (story,)):
        return "no date"
    return "text has no distinguishing story evidence"


def _has_text(document: Document, story: Story) -> bool:
    """Return whether consecutive paragraphs occur without a link or heading between, unlike in a
    list."""
    body = set(story.body)
    paragraphs = words = 0
    for block in _blocks(document):
        text = block.text
        if block.linked >= _LINKED or (block.heading and text not in body):
            paragraphs = words = 0
        elif is_prose(text):
            paragraphs, words = paragraphs + 1, words + count_words(text)
            if paragraphs >= _ROW_PARAGRAPHS and words >= _ROW_WORDS:
                return True
    return False


def _shown(document: Document) -> str:
    """Return a summary of a page without running text."""
    words = [count_words(block.text) for block in _blocks(document)]
    if not words:
        return "no visible text"
    return f"{sum(words)} words in {len(words)} blocks (longest: {max(words)})"


def _blocks(document: Document) -> Sequence[Block]:
    """Return all known blocks of a page."""
    classified = document.classified
    return [block for block, _ in classified.blocks] if classified else document.blocks


def is_dated(document: Document, stories: Sequence[Story]) -> bool:
    """Return whether the URL, the metadata, the text of any story or the listing that linked to it
    dates the page."""
    if document.page.address.day or any(story.dates for story in stories):
        return True
    hint, metadata = document.page.hint, document.head.metadata
    return bool(metadata.published or metadata.dated or metadata.marked or (hint and hint.date))


def _has_wire_evidence(story: Story) -> bool:
    where = story.evidence.get
    return bool(
        story.located
        or (story.byline and where("byline") != "meta")
        or story.story_number
        or story.canceled
        or "header" in (where("infosource"), where("intro"))
        or where("infosource") in ("dateline", "agency line")
    )
