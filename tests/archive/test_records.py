"""Records are found whatever damage is between them, each with its offset."""

import gzip
import io
import random
import zlib

import pytest
import zstandard

from crawler.archive.decompression import STEP, Damage
from crawler.archive.records import Record, records

PAGE = b"<html><p>The ferry of Kelm sails again.</p></html>\n" * 20


def http(body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s" % (
        len(body),
        body,
    )


def record(number: int, off: int = 0, body: bytes = PAGE, end: bytes = b"\r\n\r\n") -> bytes:
    block = http(body)
    return (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://kelm.example/%d\r\n"
        b"Content-Length: %d\r\n\r\n%s%s" % (number, len(block) + off, block, end)
    )


def read(data: bytes) -> tuple[list[str], list[str], list[Record | Damage]]:
    found = [*records(io.BytesIO(data))]
    urls = [f.headers["warc-target-uri"][-1] for f in found if isinstance(f, Record)]
    causes = [f.cause for f in found if isinstance(f, Damage)]
    return urls, causes, found


FORMS = {
    "plain": lambda rows: b"".join(rows),
    "gzip": lambda rows: b"".join(map(gzip.compress, rows)),
    "one gzip member": lambda rows: gzip.compress(b"".join(rows)),
    "zstd": lambda rows: b"".join(map(zstandard.ZstdCompressor().compress, rows)),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_record_of_a_sound_file_is_read(form: str) -> None:
    urls, causes, found = read(FORMS[form]([record(n) for n in range(9)]))

    assert urls == [str(n) for n in range(9)]
    assert causes == []
    assert all(isinstance(each, Record) and each.block == http(PAGE) for each in found)
    assert not any(each.flaw for each in found if isinstance(each, Record))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("off", [-300, -5, -1, 1, 3, 5, 40, 1000, 3000])
def test_a_wrong_length_costs_no_other_record(form: str, off: int) -> None:
    rows = [record(0), record(1, off), record(2), record(3)]

    urls, causes, found = read(FORMS[form](rows))

    assert urls == ["0", "1", "2", "3"]
    assert causes == []
    second = found[1]
    assert isinstance(second, Record)
    assert second.block.rstrip() == http(PAGE).rstrip()


def test_offsets_are_those_at_which_reading_can_start() -> None:
    for pack in (lambda row: row, gzip.compress, zstandard.ZstdCompressor().compress):
        data = b"".join(pack(record(n)) for n in range(5))
        for found in records(io.BytesIO(data)):
            stream = io.BytesIO(data)
            stream.seek(found.offset)
            again = next(records(stream, found.offset))
            assert again == found


@pytest.mark.parametrize("form", ["gzip", "zstd", "plain"])
def test_damage_in_one_record_spares_the_others(form: str) -> None:
    rows = [FORMS[form]([record(n, body=zlib.compress(PAGE) + PAGE)]) for n in range(4)]
    broken = bytearray(rows[1])
    middle = 5 if form == "plain" else len(broken) // 2
    broken[middle] ^= 0xFF
    if form == "plain":
        broken[:9] = b"garbage\r\n"

    urls, causes, found = read(rows[0] + bytes(broken) + rows[2] + rows[3])

    assert [url for url in urls if url != "1"] == ["0", "2", "3"]
    assert causes
    assert next(f.offset for f in found if isinstance(f, Damage)) == len(rows[0])


@pytest.mark.parametrize("form", FORMS)
def test_a_truncated_file_is_read_up_to_its_end(form: str) -> None:
    noise = [random.Random(n).randbytes(5000) for n in range(4)]  # noqa: S311
    data = FORMS[form]([record(n, body=noise[n]) for n in range(4)])

    urls, causes, found = read(data[:-999])

    assert urls[:3] == ["0", "1", "2"]
    flaws = [f.flaw for f in found if isinstance(f, Record) and f.flaw]
    assert causes or flaws


def test_bytes_between_members_are_damage() -> None:
    row = gzip.compress(record(1))

    urls, causes, found = read(row + b"between" + row + bytes(512) + row + bytes(64))

    assert urls == ["1", "1", "1"]
    assert causes == [
        "skipped 7 bytes of non-record data",
        "skipped 512 bytes of non-record data",
        "skipped 64 bytes of non-record data",
    ]
    assert next(f.offset for f in found if isinstance(f, Damage)) == len(row)


def test_a_record_that_is_too_large_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.archive.records.MOST_BYTES", 100_000)
    rows = [record(0), record(1, body=PAGE * 1000), record(2)]

    for form in FORMS:
        urls, causes, _ = read(FORMS[form](rows))

        assert urls == ["0", "2"], form
        assert len(causes) == 1
        assert "more than 100000" in causes[0]


@pytest.mark.parametrize("end", [b"", b"\r\n", b"\n\n", b"\r\n" * 4])
def test_line_ends_between_records_may_be_more_or_fewer(end: bytes) -> None:
    rows = [record(n, end=end) for n in range(3)]

    urls, _, _ = read(b"".join(rows))

    assert urls == ["0", "1", "2"]


def test_line_feeds_alone_end_lines() -> None:
    rows = b"".join(record(n) for n in range(3)).replace(b"\r\n", b"\n")

    urls, causes, _ = read(rows)

    assert urls == ["0", "1", "2"]
    assert causes == []


def test_a_dictionary_in_the_file_is_used() -> None:
    rows = [record(n, body=PAGE + b"%d" % n) for n in range(60)]
    dictionary = zstandard.train_dictionary(2000, [*rows])
    for content in (
        dictionary.as_bytes(),
        zstandard.ZstdCompressor().compress(dictionary.as_bytes()),
    ):
        frame = b"\x5d\x2a\x4d\x18" + len(content).to_bytes(4, "little") + content
        pack = zstandard.ZstdCompressor(dict_data=dictionary).compress

        urls, causes, _ = read(frame + b"".join(map(pack, rows)))

        assert len(urls) == 60
        assert causes == []


@pytest.mark.slow
def test_a_bomb_is_not_expanded_at_once() -> None:
    bomb = gzip.compress(bytes(300 << 20))

    urls, causes, _ = read(gzip.compress(record(0)) + bomb + gzip.compress(record(1)))

    assert urls == ["0", "1"]
    assert causes
    assert STEP < 1 << 20
