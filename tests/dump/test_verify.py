"""`verify` finds every kind of damage and names the damaged object."""

import gzip
import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler.__main__ import main
from crawler.base.faults import UsageFault
from crawler.dump.keys import INDEX, SCHEMA
from crawler.dump.manifest import decode_index, decode_manifest, encode_page
from crawler.publishing.writer import PartLimits
from crawler.sinks import open_sink
from crawler.tools.verify import verify
from tests.support.dumps import (
    NOON,
    at,
    counts,
    crawl,
    outcome,
    publish,
    record,
    reject,
    run,
    running,
    story,
)
from tests.support.present import present
from tests.support.s3 import S3Server

pytestmark = pytest.mark.slow

Edit = Callable[[bytes], bytes]
Row = dict[str, Any]


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    """A dump of two runs on disk."""
    place = tmp_path / "dump"
    state = tmp_path / "state"
    run(str(place), state, story("one"), story("two"), reject("three"))
    run(str(place), state, story("one", "second take"), story("four"))
    return place


def problems(dump: Path | str) -> str:
    return "\n".join(verify(str(dump)).problems)


def part(dump: Path, kind: str = "records", run: int = 0) -> Path:
    return sorted(dump.glob(f"{kind}/*/*/*.gz"))[run]


def rewrite(
    dump: Path, edit: Callable[[list[Row]], None], kind: str = "records", run: int = 0
) -> None:
    """Change the rows of a run's part and make all checksums fit again."""
    file = part(dump, kind, run)
    table = [json.loads(line) for line in gzip.decompress(file.read_bytes()).splitlines()]
    edit(table)
    file.write_bytes(gzip.compress(b"".join(json.dumps(row).encode() + b"\n" for row in table)))
    reseal(dump, None, run)


def reseal(dump: Path, rows: int | None, run: int = 0) -> None:
    """Make manifest and index of a run fit what its parts are now."""
    index = decode_index((dump / INDEX).read_bytes())
    manifest = decode_manifest((dump / index.runs[run].manifest).read_bytes())
    parts = []
    for entry in manifest.parts:
        data = (dump / entry.key).read_bytes()
        lines = len(gzip.decompress(data).splitlines())
        sha256 = hashlib.sha256(data).hexdigest()
        parts.append(replace(entry, bytes=len(data), sha256=sha256, rows=rows or lines))
    store(dump, replace(manifest, parts=tuple(parts)), run)


def store(dump: Path, manifest: Any, run: int = 0) -> None:
    index = decode_index((dump / INDEX).read_bytes())
    runs = [*index.runs]
    (dump / runs[run].manifest).write_bytes(encode_page(manifest))
    sha256 = hashlib.sha256(encode_page(manifest)).hexdigest()
    runs[run] = replace(runs[run], sha256=sha256)
    (dump / INDEX).write_bytes(encode_page(replace(index, runs=tuple(runs))))


def test_a_good_dump(dump: Path) -> None:
    findings = verify(str(dump))

    assert findings.problems == findings.notes == ()
    assert (findings.records, findings.stories, findings.runs) == (4, 3, 2)


def test_a_part_that_is_missing(dump: Path) -> None:
    part(dump).unlink()

    assert re.search(r"records/.*: missing", problems(dump))


@pytest.mark.parametrize("kind", ["records", "removed", "quarantine"])
def test_a_flipped_byte(dump: Path, kind: str) -> None:
    file = part(dump, kind)
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)

    assert re.search(rf"{kind}/.*: checksum mismatch with the manifest", problems(dump))


@pytest.mark.parametrize(
    ("edit", "cause"),
    [
        (lambda data: data[:-5], "truncated"),
        (lambda data: data + data, "multiple gzip members"),
        (lambda data: gzip.decompress(data), "invalid gzip data"),
        (
            lambda data: gzip.compress(gzip.decompress(data).replace(b"LONDON", b"PARIS")),
            "checksum mismatch",
        ),
        (lambda data: gzip.compress(gzip.decompress(data)[:-1]), "no newline"),
        (lambda data: gzip.compress(gzip.decompress(data).splitlines(True)[0]), "1 rows, the man"),
        (lambda data: data + b"\0", "bytes, the manifest says"),
    ],
)
def test_a_part_of_other_bytes(dump: Path, edit: Edit, cause: str) -> None:
    file = part(dump)
    file.write_bytes(edit(file.read_bytes()))

    assert cause in problems(dump)


