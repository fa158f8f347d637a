"""What to erase: the stories and pages that an operator names."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from crawler.base.faults import UsageFault
from crawler.base.urls import bare
from crawler.dump.erasures import Erased, subject_of
from crawler.dump.keys import PartKind
from crawler.dump.tombstones import Tombstone
from crawler.erasing.captures import RawCaptures
from crawler.erasing.rows import DumpRows

_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Order:
    """What an operator asks for."""

    names: tuple[str, ...]
    """Ids or URLs of stories."""
    reason: str


@dataclass(frozen=True, slots=True)
class Target:
    """The stories and pages of one erasure."""

    tombstones: tuple[Tombstone, ...]
    stories: frozenset[str]
    pages: frozenset[str]
    """URLs without scheme of all pages of the stories, also of those that hold other stories."""
    needles: tuple[bytes, ...]
    """A row that contains none of these is not erased."""

    def takes(self, kind: PartKind, line: bytes) -> bool:
        """Return whether a row is erased. Raises PartError if it is invalid."""
        if not any(needle in line for needle in self.needles):
            return False
        story, url = subject_of(line)
        return story in self.stories or (kind != "records" and bare(url) in self.pages)


def check_names(names: Iterable[str]) -> None:
    """Raise UsageFault for a name that is neither an id nor a URL."""
    for name in names:
        if not _ID.fullmatch(name) and "://" not in name:
            raise UsageFault(f"{name}: give a story's whole id (32 hex digits) or a URL")


def find_target(
    names: Iterable[str], rows: DumpRows, captures: RawCaptures, before: tuple[Tombstone, ...]
) -> Target:
    """Return what remains to be erased; nothing for names that are erased already.

    `before` are the dump's tombstones. Raises UsageFault for a name that it does not know.
    """
    stories: dict[str, None] = {}
    lone: dict[str, None] = {}
    for name in names:
        found = rows.stories_at(name) if "://" in name else [name] * rows.has(name)
        if "://" in name and not found and captures.has(name):
            found = [""]
        if not found and not Erased.of(before).has(name, name):
            raise UsageFault(f"{name}: no such story or page in this dump")
        stories.update(dict.fromkeys(each for each in found if each))
        lone.update(dict.fromkeys([name] * (found == [""])))
    last = {each.id: each.through for each in before}
    chosen = [each for each in stories if not rows.has_only(each, last.get(each, -1) + 1)]
    marks = [_tombstone(story, rows, chosen) for story in chosen]
    marks += [Tombstone(None, rows.source_of("", url), (url,), 0) for url in lone]
    pages = {bare(url) for story in chosen for url in rows.urls_of(story)} | set(map(bare, lone))
    needles = (*(story.encode() for story in chosen), *(_in_json(page) for page in sorted(pages)))
    return Target(tuple(marks), frozenset(chosen), frozenset(pages), needles)


def _tombstone(story: str, rows: DumpRows, chosen: list[str]) -> Tombstone:
    urls = rows.urls_of(story)
    own = tuple(url for url in urls if not rows.others_at(url, chosen))
    return Tombstone(story, rows.source_of(story, ""), own, rows.last_revision(story))


def _in_json(text: str) -> bytes:
    return msgspec.json.encode(text)[1:-1]
