"""Which stories tell the same text? The likeness of a body, and the group a story belongs to.

A likeness is a MinHash signature of the runs of four words in a body. Two stories are kin where
most of the shorter text stands in the longer: takes, updates, reprints, mirrors.
"""

import dataclasses
import hashlib
import re
import struct
from collections.abc import Iterable, Sequence
from functools import lru_cache

from msgspec.structs import replace
from rensa import RMinHash

from crawler.contract import Cluster, Record, id_of, place_of
from crawler.ledger import Ledger, Likeness, Signature

RUN = 4
"""Words of a run: of longer ones one damaged word spoils more, shorter ones recur everywhere."""
FEWEST = 40
"""Distinct runs a body must have: shorter texts are alike by their form."""
OVERLAP = 0.8
"""Share of the shorter text's runs that must stand in the longer: 0.67 Jaccard of equal lengths."""
JACCARD = 0.5
"""The least besides: a text is not kin to one of which it is a small part."""


_SLOTS = 128
_SEED = 1
_WORD = re.compile(r"\w+")
_DATED = re.compile(r"\d{4}")
"""A name without a day or number may be any story's."""


def neighbours(
    record: Record, ledger: Ledger, beside: Iterable[Record] = ()
) -> tuple[Likeness, ...]:
    """The likenesses that a record's text may resemble. `beside` are the new revisions of the same
    page, which the ledger does not know yet."""
    mine = likeness_of(record)
    if mine is None:
        return ()
    fellows = (like for other in beside if (like := likeness_of(other)))
    return (*ledger.likenesses.near(mine), *fellows)


def recognise(
    record: Record, near: Iterable[Likeness], ledger: Ledger
) -> tuple[Record, str | None]:
    """A record of an unknown id: under the id of its story, and which story has the same words.

    It may be another address of a story that is known: one that told much the same words at this
    address too, or on the same day in a file of the same name.
    """
    mine = likeness_of(record)
    if mine is None:
        return record, None
    twins = [other for other in near if _is_plain(record) and _is_twin(mine, other)]
    if standing := [other for other in twins if not _is_gone(other.id, ledger)]:
        return record, min(standing, key=_age).id
    kin = [other for other in near if overlap_of(mine.signature, other.signature)]
    if not kin or record.id != id_of(mine.place):
        return record, None  # or told by more than its address: a number, its place on a page
    given = ledger.answers.stories(record.url)
    moved = [other for other in kin if other.id in given or _is_namesake(mine, other)]
    return (replace(record, id=min(moved, key=_age).id) if moved else record), None


def liken(record: Record, near: Sequence[Likeness], ledger: Ledger) -> Record:
    """A new revision with its `cluster`; null where it resembles no other story.

    A story stays in the group in which its last revision was while it resembles any story of it;
    else it belongs to the group of the story that it resembles most.
    """
    mine = likeness_of(record)
    kin = _kin(mine, near, ledger.likenesses.cluster(record.id)) if mine and near else []
    if mine is None or not kin:
        return replace(record, cluster=None)
    overlap, nearest = min(kin, key=lambda pair: (-pair[0], _age(pair[1])))
    group = nearest.cluster
    members = [other for _, other in kin if other.cluster == group]
    joined = dataclasses.replace(mine, cluster=group)
    original = min((joined, *members, *ledger.likenesses.oldest(group)), key=_age)
    return replace(record, cluster=Cluster(group, original.id, round(overlap, 2)))


def same_text(record: Record, near: Iterable[Likeness]) -> Likeness | None:
    """That of another story with the very words of this one; null where there is none."""
    mine = likeness_of(record)
    others = (other for other in near if mine and other.id != mine.id)
    return next((o for o in others if mine and o.signature.text == mine.signature.text), None)


def likeness_of(record: Record) -> Likeness | None:
    """What the ledger keeps of a record's text; null where that is too short to be known again."""
    signature = None if record.op == "delete" else sign(record.body)
    if signature is None:
        return None
    return Likeness(
        id=record.id,
        revision=record.revision,
        cluster=record.cluster.id if record.cluster else record.id,
        day=record.published.date or record.fetched_at[:10],
        seen=record.fetched_at,
        place=place_of(record.source, record.url),
        signature=signature,
    )


@lru_cache(maxsize=16)  # a record is decided, then written
def sign(body: str) -> Signature | None:
    """The signature of a body, whatever its case and punctuation; null for a short one."""
    words = _WORD.findall(body.casefold())
    if len(words) < FEWEST:
        return None
    runs = list(map(" ".join, zip(*(words[start:] for start in range(RUN)), strict=False)))
    size = len(set(runs))
    if size < FEWEST:
        return None
    sketch = RMinHash(num_perm=_SLOTS, seed=_SEED)
    sketch.update(runs)
    # The low half of a slot tells as much: two differ in it but for one case in 65,536.
    slots = struct.pack(f"<{_SLOTS}H", *(slot & 0xFFFF for slot in sketch.digest()))
    text = hashlib.blake2b(" ".join(words).encode("utf-8", "replace"), digest_size=16).digest()
    return Signature(text, size, slots)


def overlap_of(one: Signature, other: Signature) -> float:
    """The share of the shorter text's runs that stand in the longer, estimated; 0.0 for no kin."""
    slots = zip(memoryview(one.slots).cast("H"), memoryview(other.slots).cast("H"), strict=True)
    jaccard = sum(mine == theirs for mine, theirs in slots) / _SLOTS
    shared = jaccard * (one.size + other.size) / (1 + jaccard)
    overlap = min(shared / min(one.size, other.size), 1.0)
    return overlap if jaccard >= JACCARD and overlap >= OVERLAP else 0.0


def _kin(
    mine: Likeness, near: Iterable[Likeness], home: str | None
) -> list[tuple[float, Likeness]]:
    """Those of other stories that resemble this one, with their overlap; at home where any does."""
    others = (other for other in near if other.id != mine.id)
    weighed = ((overlap_of(mine.signature, other.signature), other) for other in others)
    kin = [(overlap, other) for overlap, other in weighed if overlap]
    return [pair for pair in kin if pair[1].cluster == home] or kin


def _is_plain(record: Record) -> bool:
    """Whether its words say all: no number tells it apart, and it takes nothing back."""
    plain = record.pubstatus == "usable" and not record.corrected
    return plain and record.story_number is None


def _is_twin(mine: Likeness, other: Likeness) -> bool:
    return (mine.day, mine.signature.text) == (other.day, other.signature.text)


def _is_gone(story: str, ledger: Ledger) -> bool:
    revisions = ledger.revisions(story)
    return bool(revisions) and revisions[-1].state == "gone"


def _is_namesake(mine: Likeness, other: Likeness) -> bool:
    """Whether it is a file of the same name in another place."""
    name = mine.place.rpartition("/")[2]
    return (
        mine.day == other.day
        and mine.place != other.place
        and name == other.place.rpartition("/")[2]
        and _DATED.search(name) is not None
    )


def _age(likeness: Likeness) -> tuple[str, str, bool, str]:
    """Sorts the original before all that repeat it: published first, then seen first."""
    followed = likeness.id != likeness.cluster  # if within a second
    return likeness.day, likeness.seen, followed, likeness.id