def grouped(original: str) -> Row:
    return {"id": original, "original": original, "overlap": 0.9}


def turned(rows: list[Row]) -> None:
    rows[0].update(dict(reversed(rows[0].items())))
    rows[0] = dict(reversed(rows[0].items()))


def copied(row: Row, name: str) -> Row:
    return row | {"id": name.encode().hex().ljust(32, "0"), "url": f"{row['url']}{name}"}


@pytest.mark.parametrize(
    ("edit", "cause"),
    [
        (lambda rows: rows[0].pop("ednote"), "row 1: record: "),
        (lambda rows: rows[0].update(extra=1), "row 1: record: "),
        (lambda rows: rows[1].update(digest="x"), "row 2: digest: "),
        (lambda rows: rows[0]["published"].update(date="soon"), "row 1: published/date: "),
        (turned, "row 1: its keys are not in schema order"),
        (lambda rows: rows[0].update(source="other"), "wrong part: its source or date"),
        (
            lambda rows: rows[0].update(fetched_at="2026-03-02T12:00:00Z"),
            "wrong part: its source or date",
        ),
        (lambda rows: rows[1].update(id=rows[0]["id"]), "revision 1 occurs twice"),
        (lambda rows: rows[0].update(revision=4), "revision 4 follows 2"),
        (lambda rows: rows[1].update(revision=2), "revision 2 follows nothing"),
        (lambda rows: rows[0].update(digest="0" * 64), "supersedes a digest that is not revision"),
        (lambda rows: rows[0].update(digest="0" * 64), "row 1: its digest does not match its"),
        (lambda rows: rows[0].update(body="Another text."), "row 1: its digest does not match"),
        (lambda rows: rows[1].update(headline=None), "row 2: its digest does not match its"),
        (lambda rows: rows[0]["infosource"].update(code="ap"), "row 1: its digest does not match"),
        (lambda rows: rows[0].update(changed=["body"]), "changed is [body], its content says []"),
        (lambda rows: rows.pop(), "records of 1 page, the counters say 2"),
        (lambda rows: rows.pop(), "texts removed from https://wire.example/two.htm, but no"),
        (lambda rows: rows.append(copied(rows[1], "three")), "of 3 pages, the counters say 2"),
        (lambda rows: rows[1].update(op="modify"), "revision 1 is 'modify' after nothing"),
        (lambda rows: rows[1].update(cluster=grouped("0" * 32)), "in a cluster with 0000"),
        (lambda rows: rows[1].update(cluster=grouped("x")), "row 2: cluster"),
        (lambda rows: rows.append(["no object"]), "row 3: not a JSON object"),
    ],
)
def test_rows_that_break_the_promise_under_right_checksums(
    dump: Path, edit: Callable[[list[Row]], None], cause: str
) -> None:
    rewrite(dump, edit)

    assert cause in problems(dump)


def test_rows_of_the_other_kinds_are_checked_too(dump: Path) -> None:
    rewrite(dump, lambda rows: rows[0].pop("rule"), "removed")
    rewrite(dump, lambda rows: rows[0].pop("reason"), "quarantine")

    assert len(re.findall("its keys must be source, url, ", problems(dump))) == 2


@pytest.mark.parametrize(
    ("changed", "cause"),
    [
        ([], "changed is [], its content says [body]"),
        (["headline"], "changed is [headline], its content says [body]"),
        (["headline", "body"], "changed is [headline body], its content says [body]"),
    ],
)
def test_a_wrong_list_of_changed_keys(dump: Path, changed: list[str], cause: str) -> None:
    rewrite(dump, lambda rows: rows[0].update(changed=changed), run=1)

    assert cause in problems(dump)


def test_many_bad_rows_are_counted(tmp_path: Path) -> None:
    dump = tmp_path / "dump"
    run(str(dump), tmp_path / "state", outcome(*(record(f"story {n}") for n in range(50))))

    def without_ednotes(rows: list[Row]) -> None:
        for row in rows:
            del row["ednote"]

    rewrite(dump, without_ednotes)

    assert len(verify(str(dump)).problems) == 21
    assert "30 more rows invalid" in problems(dump)


