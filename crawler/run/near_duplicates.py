"""Similarity of stories: the MinHash signature of a body, and the cluster a story belongs to.

A signature is made of the four-word shingles of a body. Two stories are similar if most of the
shorter text also occurs in the longer: takes, updates, reprints, mirrors.
"""

import re
from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from crawler.contract import Cluster, Record, id_of, place_of
from crawler.ledger import Ledger, Likeness
from crawler.model import Signature
from crawler.reading.min_hash import SLOTS
from crawler.run.signatures import cache_for

OVERLAP = 0.8
"""Minimum share of the shorter text's shingles that occur in the longer: 0.67 Jaccard at equal
length."""
JACCARD = 0.5
"""Minimum Jaccard similarity: a text is not similar to one of which it is a small part."""
_LOWEST_BITS = int.from_bytes(b"\1\0" * SLOTS, "little")
_DATED = re.compile(r"\d{4}")
"""A file name without a date or number may belong to any story."""


def neighbours(
    record: Record, ledger: Ledger, beside: Iterable[Record] = ()
) -> tuple[Likeness, ...]:
    """Return the candidates for similarity with a record. `beside` are the new revisions of the
    same page, which the ledger does not contain yet."""
    mine = likeness_of(record)
    if mine is None:
        return ()
    same_page = (like for other in beside if (like := likeness_of(other)))
    return (*ledger.likenesses.near(mine), *same_page)


def identify(record: Record, near: Iterable[Likeness], ledger: Ledger) -> tuple[Record, str | None]:
    """Identify a record with an unknown id: return it under its story's id, and a story with the
    same words.

    It may be another URL of a known story, if that story had much the same words at this URL too,
    or on the same day in a file of the same name.
    """
    near = tuple(near)
    mine = likeness_of(record) if near else None
    if mine is None:
        return record, None
    copies = [other for other in near if _is_plain(record) and _is_exact_copy(mine, other)]
    if live := [other for other in copies if not _is_gone(other.id, ledger)]:
        return record, min(live, key=_age).id
    similar = [other for other in near if overlap_of(mine.signature, other.signature)]
    if not similar or record.id != id_of(mine.place):
        return record, None  # second case: the id is from a story number or position, not the URL
    given = ledger.answers.stories(record.url)
    moved = [other for other in similar if other.id in given or _has_same_file_name(mine, other)]
    return (replace(record, id=min(moved, key=_age).id) if moved else record), None


def assign_cluster(record: Record, near: Sequence[Likeness], ledger: Ledger) -> Record:
    """Return a new revision with its `cluster`; null if it resembles no other story.

    A story stays in the cluster of its last revision while it resembles any story of it; else it
    joins the cluster of the most similar story.
    """
    mine = likeness_of(record) if near else None
    similar = _similar(mine, near, ledger.likenesses.cluster(record.id)) if mine else []
    if mine is None or not similar:
        return replace(record, cluster=None)
    overlap, nearest = min(similar, key=lambda pair: (-pair[0], _age(pair[1])))
    group = nearest.cluster
    members = [other for _, other in similar if other.cluster == group]
    joined = replace(mine, cluster=group)
    original = min((joined, *members, *ledger.likenesses.oldest(group)), key=_age)
    return replace(record, cluster=Cluster(group, original.id, round(overlap, 2)))


def same_text(record: Record, near: Iterable[Likeness]) -> Likeness | None:
    """Return the likeness of another story with exactly the same words, if any."""
    mine = likeness_of(record)
    others = (other for other in near if mine and other.id != mine.id)
    return next((o for o in others if mine and o.signature.text == mine.signature.text), None)


def likeness_of(record: Record) -> Likeness | None:
    """Return the likeness that the ledger stores for a record; null if the text is too short."""
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


def sign(body: str) -> Signature | None:
    """Return the signature of a body, ignoring case and punctuation; null for a short one."""
    return cache_for(body).get(body)


def overlap_of(one: Signature, other: Signature) -> float:
    """Estimate the share of the shorter text's shingles that are in the longer; 0.0 if not
    similar."""
    jaccard = _equal_slots(one.slots, other.slots) / SLOTS
    shared = jaccard * (one.size + other.size) / (1 + jaccard)
    overlap = min(shared / min(one.size, other.size), 1.0)
    return overlap if jaccard >= JACCARD and overlap >= OVERLAP else 0.0


def _equal_slots(one: bytes, other: bytes) -> int:
    """Return the number of equal slots.

    >>> _equal_slots(bytes(256), bytes(255) + b"\1")
    127
    """
    differing = int.from_bytes(one, "little") ^ int.from_bytes(other, "little")
    for half in (8, 4, 2, 1):  # until the lowest bit of a slot is set if any of its bits is
        differing |= differing >> half
    return SLOTS - (differing & _LOWEST_BITS).bit_count()


def _similar(
    mine: Likeness, near: Iterable[Likeness], home: str | None
) -> list[tuple[float, Likeness]]:
    """Return the similar stories with their overlap; only those of the cluster `home` if there are
    any."""
    others = (other for other in near if other.id != mine.id)
    overlaps = ((overlap_of(mine.signature, other.signature), other) for other in others)
    similar = [(overlap, other) for overlap, other in overlaps if overlap]
    return [pair for pair in similar if pair[1].cluster == home] or similar


def _is_plain(record: Record) -> bool:
    """Return whether a record is identified by its words: usable, not corrected, no story
    number."""
    plain = record.pubstatus == "usable" and not record.corrected
    return plain and record.story_number is None


def _is_exact_copy(mine: Likeness, other: Likeness) -> bool:
    return (mine.day, mine.signature.text) == (other.day, other.signature.text)


def _is_gone(story: str, ledger: Ledger) -> bool:
    revisions = ledger.revisions(story)
    return bool(revisions) and revisions[-1].state == "gone"


def _has_same_file_name(mine: Likeness, other: Likeness) -> bool:
    """Return whether it is a file of the same name at another place, on the same day."""
    name = mine.place.rpartition("/")[2]
    return (
        mine.day == other.day
        and mine.place != other.place
        and name == other.place.rpartition("/")[2]
        and _DATED.search(name) is not None
    )


def _age(likeness: Likeness) -> tuple[str, str, bool, str]:
    """Return a sort key that puts the original first: earliest published, then earliest seen."""
    followed = likeness.id != likeness.cluster  # if within a second
    return likeness.day, likeness.seen, followed, likeness.id
