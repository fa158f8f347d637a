"""Find the standfirst between a headline and its story, and where the story begins."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain, pairwise

from crawler.model import Block, Metadata
from crawler.reading.headlines import bare, repeats

_NAMES = (
    *("standfirst", "stand-first", "dek", "deck", "sub-?title", "sub-?head(?:line|ing)?"),
    *("strap-?line", "tagline", "lead", "lede", "lead-?(?:text|in|paragraph)", "article-?lead"),
    *("intro", "intro-?text", "introduction", "summary", "excerpt", "teaser-?text", "abstract"),
    *("vorspann", "einleitung", "anleser", "unterzeile", "dachzeile", "anrisse?r?(?:text)?"),
    *("chapo", "chapeau", "accroche", "sous-?titre", "sottotitolo", "sommario", "catenaccio"),
    *("entradilla", "bajada", "copete", "sumario", "subt[ií]tulo", "epigraph", "epigrafe"),
    *(
        "linha-?fina",
        "gancho",
        "olho",
        "ingress",
        "manchet",
        "underrubrik",
        "onderkop",
        "inleiding",
    ),
    *("perex", "zajawka", "podtytu[lł]", "lid", "annotation", "podzagolovok", "anons", "spot"),
    *("detay-spot", "sub-?tit(?:-[a-z]+)?", "first-paragraph", "alt-?baslik", "ozet"),
)
"""Class names of standfirst boxes in the languages of page authors."""
_STANDFIRST = re.compile(
    rf"[.#](?:[\w-]*[_-])?(?:{'|'.join(_NAMES)})(?:[_-]{{1,2}}(?:\w{{5,8}}|text|content|p|wrapper|box"
    r"|container|body|inner|block|copy))?(?=/|$)",
    re.IGNORECASE,
)
_CAMEL_CASE = re.compile(r"(?<=[a-z])(?=[A-Z])")
_LONGEST = 900
"""Maximum characters of a standfirst."""


def find_text(blocks: Sequence[Block], prose: Iterable[int], metadata: Metadata) -> int | None:
    """Return the first of these running-text blocks that is not a standfirst."""
    for at, after in pairwise(chain(prose, (None,))):
        if at is not None and not is_standfirst(
            blocks[at], metadata, None if after is None else blocks[after]
        ):
            return at
    return None


def is_standfirst(block: Block, metadata: Metadata, text: Block | None) -> bool:
    """Return whether a block is a standfirst: by a class name that the `text` below it does not
    share, or as the page's summary in a box or type of its own. A summary alone is not enough, as
    it may also be the first words of the story."""
    if text is None or len(block.text) > _LONGEST:
        return False
    own = _own_place(block, text)
    if ("." in own or "#" in own) and _has_standfirst_name(own):
        return True
    is_apart = _box(block) != _box(text) or (block.heading and not text.heading)
    return is_apart and repeats(block.text, bare(metadata.description))


@lru_cache(maxsize=256)  # the stories of a site have the same boxes
def _has_standfirst_name(place: str) -> bool:
    return _STANDFIRST.search(_CAMEL_CASE.sub("-", place)) is not None


def _own_place(block: Block, text: Block) -> str:
    """Return the part of a block's place that the text does not share."""
    steps, others = block.place.split("/"), text.place.split("/")
    shared = 0
    for step, other in zip(steps, others, strict=False):
        if step != other:
            break
        shared += 1
    return "/".join(steps[shared:])


def _box(block: Block) -> str:
    return block.place.rpartition("/")[0]
