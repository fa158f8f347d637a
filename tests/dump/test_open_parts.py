"""Parts being written: a crawl of many hosts in turn has few files open, and no tiny parts."""

from pathlib import Path

import pytest
from isal import isal_zlib

from crawler.dump.compression import Compression
from crawler.dump.keys import PartPlace
from crawler.model import EncodedRows
from crawler.publishing import spool as spool_module
from crawler.publishing.open_parts import FILES, HELD, PARTS, OpenParts
from crawler.publishing.spool import Spool

RUN = "20260301T120000Z-abcdef"


def place(number: int) -> PartPlace:
    return PartPlace("records", f"source-{number}", "2026-03-01")


def write(parts: OpenParts, spool: Spool, number: int, line: bytes) -> None:
    part = parts.get(place(number)) or parts.add(place(number), spool.open(place(number), RUN, 1))
    parts.write(part, line, "2026-02-28", 1)


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_hosts_in_turn_have_one_part_each(tmp_path: Path) -> None:
    parts, spool = OpenParts(), Spool(tmp_path)
    for turn in range(3):
        for number in range(200):
            write(parts, spool, number, b'{"turn":%d}' % turn)

    assert not parts.are_too_many
    assert parts.writes == 3
    assert files(tmp_path) == []
    sealed = parts.seal()
    assert [part.rows for part in sealed] == [3] * 200
    for part in sealed:
        spool.check(part.key, part.sha256)
        assert [*spool.lines(part.key)] == [b'{"turn":0}', b'{"turn":1}', b'{"turn":2}']


def test_rows_of_a_page_that_come_together_are_one_write(tmp_path: Path) -> None:
    parts, spool = OpenParts(), Spool(tmp_path)
    part = parts.add(place(0), spool.open(place(0), RUN, 1))
    for _ in range(2):
        parts.write(part, b"1\n2\n3", None, 3)

    assert (parts.writes, part.rows) == (2, 6)
    assert parts.seal()[0].rows == 6


def test_rows_that_a_worker_has_encoded_wait_compressed(tmp_path: Path) -> None:
    """A page has 30 kB of menus: two of each host would not fit into memory otherwise."""
    parts, spool = OpenParts(), Spool(tmp_path)
    menu = [b'{"text":"Harbor %d"}' % item for item in range(2000)]
    rows = EncodedRows("wire", "2026-03-01", len(menu), isal_zlib.compress(b"\n".join(menu), 0), ())
    for number in [*range(FILES + 1)] * 2:
        part = parts.get(place(number)) or parts.add(
            place(number), spool.open(place(number), RUN, 1)
        )
        parts.write(part, rows, None, rows.count)

    assert not parts.are_too_many
    assert files(tmp_path) == []
    for sealed in parts.seal():
        assert (sealed.rows, [*spool.lines(sealed.key)]) == (2 * len(menu), menu * 2)


def test_large_parts_have_files_and_are_few(tmp_path: Path) -> None:
    parts, spool = OpenParts(), Spool(tmp_path)
    for number in range(FILES):
        assert not parts.are_too_many
        write(parts, spool, number, b"x" * (spool_module.HELD + 1))

    assert parts.are_too_many
    assert len(files(tmp_path)) == FILES
    parts.discard()
    assert files(tmp_path) == []


def test_rows_in_memory_are_bounded(tmp_path: Path) -> None:
    parts, spool = OpenParts(), Spool(tmp_path)
    number = 0
    while not parts.are_too_many:
        write(parts, spool, number, b"x" * spool_module.HELD)
        number += 1

    assert number * spool_module.HELD == HELD
    parts.clear()
    for number in range(PARTS):
        assert not parts.are_too_many
        write(parts, spool, number, b"{}")
    assert parts.are_too_many


@pytest.mark.parametrize("compression", ["gzip", "zstd"])
def test_a_part_is_the_same_whether_its_rows_were_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, compression: Compression
) -> None:
    lines = [b'{"number":%d,"text":"%s"}' % (n, b"harbour " * (n % 50)) for n in range(500)]

    def sealed(folder: Path, held: int) -> bytes:
        monkeypatch.setattr(spool_module, "HELD", held)
        parts, spool = OpenParts(), Spool(folder, compression)
        for line in lines:
            write(parts, spool, 1, line)
        (part,) = parts.seal()
        return spool.path(part.key).read_bytes()

    found = {sealed(tmp_path / str(held), held) for held in (0, 1_000, 1 << 30)}

    assert len(found) == 1