def test_a_manifest_that_is_missing_or_another(dump: Path) -> None:
    first, second = sorted(dump.glob("runs/*/manifest.json"))
    first.unlink()
    second.write_bytes(second.read_bytes() + b"\n")

    assert "manifest.json is missing" in problems(dump)
    assert "manifest.json: checksum mismatch with the index" in problems(dump)


def test_a_manifest_whose_counts_are_wrong(dump: Path) -> None:
    index = decode_index((dump / INDEX).read_bytes())
    manifest = decode_manifest((dump / index.runs[0].manifest).read_bytes())
    assert manifest.counts is not None
    store(
        dump,
        replace(
            manifest,
            counts=replace(manifest.counts, fetched=9),
            rows=replace(manifest.rows, records=7),
        ),
    )

    found = problems(dump)
    assert "its total row counts differ from the sum of its parts" in found
    assert "7 records, the index says 2" in found
    assert "its total counters differ from the sum of per-source counters" in found
    assert "its counters do not reconcile: discovered 3 !=" in found


@pytest.mark.parametrize(
    ("claim", "cause"),
    [
        ({"newest_story": "2026-12-01"}, "newest_story of wire is 2026-12-01, its records say"),
        ({"newest_story": None}, "newest_story of wire is None, its records say 2026-02-28"),
        ({"last_published": "2020-01-01T00:00:00Z"}, "last_published of wire is 2020-01-01"),
        ({"last_success": "2099-01-01T00:00:00Z"}, "last_success of wire is 2099-01-01T00:00:00Z,"),
        ({"last_success": "2020-01-01T00:00:00Z"}, "last_success of wire is 2020-01-01T00:00:00Z,"),
        ({"last_success": None}, "last_success of wire is None, which no run confirms"),
    ],
)
def test_an_index_that_claims_another_freshness(
    dump: Path, claim: dict[str, str | None], cause: str
) -> None:
    index = decode_index((dump / INDEX).read_bytes())
    wire = replace(index.sources["wire"], **claim)
    (dump / INDEX).write_bytes(encode_page(replace(index, sources={"wire": wire})))

    assert cause in problems(dump)


@pytest.mark.parametrize(
    ("claim", "cause"),
    [
        ({"last_success": "2099-01-01T00:00:00Z"}, "last_success or updated_at is 2099-01-01"),
        ({"last_success": None}, "last_success or updated_at is None"),
        ({"updated_at": "2099-01-01T00:00:00Z"}, "last_success or updated_at is 2099-01-01"),
        ({"sources": {}}, "index.json: wire is missing"),
    ],
)
def test_an_index_that_claims_another_success(
    dump: Path, claim: dict[str, Any], cause: str
) -> None:
    index = decode_index((dump / INDEX).read_bytes())
    (dump / INDEX).write_bytes(encode_page(replace(index, **claim)))

    assert cause in problems(dump)


def test_runs_that_published_nothing_prove_later_successes(dump_url: str, tmp_path: Path) -> None:
    for hour, pages in enumerate([[story("one")], [story("one")], [], [story("two")], []]):
        now = NOON + timedelta(hours=hour)
        with running(dump_url, tmp_path, clock=at(now)) as a_run:
            counted = counts(crawl(a_run, *pages), "wire" if pages else "other")
            publish(
                a_run,
                {
                    source: replace(row, discovered=3, skipped=3 - row.fetched)
                    for source, row in counted.items()
                },
            )
        assert verify(dump_url).problems == ()
    body, etag = present(open_sink(dump_url).get(INDEX))
    index = decode_index(body)
    other, wire = (present(index.sources[name].last_success) for name in ("other", "wire"))
    assert other > wire

    early = replace(index.sources["wire"], last_success=index.updated_at)
    claimed = {**index.sources, "wire": early}
    open_sink(dump_url).replace(INDEX, encode_page(replace(index, sources=claimed)), etag)

    assert "last_success of wire is 2026-03-01T16:00:00Z, which no run confirms" in problems(
        dump_url
    )


def test_a_newest_day_that_a_part_does_not_have(dump: Path) -> None:
    index = decode_index((dump / INDEX).read_bytes())
    manifest = decode_manifest((dump / index.runs[0].manifest).read_bytes())
    parts = [replace(each, newest=each.newest and "2026-03-01") for each in manifest.parts]
    store(dump, replace(manifest, parts=tuple(parts)))

    assert "newest is 2026-02-28, the manifest says 2026-03-01" in problems(dump)


