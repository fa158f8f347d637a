"""New versions of the parts and manifests that hold erased rows, under new names."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import msgspec

from crawler.dump.compression import PartError
from crawler.dump.keys import WITHHELD, part_place, rewritten_key
from crawler.dump.manifest import Manifest, Part, RawFile, count_rows
from crawler.dump.reader import checked_lines
from crawler.erasing.raw import rewrite_raw
from crawler.erasing.target import Target
from crawler.publishing.spool import OpenPart
from crawler.sinks import Sink, SinkError


class _Moment(msgspec.Struct, frozen=True):
    date: str | None


class _Dated(msgspec.Struct, frozen=True):
    published: _Moment


_dated = msgspec.json.Decoder(_Dated)


def without_expired(manifest: Manifest, revisions: int) -> Manifest:
    """Return a manifest that no longer counts so many expired revisions, if it counts any: those of
    erased stories are missing because of their tombstones."""
    maintenance = manifest.maintenance
    if maintenance is None or "records" not in maintenance.expired:
        return manifest
    left = maintenance.expired["records"] - revisions
    expired = maintenance.expired | {"records": left}
    return replace(manifest, maintenance=replace(maintenance, expired=expired))


class Rewriter:
    """Uploads objects without the erased rows. What it has replaced is in `replaced`."""

    def __init__(self, sink: Sink, target: Target, mark: str, moment: str, folder: Path) -> None:
        """`mark` goes into the names of the new objects, `moment` into those records of WARC files
        that take the place of others; `folder` is for temporary files."""
        self.replaced: list[str] = []
        """Keys of the objects that have a new version."""
        self._sink = sink
        self._target = target
        self._mark = mark
        self._moment = moment
        self._folder = folder

    def manifest(self, manifest: Manifest, pages_lost: dict[str, int]) -> Manifest:
        """Upload a run's parts without the erased rows; return its new manifest."""
        parts = self._parts(manifest.parts)
        erased = Counter(manifest.erased)
        erased.update(pages_lost)
        return replace(
            manifest,
            parts=parts,
            withheld=self._parts(manifest.withheld),
            rows=count_rows(parts),
            erased=dict(sorted(erased.items())),
        )

    def raw(self, manifest: Manifest, keys: frozenset[str]) -> Manifest:
        """Upload those of a run's WARC files without the erased answers; return its new
        manifest."""
        files = tuple(self._raw(file) if file.key in keys else file for file in manifest.raw)
        return replace(manifest, raw=files)

    def _raw(self, file: RawFile) -> RawFile:
        pages, moment = self._target.pages, self._moment
        new = rewrite_raw(self._sink, file, pages, self._mark, moment, self._folder)
        if new != file:
            self.replaced += [file.key, file.index]
        return new

    def _parts(self, parts: Iterable[Part]) -> tuple[Part, ...]:
        return tuple(self._part(part) for part in parts)

    def _part(self, part: Part) -> Part:
        """Return a part's new version, or the same part if it holds nothing that is erased."""
        place = part_place(part.key.removeprefix(WITHHELD))
        if place is None:
            raise SinkError(f"{self._sink.url}: {part.key}: not a valid part key")
        key = rewritten_key(part.key, self._mark)
        path = self._folder / Path(key).name
        made = OpenPart(place, key, path)
        try:
            for line in checked_lines(self._sink, part.key, part.sha256):
                if not self._target.takes(part.kind, line):
                    day = _dated.decode(line).published.date if part.kind == "records" else None
                    made.write(line, day)
        except (PartError, msgspec.DecodeError) as error:
            raise SinkError(f"{self._sink.url}: {part.key} is damaged: {error}") from error
        if made.rows == part.rows:
            made.discard()
            return part
        sealed = made.seal()
        self._sink.create(key, path)
        path.unlink()
        self.replaced.append(part.key)
        return sealed
