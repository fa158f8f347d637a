"""Views of the newest state, each read by the tool that it is for."""

import gzip
import hashlib
import json
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import mlcroissant
import pytest
from deltalake import DeltaTable
from frictionless import Package, validate

from crawler.__main__ import main
from crawler.contract import Image, Moment
from crawler.dump.index import read_pointer
from crawler.dump.latest import Latest, read_latest
from crawler.dump.schemas.arrow import TYPED
from crawler.latest import writing
from crawler.latest.keep import keep_latest
from crawler.sinks import open_sink
from crawler.tools.deltas import apply, changes
from crawler.tools.verify import verify
from crawler.views.delta_table import table_place
from crawler.views.keep import VIEWS, keep_views
from crawler.views.storage_options import storage_options
from tests.support.dumps import counts, crawl, outcome, publish, record, run, running, story


@pytest.fixture(autouse=True)
def _small_partitions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a partition have two rows, so that a few stories have several partitions."""
    monkeypatch.setattr(writing, "FEWEST", 2)
    monkeypatch.setattr(writing, "MOST", 2)


def fill(dump: str, state: Path) -> None:
    """Publish stories of days before 1970, without a day, with lists and without."""
    run(
        dump,
        state,
        outcome(record("old", published=Moment("1969-07-20", precision="day"))),
        outcome(record("undated", published=Moment(), subjects=(), body="No day.")),
        outcome(record("image", image=Image("https://wire.example/a.jpg"), free_access=False)),
        story("one"),
        story("two"),
    )
    keep_latest(open_sink(dump))


def change(dump: str, state: Path) -> None:
    """Publish a new take of a story, and the kill of another."""
    with running(dump, state) as opened:
        takes = (
            outcome(record("two", "killed", pubstatus="canceled", ednote="KILL")),
            story("one", "second take"),
        )
        publish(opened, counts(crawl(opened, *takes)))
    keep_latest(open_sink(dump))


def newest(dump: str) -> dict[str, dict[str, Any]]:
    """Return the newest state by id, from the parts."""
    sink = open_sink(dump)
    index = read_pointer(sink).index
    assert index
    found = (json.loads(change.line) for change in apply(changes(sink, index.runs)))
    return {row["id"]: row for row in found}


def latest_of(dump: str) -> Latest:
    sink = open_sink(dump)
    index = read_pointer(sink).index
    assert index
    latest = read_latest(sink, index)
    assert latest
    return latest


def open_table(dump: str) -> DeltaTable:
    sink = open_sink(dump)
    return DeltaTable(table_place(sink), storage_options=storage_options(sink))


def table_of(dump: str) -> dict[str, dict[str, Any]]:
    """Return the rows of the Delta table by id, with days and moments as text."""
    table = open_table(dump).to_pyarrow_table()
    assert table.schema.names == TYPED.names
    found = {row["id"]: row for row in table.to_pylist()}
    assert len(found) == table.num_rows
    return found


def at_once(dump: str, times: int) -> list[str | None]:
    """Bring the Delta table up to date in several threads at once; return their errors."""
    with ThreadPoolExecutor(times) as threads:
        updates = [threads.submit(keep_views, open_sink(dump), ["delta"]) for _ in range(times)]
        return [update.result() for update in updates]


def headlines(rows: dict[str, dict[str, Any]]) -> list[tuple[str, int, str]]:
    return sorted((row["headline"], row["revision"], row["body"]) for row in rows.values())


def test_the_delta_table_has_the_newest_rows(dump_url: str, state: Path) -> None:
    fill(dump_url, state)
    assert at_once(dump_url, 3) == [None] * 3
    first = open_table(dump_url)
    rows = table_of(dump_url)
    days = {row["headline"]: row["published"]["date"] for row in rows.values()}

    assert headlines(rows) == headlines(newest(dump_url))
    assert str(days["THE OLD STORY"]) == "1969-07-20"
    assert days["THE UNDATED STORY"] is None
    paths = first.get_add_actions()["path"].to_pylist()
    assert len(paths) > 1
    assert {partition.table.key for partition in latest_of(dump_url).partitions} == {
        f"latest/{path}" for path in paths
    }

    assert keep_views(open_sink(dump_url), ["delta"]) is None
    assert open_table(dump_url).version() == first.version()  # nothing has changed

    change(dump_url, state)
    assert at_once(dump_url, 3) == [None] * 3
    table, rows = open_table(dump_url), table_of(dump_url)
    assert headlines(rows) == headlines(newest(dump_url))
    assert "THE TWO STORY" not in str(headlines(rows))
    assert table.version() == first.version() + 1
    assert table.history(1)[0]["wirecrawl.version"] == latest_of(dump_url).version
    filtered = table.to_pyarrow_table(filters=[("source", "=", "wire"), ("revision", ">", 1)])
    assert filtered["headline"].to_pylist() == ["THE ONE STORY"]


def test_delta_of_overtaken_and_repeated_updates(tmp_path: Path, state: Path) -> None:
    """One that another has overtaken changes nothing; one that was killed is made up for."""
    dump = (tmp_path / "dump").as_uri()
    fill(dump, state)
    old, sink = latest_of(dump), open_sink(dump)
    keep_views(open_sink(dump), ["delta"])
    change(dump, state)
    keep_views(open_sink(dump))
    update = VIEWS["delta"].update

    update(sink, old)
    assert headlines(table_of(dump)) == headlines(newest(dump))
    log = tmp_path / "dump" / "latest" / "_delta_log"
    (log / f"{1:020d}.json").unlink()  # killed before the commit
    update(sink, latest_of(dump))
    assert headlines(table_of(dump)) == headlines(newest(dump))
    assert open_table(dump).vacuum(retention_hours=None, dry_run=True, full=True) == []


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A dump with all views but the Delta table."""
    folder = tmp_path_factory.mktemp("views")
    dump = (folder / "News Wire").as_uri()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writing, "FEWEST", 2)
        patch.setattr(writing, "MOST", 2)
        fill(dump, folder / "state")
    assert keep_views(open_sink(dump), [name for name in VIEWS if name != "delta"]) is None
    return dump


