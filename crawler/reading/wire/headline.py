"""Choose the headline among the lines above the body of a wire story."""

from msgspec import Struct

from crawler.model import Head
from crawler.reading.headlines import (
    bare,
    is_nameplate,
    looks_like_nameplate,
    matching,
    without_site,
)
from crawler.reading.labels import is_label


class Words(Struct, frozen=True, gc=False):
    """A line above the body without a known form."""

    text: str
    heading: bool


def choose_headline(words: list[Words], head: Head, url: str) -> int | None:
    """Return the index of the headline among lines above the body; None if none can be.

    In order of preference: the headline in the metadata, a line repeated in the page's title, a
    line that occurs twice, the last heading (banners and section names are above it), the first
    line. Labels and the site's name are excluded.
    """
    texts = [line.text for line in words]
    names = (head.metadata.publisher,)
    able = [at for at, text in enumerate(texts) if not is_label(text)]
    if len(able) < 2:
        return next(iter(able), None)
    able = [at for at in able if not is_nameplate(texts[at], url, *names)] or able
    stated = bare(without_site(head.metadata.headline, names))
    exact = [at for at in able if stated and bare(texts[at]) == stated]
    held = [at for at in matching(texts, head.title) if at in able]
    papers = [at for at in held if looks_like_nameplate(texts[at])]
    if papers and len(able) > len(papers):
        held = [at for at in held if at not in papers]
        able = [at for at in able if at not in papers]
    twice = [at for at in able if texts[at] in texts[at + 1 :]]
    headings = [at for at in able if words[at].heading]
    return next(iter((*exact, *held, *twice, *headings[-1:], *able)), None)
