"""What a run changes in a dump: which stories, in which fields, by which rules, with samples."""

import heapq
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any

import msgspec

from crawler.dump.index import read_pointer
from crawler.dump.manifest import RunRef
from crawler.run.report import Report
from crawler.sinks import Sink
from crawler.tools.deltas import Change, changes

SAMPLES = 20
"""Most stories that are shown with both texts."""
CONTEXT = 200
"""Characters shown around the first difference of a field."""
_OWN = ("op", "revision", "supersedes", "changed", "digest", "fetched_at", "extractor", "cluster")
"""Keys that differ in every revision."""


@dataclass(slots=True)
class Difference:
    """The figures of one run. `share` is the part of its stories that differ."""

    stories: int = 0
    """Stories read."""
    added: int = 0
    modified: int = 0
    lost: int = 0
    """Known stories on pages that had stories and now have none."""
    fields: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    """Boilerplate rule, with `+` or `-` in front -> stories from which it takes more or less."""
    families: Counter[str] = field(default_factory=Counter)
    """Agency -> stories that differ."""
    sources: Counter[str] = field(default_factory=Counter)
    lost_pages: list[str] = field(default_factory=list)
    samples: list[dict[str, Any]] = field(default_factory=list)

    @property
    def share(self) -> float:
        """Return the share of stories that differ, among those read and lost."""
        whole = self.stories + self.lost
        return (self.added + self.modified + self.lost) / whole if whole else 0.0

    def encode(self) -> bytes:
        """Return the difference as indented JSON."""
        ranked = {name: dict(getattr(self, name).most_common()) for name in _COUNTED}
        values = msgspec.to_builtins(self) | ranked | {"share": round(self.share, 6)}
        return msgspec.json.format(msgspec.json.encode(values), indent=1) + b"\n"

    def lines(self) -> Iterator[str]:
        """Yield the figures for a terminal."""
        yield (
            f"difference: {self.stories} stories read, {self.modified} modified, "
            f"{self.added} added, {self.lost} lost ({self.share:.2%})"
        )
        for name in _COUNTED:
            ranked = getattr(self, name).most_common(10)
            if ranked:
                yield f"  {name}: " + ", ".join(f"{each} {count}" for each, count in ranked)
        for sample in self.samples[:5]:
            yield f"  {sample['url']}"
            for name, (old, new) in sample["fields"].items():
                yield f"    {name}"
                yield f"    - {old}"
                yield f"    + {new}"


_COUNTED = ("fields", "rules", "families", "sources")


def difference(sink: Sink, run: str, report: Report) -> Difference:
    """Compare the records of a run with the state of the dump before it.

    Bounded memory. Raises SinkError if the dump cannot be read.
    """
    found = Difference(stories=sum(each.stories for each in report))
    for each in report:
        found.lost += each.lost_stories
        found.lost_pages += each.emptied
        if each.lost_stories:
            found.sources[each.source] += each.lost_stories
    named = read_pointer(sink).named()
    mine = tuple(ref for ref in named if ref.run == run)
    if mine:
        for old, new in _pairs(sink, tuple(ref for ref in named if ref.run < run), mine):
            _compare(found, old, new)
    found.lost_pages = sorted(found.lost_pages)[:SAMPLES]
    return found


def _pairs(
    sink: Sink, before: tuple[RunRef, ...], mine: tuple[RunRef, ...]
) -> Iterator[tuple[Change | None, Change]]:
    """Yield the stories of the run with their state before it, by id."""
    old = ((change.id, 0, change) for change in changes(sink, before))
    new = ((change.id, 1, change) for change in changes(sink, mine))
    for _, group in groupby(heapq.merge(old, new, key=itemgetter(0, 1)), key=itemgetter(0)):
        states = {which: change for _, which, change in group}
        if 1 in states:
            yield states.get(0), states[1]


def _compare(found: Difference, old: Change | None, new: Change) -> None:
    record: dict[str, Any] = msgspec.json.decode(new.line)
    known = None if old is None or old.gone else msgspec.json.decode(old.line)
    found.sources[record["source"]] += 1
    found.families[record["infosource"]["code"] or record["infosource"]["name"] or "none"] += 1
    if known is None:
        found.added += 1
        return
    found.modified += 1
    changed = [key for key in record if key not in _OWN and record[key] != known.get(key)]
    found.fields.update(changed)
    now, before = _counts(record), _counts(known)
    for rule in {*now, *before}:
        more = now.get(rule, 0) - before.get(rule, 0)
        if more:
            found.rules[f"{'+' if more > 0 else '-'}{rule}"] += 1
    if len(found.samples) < SAMPLES:
        found.samples.append(_sample(known, record, changed))


def _counts(record: Mapping[str, Any]) -> dict[str, int]:
    return {each["rule"]: each["count"] for each in record["removed"]}


def _sample(old: Mapping[str, Any], new: Mapping[str, Any], changed: list[str]) -> dict[str, Any]:
    shown = [key for key in changed if key not in ("removed", "evidence", "raw")]
    fields = {key: excerpt(_text(old.get(key)), _text(new[key])) for key in shown}
    return {"id": new["id"], "url": new["url"], "source": new["source"], "fields": fields}


def _text(value: object) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def excerpt(old: str, new: str) -> tuple[str, str]:
    """Return the parts of two texts around their first difference.

    >>> excerpt("a" * 500 + "b", "a" * 500 + "c")[0] == "…" + "a" * 200 + "b"
    True
    """
    start = next((at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), None)
    start = min(len(old), len(new)) if start is None else start
    first = max(0, start - CONTEXT)
    return _cut(old, first), _cut(new, first)


def _cut(text: str, first: int) -> str:
    last = first + 2 * CONTEXT
    return f"{'…' if first else ''}{text[first:last]}{'…' if last < len(text) else ''}"