def local(dump: str) -> Path:
    return Path(open_sink(dump).url.removeprefix("file://").replace("%20", " "))


def test_croissant_is_valid_and_loads(kept: str) -> None:
    dataset = mlcroissant.Dataset(jsonld=str(local(kept) / "croissant.json"))
    rows = [*dataset.records("stories")]

    assert dataset.metadata.ctx.issues.errors == set()
    assert dataset.metadata.ctx.issues.warnings == set()
    assert dataset.metadata.name == "news-wire"
    stories = newest(kept)
    assert {row["stories/id"].decode() for row in rows} == set(stories)
    for row in rows:
        story_row = stories[row["stories/id"].decode()]
        assert row["stories/body"].decode() == story_row["body"]
        day = row["stories/published"]["stories/published/date"]
        assert (day and str(day.date())) == story_row["published"]["date"]
        assert [each.decode() for each in row["stories/subjects"]] == story_row["subjects"]
        rules = [each["stories/removed/rule"].decode() for each in row["stories/removed"]]
        assert rules == [each["rule"] for each in story_row["removed"]]


def test_descriptions_name_the_files_with_their_checksums(kept: str) -> None:
    folder = local(kept)
    croissant = json.loads((folder / "croissant.json").read_bytes())
    package = json.loads((folder / "datapackage.json").read_bytes())
    files = {
        each["contentUrl"]: (each["contentSize"], each["sha256"])
        for each in croissant["distribution"]
        if each["@type"] == "cr:FileObject"
    }

    assert files == {file.key: (f"{file.bytes} B", file.sha256) for file in ready(kept)}
    assert {each["path"]: (each["bytes"], each["hash"]) for each in package["resources"]} == {
        file.key: (file.bytes, f"sha256:{file.sha256}") for file in ready(kept)
    }
    for text in (croissant["license"]["description"], package["description"]):
        assert "`rights`" in text


def ready(dump: str) -> list[Any]:
    partitions = latest_of(dump).partitions
    return [file for partition in partitions for file in (partition.lines, partition.table)]


def test_the_data_package_is_valid_and_loads(kept: str) -> None:
    place = str(local(kept) / "datapackage.json")
    report = validate(place)
    tables = [each for each in Package(place).resources if each.type == "table"]
    rows = [row.to_dict() for each in tables for row in each.read_rows()]  # type: ignore[attr-defined]

    assert report.flatten(["message"]) == []
    assert {row["id"]: row["body"] for row in rows} == {
        story: row["body"] for story, row in newest(kept).items()
    }