def test_an_index_that_points_elsewhere(dump: Path) -> None:
    index = decode_index((dump / INDEX).read_bytes())
    turned = replace(index, runs=tuple(reversed(index.runs)))
    (dump / INDEX).write_bytes(encode_page(turned))

    assert "its runs are not sorted and unique" in problems(dump)
    assert "the newest run is" in problems(dump)


def test_an_index_that_leads_out_of_the_dump(dump: Path) -> None:
    index = decode_index((dump / INDEX).read_bytes())
    astray = replace(index.runs[0], manifest="../../secret")
    (dump / INDEX).write_bytes(encode_page(replace(index, runs=(astray, *index.runs[1:]))))

    assert "invalid key" in problems(dump)


def test_a_schema_that_is_missing_or_none(dump: Path) -> None:
    (dump / SCHEMA).write_text('{"properties": {"a": {"$ref": "http://127.0.0.1:1/x"}}}')
    assert f"{SCHEMA}: invalid JSON Schema" in problems(dump)

    (dump / SCHEMA).unlink()
    assert f"{SCHEMA}: missing" in problems(dump)


def test_what_no_run_names_is_noted(dump: Path) -> None:
    part(dump).with_name("20200101T000000Z-000000-00001.jsonl.gz").write_bytes(b"")

    findings = verify(str(dump))
    assert findings.problems == ()
    assert "not part of a run" in findings.notes[0]


def test_damage_in_s3_is_found_too(
    s3: S3Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, value in s3.env.items():
        monkeypatch.setenv(name, value)
    client = s3.client()
    run(s3.url("damaged"), tmp_path / "state", story("one"), reject("two"))
    listed = client.list_objects_v2(Bucket=s3.bucket, Prefix="damaged/")["Contents"]
    for entry in listed:
        if "records/" in entry["Key"]:
            client.put_object(Bucket=s3.bucket, Key=entry["Key"], Body=b"something else")
        if "quarantine/" in entry["Key"]:
            client.delete_object(Bucket=s3.bucket, Key=entry["Key"])

    found = problems(s3.url("damaged"))
    assert re.search(r"records/.*: invalid gzip data", found)
    assert re.search(r"records/.*: 14 bytes, the manifest says", found)
    assert re.search(r"quarantine/.*: missing", found)


# The command.


def test_the_command_on_a_good_dump(dump: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(dump)]) == 0
    assert capsys.readouterr().out == "ok: 4 records, 3 stories, 2 runs\n"


def test_the_command_on_a_bad_dump(dump: Path, capsys: pytest.CaptureFixture[str]) -> None:
    part(dump).unlink()

    assert main(["verify", dump.as_uri()]) == 1
    out, err = capsys.readouterr()
    assert out.startswith("bad: ")
    assert err.count("\n") == len(verify(str(dump)).problems)


@pytest.mark.parametrize("url", ["gs://x/y", "s3://u:hidden@bucket/x", "nowhere"])
def test_the_command_on_no_dump(
    url: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    assert main(["verify", url]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert "hidden" not in err
    assert not list(tmp_path.iterdir())


def test_a_dump_that_cannot_be_reached(s3: S3Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in s3.env.items():
        monkeypatch.setenv(name, value)

    with pytest.raises(UsageFault, match="no such bucket"):
        verify(f"s3://no-such-bucket/x?endpoint={s3.endpoint}")
    with pytest.raises(UsageFault, match="no dump found"):
        verify(s3.url("empty"))


def test_a_killed_run_that_is_published_later_refutes_no_success(tmp_path: Path) -> None:
    """Its name is older than that of a run without news, because the clock was set back."""
    dump, state = str(tmp_path / "dump"), tmp_path / "state"
    for hours in (0, 2):
        with running(dump, state, clock=at(NOON + timedelta(hours=hours))) as a_run:
            publish(a_run, counts(crawl(a_run, story("one"))))
    earlier = at(NOON + timedelta(hours=1))
    with running(dump, state, clock=earlier, limits=PartLimits(rows=1)) as killed:
        crawl(killed, story("two"))
    with running(dump, state, clock=at(NOON + timedelta(hours=3))) as a_run:
        assert [run.verdict for run in a_run.session.recovered.runs] == ["killed"]

    assert problems(dump) == ""
