"""Publication of reports: beside the manifest, named by the index, never at the dump's expense."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from crawler.__main__ import main
from crawler.base.verdicts import RunVerdict
from crawler.dump.index import read_pointer
from crawler.dump.keys import manifest_key, report_keys
from crawler.dump.manifest import decode_manifest
from crawler.reporting.facts import gather
from crawler.reporting.history import known_runs
from crawler.reporting.publish import BACKLOG, encode_report, publish_reports
from crawler.sinks import SinkError, open_sink
from crawler.sinks.local import Local
from crawler.tools.verify import verify
from tests.support.dumps import crawl, reject, rows, run, running, story
from tests.support.erasing import TEXT, doomed, erase, holders, make
from tests.support.s3 import S3Server


def test_a_report_is_published_once_and_named_by_the_index(dump_url: str, tmp_path: Path) -> None:
    published = run(dump_url, tmp_path / "state", story("one"), reject("two"))
    sink = open_sink(dump_url)

    assert publish_reports(sink) == (published.run,)
    index = read_pointer(sink).index
    assert index is not None
    assert index.report is not None
    assert index.report.run == published.run
    page, twin = sink.get(index.report.html), sink.get(index.report.json)
    assert page is not None
    assert twin is not None
    assert page[0].startswith(b"<!doctype html>")
    assert json.loads(twin[0])["counts"]["published"] == 1
    assert publish_reports(sink) == ()
    assert sink.get(index.report.html) == page
    found = verify(dump_url)
    assert (found.problems, found.notes) == ((), ())


def test_the_next_report_replaces_the_last_one_in_the_index_only(tmp_path: Path) -> None:
    dump, state = str(tmp_path / "dump"), tmp_path / "state"
    sink = open_sink(dump)
    first = run(dump, state, story("one"))
    publish_reports(sink)
    second = run(dump, state)  # it finds nothing new, and is not among the runs of the index
    before = read_pointer(sink).index

    assert publish_reports(sink) == (second.run,)

    after = read_pointer(sink).index
    assert before is not None
    assert before.report is not None
    assert after is not None
    assert after.report is not None
    assert (before.report.run, after.report.run) == (first.run, second.run)
    assert after.runs == before.runs
    assert sink.size(before.report.html) is not None
    assert verify(dump).problems == ()


def test_a_killed_run_gets_its_report_from_the_next(tmp_path: Path) -> None:
    dump, state = str(tmp_path / "dump"), tmp_path / "state"
    with running(dump, state) as killed:
        crawl(killed, story("one"))
        killed.session.writer.seal()
        name = killed.session.run
    later = run(dump, state, story("two"))
    sink = open_sink(dump)

    assert publish_reports(sink) == (name, later.run)

    page = b"".join(sink.read(report_keys(manifest_key(name)).html)).decode()
    assert "Killed" in page
    assert "The run was killed, so its counters are not known" in page
    assert verify(dump).problems == ()


def test_a_report_that_was_killed_between_its_files_is_completed(tmp_path: Path) -> None:
    dump = str(tmp_path / "dump")
    name = run(dump, tmp_path / "state", story("one")).run
    sink, keys = open_sink(dump), report_keys(manifest_key(name))
    sink.create(keys.html, b"<!doctype html> of another version")

    assert verify(dump).notes == (
        f"{keys.html}: page of a report without its JSON (left by a killed run)",
    )
    assert publish_reports(sink) == (name,)
    found = verify(dump)
    assert (found.problems, found.notes) == ((), ())


def test_only_the_newest_runs_are_caught_up_with(tmp_path: Path) -> None:
    dump, state = str(tmp_path / "dump"), tmp_path / "state"
    names = [run(dump, state, story(f"s{number}")).run for number in range(BACKLOG + 2)]

    assert publish_reports(open_sink(dump)) == tuple(names[2:])


class _Full(Local):
    """A store that takes no more reports."""

    def create(self, key: str, data: bytes | Path) -> None:
        if "/report" in key:
            raise SinkError(f"{key}: no space left")
        super().create(key, data)


def test_a_store_that_takes_no_report_keeps_its_dump(tmp_path: Path) -> None:
    dump = str(tmp_path / "dump")
    run(dump, tmp_path / "state", story("one"))
    before = (tmp_path / "dump" / "index.json").read_bytes()

    with pytest.raises(SinkError, match="no space left"):
        publish_reports(_Full(tmp_path / "dump"))

    assert (tmp_path / "dump" / "index.json").read_bytes() == before
    assert len(rows(dump)) == 1
    assert verify(dump).problems == ()


def test_verify_finds_a_report_that_was_changed(tmp_path: Path) -> None:
    dump = tmp_path / "dump"
    name = run(str(dump), tmp_path / "state", story("one")).run
    publish_reports(open_sink(str(dump)))
    keys = report_keys(manifest_key(name))
    twin = json.loads((dump / keys.json).read_text())

    (dump / keys.html).write_text("<!doctype html>")
    assert f"{keys.json}: its page is damaged: checksum mismatch" in verify(str(dump)).problems
    (dump / keys.html).unlink()
    assert f"{keys.json}: its page is missing" in verify(str(dump)).problems
    twin["counts"]["published"] = 7
    (dump / keys.json).write_text(json.dumps(twin))
    problems = verify(str(dump)).problems
    assert f"{keys.json}: its figures differ from the manifest" in problems
    assert f"index.json: its report {keys.json} is damaged: checksum mismatch" in problems


def test_an_erased_story_leaves_the_reports(tmp_path: Path) -> None:
    dump, state = str(tmp_path / "dump"), tmp_path / "state"
    make(dump, state)
    sink = open_sink(dump)
    made = publish_reports(sink)
    assert any("/report" in name for name in holders(tmp_path / "dump"))

    assert erase(dump, state, doomed("first").records[0].id) == 0

    assert [name for name in holders(tmp_path / "dump", TEXT) if "/report" in name] == []
    index = read_pointer(sink).index
    assert index is not None
    assert index.report is not None
    assert index.report.run == made[-1]
    again = {key.split("/")[1] for key in sink.list("runs/") if "/report" in key}
    assert again == set(made)
    for named in index.runs:
        manifest = decode_manifest(b"".join(sink.read(named.manifest)))
        if not manifest.erasure:
            twin = json.loads(b"".join(sink.read(report_keys(named.manifest).json)))
            assert twin["rows"] == {
                "records": manifest.rows.records,
                "removed": manifest.rows.removed,
                "quarantine": manifest.rows.quarantine,
            }
    found = verify(dump)
    assert (found.problems, found.notes) == ((), ())


def test_reports_of_runs_that_become_one_are_deleted_with_them(tmp_path: Path) -> None:
    dump, state = str(tmp_path / "dump"), tmp_path / "state"
    names = []
    for number in range(4):
        names.append(run(dump, state, story(f"s{number}")).run)
        publish_reports(open_sink(dump))

    for _ in range(2):  # those of folded runs go with the next maintenance after their manifests
        assert main(["compact", dump, "--oldest=-2", "--grace", "0", "--state", str(state)]) == 0
        assert verify(dump).problems == ()

    sink = open_sink(dump)
    left = [key for key in sink.list("runs/") if "/report" in key]
    assert {key.split("/")[1] for key in left} == {names[3]}
    assert publish_reports(sink) == ()  # the second to last is three runs in one
    assert main(["compact", dump, "--oldest=-1", "--grace", "0", "--state", str(state)]) == 0
    index = read_pointer(sink).index
    assert index is not None
    assert index.report is None
    assert verify(dump).problems == ()


@pytest.mark.parametrize("verdict", RunVerdict)
def test_each_verdict_has_a_page_even_without_any_figures(
    tmp_path: Path, verdict: RunVerdict
) -> None:
    dump = str(tmp_path / "dump")
    name = run(dump, tmp_path / "state").run
    sink = open_sink(dump)
    report = gather(sink, known_runs(sink, read_pointer(sink).index), name)

    for counts in (None, report.counts):
        page, _ = encode_report(
            replace(report, verdict=verdict, reason="why <b>", sources=(), counts=counts)
        )
        assert b"why &lt;b&gt;" in page


@pytest.mark.slow
def test_a_browser_opens_a_report_in_s3(
    s3: S3Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, value in s3.env.items():
        monkeypatch.setenv(name, value)
    dump = s3.url("browsed")
    published = run(dump, tmp_path / "state", story("one"))
    publish_reports(open_sink(dump))

    for key in ("report.html", "report.json"):
        name = f"browsed/runs/{published.run}/{key}"
        found = s3.client().head_object(Bucket=s3.bucket, Key=name)
        kind = "text/html; charset=utf-8" if key.endswith("html") else "application/json"
        assert found["ContentType"] == kind