def test_the_lines_for_python(
    kept: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "dump").symlink_to(local(kept))
    keep_views(open_sink(kept), ["delta"])
    monkeypatch.chdir(tmp_path)
    text = (Path(__file__).parents[2] / "docs" / "views.md").read_text("utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    for block in blocks:
        exec(block, {})  # noqa: S102  # they are ours

    assert len(blocks) == 2
    assert capsys.readouterr().out.splitlines()[0] == f"0 {len(newest(kept))}"


@pytest.mark.parametrize("name", ["ninjs", "newsarticle"])
def test_exports_have_all_stories(kept: str, name: str) -> None:
    manifest = json.loads((local(kept) / "exports" / name / "manifest.json").read_bytes())
    texts = []
    for each in manifest["files"]:
        content = (local(kept) / each["file"]["key"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == each["file"]["sha256"]
        lines = gzip.decompress(content).splitlines()
        assert len(lines) == each["rows"]
        texts += lines

    assert manifest["rows"] == len(texts) == len(newest(kept))
    assert all(any(row["id"].encode() in text for text in texts) for row in newest(kept).values())


def test_exports_follow_what_changes(dump_url: str, state: Path) -> None:
    fill(dump_url, state)
    keep_views(open_sink(dump_url), ["ninjs"])
    sink = open_sink(dump_url)
    before = set(sink.list("exports/"))
    change(dump_url, state)
    keep_views(open_sink(dump_url))
    after = set(sink.list("exports/"))
    content = [b"".join(sink.read(key)) for key in after if key.endswith(".gz")]
    texts = b"".join(map(gzip.decompress, content))

    assert before & after > {"exports/ninjs/manifest.json"}  # partitions without a change stay
    assert b"second take of one" in texts
    assert b"first take of one" not in texts
    assert b"first take of two" not in texts


def test_erasing_and_compacting_keep_the_views(tmp_path: Path, state: Path) -> None:
    dump = (tmp_path / "dump").as_uri()
    fill(dump, state)
    keep_views(open_sink(dump), ["delta", "ninjs"])

    assert main(["erase", dump, record("one").id, "--reason", "order", "--state", str(state)]) == 0
    exports = [*(tmp_path / "dump" / "exports").rglob("*.gz")]
    assert headlines(table_of(dump)) == headlines(newest(dump))
    assert "THE ONE STORY" not in str(headlines(table_of(dump)))
    assert not any(b"of one" in gzip.decompress(file.read_bytes()) for file in exports)
    with pytest.raises(FileNotFoundError):  # an earlier version of the table
        DeltaTable(table_place(open_sink(dump)), version=0).to_pyarrow_table()

    run(dump, state, story("three"))
    assert main(["compact", dump, "--oldest=-1", "--grace", "0", "--state", str(state)]) == 0
    assert headlines(table_of(dump)) == headlines(newest(dump))
    assert "THE THREE STORY" in str(headlines(table_of(dump)))
    assert (verify(dump).problems, verify(dump).notes) == ((), ())


def test_commands_report_a_view_that_fails(
    tmp_path: Path, state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dump = (tmp_path / "dump").as_uri()
    fill(dump, state)
    (tmp_path / "dump" / "croissant.json").mkdir()
    erase = ["erase", dump, record("one").id, "--reason", "order", "--state", str(state)]

    assert main(erase) == 1
    assert "repeat the erasure" in capsys.readouterr().err
    assert main(["compact", dump, "--state", str(state)]) == 1
    (tmp_path / "dump" / "croissant.json").rmdir()
    assert main(erase) == 0


def test_a_view_that_fails_stops_no_other(
    tmp_path: Path, state: Path, caplog: pytest.LogCaptureFixture
) -> None:
    dump = (tmp_path / "dump").as_uri()
    fill(dump, state)
    log = tmp_path / "dump" / "latest" / "_delta_log"
    log.mkdir()
    (log / f"{0:020d}.json").write_text("no JSON")
    (tmp_path / "dump" / "croissant.json").mkdir()

    error = keep_views(open_sink(dump), [*VIEWS])

    assert error
    assert "view not current: croissant: " in error
    assert "view not current: delta: " in error
    assert [each.getMessage().split(": ")[0] for each in caplog.records] == ["view not current"] * 2
    assert sorted(validate(str(tmp_path / "dump" / "datapackage.json")).flatten(["message"])) == []
    assert (tmp_path / "dump" / "exports" / "newsarticle" / "manifest.json").exists()


def test_nothing_is_made_of_a_dump_without_ready_files(tmp_path: Path, state: Path) -> None:
    dump = (tmp_path / "dump").as_uri()
    assert keep_views(open_sink(dump), [*VIEWS]) is None
    run(dump, state, story("one"))
    assert keep_views(open_sink(dump), [*VIEWS]) is None
    assert not (tmp_path / "dump" / "croissant.json").exists()
