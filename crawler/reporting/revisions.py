"""What changed in revised stories: a few of them, with their texts before and after."""

from collections import Counter
from collections.abc import Iterable, Sequence

from crawler.dump.manifest import Manifest
from crawler.dump.reader import checked_lines
from crawler.reporting.stories import Story, decode_story
from crawler.reporting.values import Revision
from crawler.sinks import Sink

SHOWN = 8
PER_SOURCE = 3
SEARCHED = 12 << 20
"""Bytes of parts that are looked through, newest first, for previous revisions."""
_TEXTS = ("headline", "byline", "located", "intro", "body")
_LONGEST = 900
"""Characters of the edits of one field."""


class Revised:
    """Chooses the revised stories that a report shows."""

    def __init__(self) -> None:
        self._stories: list[Story] = []
        self._by_source: Counter[str] = Counter()

    def add(self, story: Story) -> None:
        """Add a record; most are not chosen."""
        if story.op != "modify" or len(self._stories) >= SHOWN:
            return
        if self._by_source[story.source] < PER_SOURCE and set(story.changed) & set(_TEXTS):
            self._by_source[story.source] += 1
            self._stories.append(story)

    def revisions(self, sink: Sink, runs: Sequence[Manifest]) -> tuple[Revision, ...]:
        """Return what changed, given the manifests of earlier runs and this one, oldest first: a
        run may revise a story twice. Raises SinkError."""
        before = _previous(sink, runs, self._stories) if self._stories else {}
        return tuple(_revision(before.get(story.id), story) for story in self._stories)


def _previous(sink: Sink, runs: Sequence[Manifest], stories: Iterable[Story]) -> dict[str, Story]:
    """Return the previous revisions of stories, by id, as far as they are found."""
    wanted = {story.id: story for story in stories}
    found: dict[str, Story] = {}
    left = SEARCHED
    for manifest in reversed(runs):
        for part in manifest.parts:
            sources = {story.source for story in wanted.values()}
            if part.kind != "records" or part.source not in sources:
                continue
            left -= part.bytes
            if left < 0:
                return found
            needles = [story.encode() for story in wanted]
            for line in checked_lines(sink, part.key, part.sha256):
                if any(needle in line for needle in needles):
                    old = decode_story(line)
                    new = wanted.get(old.id)
                    if new and old.digest == new.supersedes:
                        found[old.id] = old
                        del wanted[old.id]
        if not wanted:
            break
    return found


def _revision(old: Story | None, new: Story) -> Revision:
    from crawler.base.text_diff import excerpts, text_edits  # most crawls revise nothing

    edits = {}
    for name in _TEXTS if old else ():
        was, now = getattr(old, name) or "", getattr(new, name) or ""
        if was != now:
            edits[name] = _cut(excerpts(text_edits(was, now)))
    return Revision(new.ref, new.revision, new.changed, edits)


def _cut(edits: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return edits up to a number of characters."""
    left, cut = _LONGEST, []
    for sign, text in edits:
        cut.append((sign, text if len(text) <= left else f"{text[:left]}…"))
        left -= len(text)
        if left <= 0:
            break
    return tuple(cut)
