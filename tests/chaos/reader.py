"""Read a dump with json and gzip only, and report what is wrong with it."""

import gzip
import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from tests.chaos.store import Store
from tests.chaos.stories import MARK, Stories

Row = dict[str, Any]


@dataclass
class Reader:
    """Comes back to a dump again and again. What is named once must never change."""

    store: Store
    stories: Stories
    erased: set[int] = field(default_factory=set)
    """Stories that may be erased by now."""
    is_expired: bool = False
    """Whether superseded takes may have expired."""
    count: int = 0
    """Records read when last looked."""
    _named: dict[str, str] = field(default_factory=dict)
    _rows: dict[str, list[Row]] = field(default_factory=dict)
    _runs: list[str] = field(default_factory=list)
    seen: set[tuple[int, int]] = field(default_factory=set)
    """(story, take) of every record, as last looked at."""
    repeated: int = 0
    invented: int = 0
    lost: int = 0

    def problems(self, complete: range | None = None) -> list[str]:
        """What is wrong now; all takes of the stories in `complete` must be there."""
        keys = self.store.keys()
        found: list[str] = []
        records, rejected = self._read(keys, found)
        takes = Counter[tuple[int, int]]()
        found += self._wrongly_erased(records)
        for row in records:
            if not self._is_deletion(row):
                takes[self._take(row, found)] += 1
        self.seen = set(takes)
        self.count = len(records)
        twice: list[object] = [take for take, times in takes.items() if times > 1]
        twice += [
            url for url, times in Counter(row["url"] for row in rejected).items() if times > 1
        ]
        self.repeated += len(twice)
        found += [f"twice: {take}" for take in twice]
        missing = [
            (number, take)
            for number in complete or ()
            for take in range(self._first(number), self.stories.takes[number] + 1)
            if number not in self.erased and (number, take) not in takes
        ]
        self.lost += len(missing)
        return found + [f"lost: {take}" for take in missing]

    def _first(self, number: int) -> int:
        """The first take of a story that must be there."""
        return self.stories.takes[number] if self.is_expired else 1

    def _is_deletion(self, row: Row) -> bool:
        return row["op"] == "delete" and not row["body"] and not row["headline"]

    def _wrongly_erased(self, records: list[Row]) -> list[str]:
        """Erased stories whose text is there, or which nobody has erased."""
        deleted = {row["id"] for row in records if self._is_deletion(row)}
        paths = {self.stories.path(number) for number in self.erased}
        return [
            f"erased: {row['url']} revision {row['revision']}"
            for row in records
            if row["id"] in deleted
            if not self._is_deletion(row) or urlsplit(str(row["url"])).path not in paths
        ]

    def _read(self, keys: dict[str, str], found: list[str]) -> tuple[list[Row], list[Row]]:
        if "index.json" not in keys:
            return [], []
        index = json.loads(self.store.read("index.json"))
        runs = [named["run"] for named in index["runs"]]
        oldest = (index.get("retention") or {}).get("oldest") or ""
        before = [run for run in self._runs if run >= oldest]
        if runs[: len(before)] != before or runs != sorted(runs):
            found.append("index.json: runs went, or do not sort")
        self._runs = runs
        rows: dict[str, list[Row]] = {"records": [], "quarantine": [], "removed": []}
        for named in index["runs"]:
            self._fetch(named["manifest"], named["sha256"], keys, found)
            for part in self._rows[named["manifest"]][0]["parts"]:
                self._fetch(part["key"], part["sha256"], keys, found)
                if len(self._rows[part["key"]]) != part["rows"]:
                    found.append(f"{part['key']}: not {part['rows']} rows")
                rows[part["kind"]] += self._rows[part["key"]]
        return rows["records"], rows["quarantine"]

    def _fetch(self, key: str, sha256: str, keys: dict[str, str], found: list[str]) -> None:
        if key in self._named:
            if self._named[key] != keys.get(key):
                found.append(f"{key}: changed after it was named")
            return
        data = self.store.read(key)
        if hashlib.sha256(data).hexdigest() != sha256:
            found.append(f"{key}: not what is named")
        self._named[key] = keys[key]
        text = gzip.decompress(data) if key.endswith(".gz") else data
        self._rows[key] = (
            [json.loads(line) for line in text.splitlines()]
            if key.endswith(".gz")
            else [json.loads(text)]
        )

    def _take(self, row: Row, found: list[str]) -> tuple[int, int]:
        """Which take of which story a record is; word for word as it was served."""
        mark = MARK.search(str(row["body"]))
        take, number = (int(mark[1]), int(mark[2])) if mark else (0, -1)
        stories = self.stories
        right = (
            number in stories.takes
            and take <= stories.takes[number]
            and urlsplit(str(row["url"])).path == stories.path(number)
            and row["headline"] == stories.headline(number)
            and row["revision"] == take
            and row["body"] == "\n\n".join(stories.paragraphs(number, take))
        )
        if not right:
            self.invented += 1
            found.append(f"invented: {row['url']} revision {row['revision']}")
        return number, take
