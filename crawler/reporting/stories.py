"""Figures of a run's records, gathered row by row in bounded memory."""

import heapq
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime

import msgspec

from crawler.contract import Infosource
from crawler.dump.compression import PartError
from crawler.html import short
from crawler.reporting.tallies import Place, RepeatedTexts, Tally
from crawler.reporting.values import DELAYS, Group, Repeated, StoryRef

NEWEST, REPEATS, GROUPS, MEMBERS, DELETIONS = 10, 12, 10, 3, 10
"""Rows of the parts of a report."""
MOST_DAYS = 20_000
"""Different days of publication that are counted per source: those of 55 years."""
_MOST_GROUPS = 5000
_HOURS = (1, 6, 24, 48, 168, 672, 8766)
"""Limits of the classes in `DELAYS`, except the last two."""


class Day(msgspec.Struct, frozen=True, gc=False):
    """What a report uses of the date of publication: a tenth of what a record has about it."""

    date: str | None = None
    datetime: str | None = None


class Membership(msgspec.Struct, frozen=True, gc=False):
    """What a report uses of a record's cluster."""

    id: str
    overlap: float


class Story(msgspec.Struct, frozen=True, gc=False):
    """What a report uses of a record. Its fields have no patterns: their checks take long, and
    spread small objects over memory that Python then keeps (in the interpreter's type cache)."""

    op: str
    id: str
    revision: int
    supersedes: str | None
    changed: tuple[str, ...]
    url: str
    source: str
    infosource: Infosource
    headline: str | None
    byline: str | None
    located: str | None
    intro: str | None
    body: str
    language: str | None
    published: Day
    subjects: tuple[str, ...]
    fetched_at: str
    digest: str
    cluster: Membership | None

    @property
    def ref(self) -> StoryRef:
        """Return the story as a report shows it."""
        when = self.published.datetime or self.published.date
        headline = short(self.headline) if self.headline else None
        return StoryRef(self.id, self.source, self.url, headline, when)


_stories = msgspec.json.Decoder(Story)


def decode_story(line: bytes) -> Story:
    """Decode a record's row; raise PartError if it is invalid."""
    try:
        return _stories.decode(line)
    except msgspec.DecodeError as error:
        raise PartError(f"invalid record: {error}") from None


@dataclass(slots=True)
class OfSource:
    """Figures of one source."""

    ops: Counter[str] = field(default_factory=Counter)
    coverage: Counter[str] = field(default_factory=Counter)
    days: Counter[str] = field(default_factory=Counter)
    undated: int = 0
    delays: list[int] = field(default_factory=lambda: [0] * len(DELAYS))


@dataclass(slots=True)
class _Group:
    stories: int = 0
    overlap: float = 0.0
    members: list[StoryRef] = field(default_factory=list)


class Stories:
    """Figures of all records of a run."""

    def __init__(self) -> None:
        self.sources: dict[str, OfSource] = {}
        self.deletions: list[StoryRef] = []
        self.grouped = 0
        self._newest: list[tuple[str, str, str, int, StoryRef]] = []
        self._headlines, self._texts = RepeatedTexts(), RepeatedTexts()
        self._agencies = Tally()
        self._groups: dict[str, _Group] = {}

    def add(self, story: Story) -> None:
        """Add a record."""
        of = self.sources.setdefault(story.source, OfSource())
        of.ops[story.op] += 1
        if story.op == "delete":
            if len(self.deletions) < DELETIONS:
                self.deletions.append(story.ref)
            return
        _cover(of, story)
        self._count_texts(story)
        if story.cluster:
            self._group(story, story.cluster)
        day = story.published.datetime or story.published.date or ""
        key = (day, story.fetched_at, story.id, story.revision)
        if len(self._newest) < NEWEST:
            heapq.heappush(self._newest, (*key, story.ref))
        elif key > self._newest[0][:-1]:
            heapq.heapreplace(self._newest, (*key, story.ref))

    @property
    def newest(self) -> tuple[StoryRef, ...]:
        """The stories published last, each with its last revision."""
        ranked = sorted(self._newest, key=lambda row: row[:-1])
        stories = {row[-1].id: row[-1] for row in ranked}
        return tuple(sorted(stories.values(), key=lambda ref: ref.published or "", reverse=True))

    @property
    def headlines(self) -> tuple[Repeated, ...]:
        """Headlines of several stories."""
        return self._headlines.top(REPEATS)

    @property
    def agencies(self) -> tuple[Repeated, ...]:
        """The agencies of most stories."""
        return self._agencies.top(REPEATS, least=1)

    @property
    def texts(self) -> tuple[Repeated, ...]:
        """First and last paragraphs of three or more stories."""
        return self._texts.top(REPEATS, least=3)

    @property
    def groups(self) -> tuple[Group, ...]:
        """The largest clusters."""
        ranked = sorted(self._groups.items(), key=lambda item: (-item[1].stories, item[0]))
        return tuple(
            Group(name, group.stories, round(group.overlap, 3), tuple(group.members))
            for name, group in ranked[:GROUPS]
        )

    def _count_texts(self, story: Story) -> None:
        seen = Place(story.id, story.source, story.url)
        if story.headline:
            self._headlines.add(" ".join(story.headline.split()), seen)
        self._agencies.add(story.infosource.name or story.infosource.code or "none", seen)
        for text in _edges(story.body):
            if len(text) >= 20:
                self._texts.add(text[:200], seen)

    def _group(self, story: Story, cluster: Membership) -> None:
        self.grouped += 1
        group = self._groups.get(cluster.id)
        if group is None:
            if len(self._groups) >= _MOST_GROUPS:
                return
            group = self._groups[cluster.id] = _Group()
        group.stories += 1
        group.overlap = max(group.overlap, cluster.overlap)
        if len(group.members) < MEMBERS:
            group.members.append(story.ref)


def _edges(body: str) -> set[str]:
    """Return the first and last two paragraphs.

    >>> sorted(_edges("a\\n\\nb\\n\\nc\\n\\nd\\n\\ne")), sorted(_edges("a\\n\\nb\\n\\nc"))
    (['a', 'b', 'd', 'e'], ['a', 'b', 'c'])
    """
    first = body.split("\n\n", 3)
    return {*first} if len(first) < 4 else {*first[:2], *body.rsplit("\n\n", 2)[1:]}


def _cover(of: OfSource, story: Story) -> None:
    published = story.published
    has = {
        "headline": story.headline,
        "byline": story.byline,
        "agency": story.infosource.code or story.infosource.name,
        "located": story.located,
        "day": published.date,
        "time": published.datetime,
        "intro": story.intro,
        "language": story.language,
        "subjects": story.subjects,
    }
    for name, value in has.items():
        if value:
            of.coverage[name] += 1
    if published.date is None:
        of.undated += 1
    elif published.date in of.days or len(of.days) < MOST_DAYS:
        of.days[published.date] += 1
    if story.op == "add" and published.date:
        of.delays[_delay(published, story.fetched_at)] += 1


def _delay(published: Day, fetched_at: str) -> int:
    """Return the class of a delay. Without a time, less than two days cannot be told apart."""
    if published.datetime:
        age = datetime.fromisoformat(fetched_at) - datetime.fromisoformat(published.datetime)
        hours = age.total_seconds() / 3600
    else:
        age = date.fromisoformat(fetched_at[:10]) - date.fromisoformat(published.date or "")
        if age.days < 2:
            return len(DELAYS) - 1
        hours = age.days * 24.0
    return next((at for at, most in enumerate(_HOURS) if hours < most), len(_HOURS))
