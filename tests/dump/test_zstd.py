"""Parts compressed with zstd, alone and beside gzip: published, recovered, verified."""

from pathlib import Path

import pytest
import zstandard

from crawler.publishing.writer import PartLimits
from crawler.sinks import open_sink
from crawler.tools.verify import verify
from tests.support.dumps import counts, crawl, publish, reject, revisions, rows, run, running, story

pytestmark = pytest.mark.slow

PAGES = (story("one"), story("two"), reject("three"))


def zstd_run(dump: str, state: Path) -> None:
    with running(dump, state, compression="zstd") as a_run:
        publish(a_run, counts(crawl(a_run, *PAGES)))


def test_a_dump_of_zstd_parts(dump_url: str, tmp_path: Path) -> None:
    zstd_run(dump_url, tmp_path / "state")
    parts = [key for kind in ("records", "removed") for key in open_sink(dump_url).list(f"{kind}/")]

    assert [key.partition(".")[2] for key in parts] == ["jsonl.zst", "jsonl.zst"]
    packed = b"".join(open_sink(dump_url).read(parts[0]))
    text = zstandard.ZstdDecompressor().decompressobj().decompress(packed)
    assert text.count(b"\n") == 2
    findings = verify(dump_url)
    assert (findings.problems, findings.notes, findings.records) == ((), (), 2)


def test_both_kinds_of_parts_in_one_dump(dump_url: str, tmp_path: Path) -> None:
    run(dump_url, tmp_path / "state", story("one", "earlier take"))
    zstd_run(dump_url, tmp_path / "state")
    run(dump_url, tmp_path / "elsewhere", story("one", "later take"))

    assert verify(dump_url).problems == ()
    assert [row["revision"] for row in rows(dump_url)] == [1, 2, 1, 3]


@pytest.mark.parametrize("lose_ledger", [False, True])
def test_zstd_parts_of_a_killed_run_are_taken_up(tmp_path: Path, lose_ledger: bool) -> None:
    dump, state = str(tmp_path / "dump"), tmp_path / "state"
    limits = PartLimits(rows=1)
    with running(dump, state, limits=limits, compression="zstd") as a_run:
        crawl(a_run, *PAGES)
    if lose_ledger:
        for file in state.glob("*/ledger.sqlite*"):
            file.unlink()

    published = run(dump, state, story("one"), story("four"))

    assert len(revisions(dump)) == 3
    assert published.rows.records == (3 if lose_ledger else 1)
    assert verify(dump).problems == ()
    assert not list(state.glob("*/spool/**/*.zst"))


def test_damage_is_found(tmp_path: Path) -> None:
    dump = tmp_path / "dump"
    zstd_run(str(dump), tmp_path / "state")
    (part,) = dump.glob("records/*/*/*.zst")
    data = part.read_bytes()

    part.write_bytes(data[:-1])
    assert "truncated" in "".join(verify(str(dump)).problems)
    part.write_bytes(data + data)
    assert "multiple zstd frames" in "".join(verify(str(dump)).problems)
    part.write_bytes(zstandard.compress(b"{}\n{}\n"))
    assert "checksum mismatch" in "".join(verify(str(dump)).problems)
