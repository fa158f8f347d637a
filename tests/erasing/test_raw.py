"""Erasing of archived answers: other records stay at their offsets, byte for byte."""

import gzip
import io
import itertools
import shutil
from pathlib import Path

import pytest
import zstandard
from fastwarc.warc import ArchiveIterator

from crawler.archive.cdxj import read_line
from crawler.archive.decompression import Damage
from crawler.archive.exchange import WarcCompression
from crawler.archive.filler import filler
from crawler.archive.opening import stored_file
from crawler.archive.records import Record, records
from crawler.dump.index import read_pointer
from crawler.dump.raw import raw_files
from crawler.run.latest_captures import LatestCaptures
from crawler.sinks import open_sink
from crawler.tools.verify import verify
from tests.support.dumps import counts, crawl, publish, running, story, url
from tests.support.erasing import DOOMED, TEXT, doomed, erase, holders
from tests.support.exchanges import exchange
from tests.support.kill import kill_at

DATE = "2026-11-28T03:00:00Z"
WARCS: tuple[WarcCompression, WarcCompression] = ("gzip", "zstd")


def make(dump: str, state: Path, warc: WarcCompression = "gzip") -> None:
    """Publish a run with answers, one that has answers only, and one with a revisit."""
    with running(dump, state, warc=warc) as opened:
        for name, text in (("one", "one"), ("doomed", TEXT), ("two", "two")):
            opened.session.archive(exchange(name, text))
        publish(opened, counts(crawl(opened, story("one"), doomed("first"), story("two"))))
    with running(dump, state, warc=warc) as opened:
        opened.session.archive(exchange("doomed", f"new {TEXT}", 4))
        opened.session.archive(exchange("three", "three", 4))
        publish(opened, {})
    with running(dump, state, warc=warc) as opened:
        opened.session.archive(exchange("doomed", TEXT, 5))
        opened.session.archive(exchange("copy", TEXT, 5))
        opened.session.archive(exchange("two", "two", 5))
        publish(opened, {})


def stored(dump: str) -> dict[tuple[str, int], tuple[str, bytes]]:
    """Return the records of other pages by their place: type and block."""
    sink, found = open_sink(dump), {}
    for file in raw_files(sink):
        with stored_file(sink, file.key).open(0) as stream:
            for each in records(stream):
                assert isinstance(each, Record)
                target = each.headers.get("warc-target-uri", "")
                if target in {url(name) for name in ("one", "two", "three")}:
                    found[file.name, each.offset] = (each.kind, each.block)
    return found


@pytest.mark.parametrize("compression", WARCS)
@pytest.mark.parametrize("size", [340, 5000, 65_600, 65_610, 131_090, 300_000])
def test_a_filler_has_the_size_of_what_it_replaces(compression: WarcCompression, size: int) -> None:
    made = filler(size, compression, DATE)

    assert len(made) == size
    plain = gzip.decompress(made) if compression == "gzip" else _unpacked(made)
    (record,) = ArchiveIterator(io.BytesIO(plain))
    assert record.headers["WARC-Type"] == "metadata"
    assert not any(isinstance(each, Damage) for each in records(io.BytesIO(made)))


def _unpacked(frame: bytes) -> bytes:
    return zstandard.ZstdDecompressor().decompressobj().decompress(frame)


def test_too_few_bytes_for_a_record() -> None:
    with pytest.raises(ValueError, match="too few"):
        filler(200, "gzip", DATE)


@pytest.mark.slow
@pytest.mark.parametrize("warc", WARCS)
@pytest.mark.parametrize("name", [DOOMED, url("doomed")])
def test_answers_are_erased_and_others_stay_in_place(
    tmp_path: Path, warc: WarcCompression, name: str
) -> None:
    dump, state = str(tmp_path / "dump"), tmp_path / "state"
    make(dump, state, warc)
    before = stored(dump)
    assert len(before) == 4 * 3
    assert any("raw/" in each for each in holders(tmp_path / "dump"))

    assert erase(dump, state, name) == 0

    assert holders(tmp_path / "dump") == []
    assert stored(dump) == before
    assert verify(dump).problems == ()
    sink = open_sink(dump)
    index = read_pointer(sink).index
    assert index
    assert [named.rows for named in index.raw] == [2, 1, 1]
    for file in raw_files(sink):
        for line in b"".join(sink.read(file.index)).splitlines():
            entry = read_line(line)[2]
            assert entry.filename == file.name
            assert entry.url in {url(each) for each in ("one", "two", "three")}
        data = io.BytesIO(b"".join(sink.read(file.key)))
        assert sum(1 for _ in ArchiveIterator(data)) >= 4  # by a reader of another make


@pytest.mark.slow
def test_a_replay_finds_the_others_at_their_places(tmp_path: Path) -> None:
    dump, state = str(tmp_path / "dump"), tmp_path / "state"
    make(dump, state)
    erase(dump, state)

    with LatestCaptures(open_sink(dump)) as latest:
        places = {
            file.place(record.offset)
            for file in latest.files()
            for record in records(file.open(0))
            if isinstance(record, Record) and record.kind in ("response", "revisit")
        }
        assert len([place for place in places if latest.has(place)]) == 3


@pytest.mark.slow
def test_a_page_that_only_the_archive_has(tmp_path: Path) -> None:
    dump, state = str(tmp_path / "dump"), tmp_path / "state"
    with running(dump, state) as opened:
        opened.session.archive(exchange("listing", TEXT))
        publish(opened, {})

    assert erase(dump, state, url("listing")) == 0

    assert holders(tmp_path / "dump") == []
    assert verify(dump).problems == ()
    assert erase(dump, state, url("listing")) == 0
    with running(dump, state) as opened:  # no revisit of what is gone
        place = opened.session.archive(exchange("elsewhere", TEXT))
        publish(opened, {})
    assert place
    assert verify(dump).problems == ()
    (held,) = (each for each in holders(tmp_path / "dump") if each.endswith(".warc.gz"))
    assert held.endswith(place.partition("#")[0])


@pytest.mark.slow
def test_a_kill_loses_no_answer(tmp_path: Path) -> None:
    folder, state, before = tmp_path / "dump", tmp_path / "state", tmp_path / "before"
    make(str(folder), state)
    right = stored(str(folder))
    shutil.copytree(folder, before / "dump")
    shutil.copytree(state, before / "state")
    for step in itertools.count(1, 3):
        for path in (folder, state):
            shutil.rmtree(path)
            shutil.copytree(before / path.name, path)
        if not kill_at(step, str(folder), state, lambda *where: erase(*where)):
            break
        assert stored(str(folder)) == right
        if holders(folder) and read_pointer(open_sink(str(folder))).index.erasures:  # type: ignore[union-attr]
            assert verify(str(folder)).problems
        assert erase(str(folder), state) == 0
        assert (holders(folder), stored(str(folder))) == ([], right)
        assert verify(str(folder)).problems == ()

    assert step > 40
