"""Erasing of stories: their text is nowhere in the dump, everything else stays."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.__main__ import main
from crawler.contract import Moment
from crawler.discover import StoryLink
from crawler.dump.index import read_manifest, read_pointer
from crawler.sinks import open_sink
from crawler.tools.history import history
from crawler.tools.verify import verify
from tests.support.dumps import (
    counts,
    crawl,
    outcome,
    publish,
    record,
    reject,
    rows,
    run,
    running,
    source,
    story,
    url,
)
from tests.support.erasing import DOOMED, TEXT, doomed, erase, holders, make

pytestmark = pytest.mark.slow


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    make(str(tmp_path / "dump"), tmp_path / "state")
    return tmp_path / "dump"


def others(dump: Path, kind: str = "records") -> list[dict[str, object]]:
    return [row for row in rows(str(dump), kind) if row["url"] != url("doomed")]


@pytest.mark.parametrize("name", [DOOMED, url("doomed"), url("doomed").replace("https", "http")])
def test_the_text_is_gone_and_the_rest_stays(dump: Path, state: Path, name: str) -> None:
    # Records 2, removed 2, quarantine 1, snapshots 2 * 2, partitions 2 * 2, delta 1.
    assert len(holders(dump)) == 14
    before = {kind: others(dump, kind) for kind in ("records", "removed", "quarantine")}

    assert erase(str(dump), state, name) == 0

    assert holders(dump) == []
    assert {kind: others(dump, kind) for kind in before} == before
    found = verify(str(dump))
    assert found.problems == ()
    assert (found.stories, found.deleted, found.snapshots) == (2, 1, 2)


def test_what_remains_is_a_deletion_and_a_tombstone_without_text(dump: Path, state: Path) -> None:
    digests = {row["digest"] for row in rows(str(dump)) if row["id"] == DOOMED}
    erase(str(dump), state, reason="court order 12")

    (row,) = (row for row in rows(str(dump)) if row["id"] == DOOMED)
    assert (row["op"], row["revision"], row["supersedes"]) == ("delete", 3, None)
    assert (row["headline"], row["body"], row["url"]) == (None, "", url("doomed"))

    sink = open_sink(str(dump))
    index = read_pointer(sink).index
    assert index
    (named,) = index.erasures
    manifest = read_manifest(sink, named)
    assert manifest.reason == "court order 12"
    assert manifest.erasure
    (stone,) = manifest.erasure.tombstones
    assert (stone.id, stone.urls, stone.through) == (DOOMED, (url("doomed"),), 2)
    texts = [path.read_text() for path in dump.rglob("*.json")]
    assert [digest for digest in digests if any(digest in text for text in texts)] == []


def test_consumers_learn_of_it(dump: Path, state: Path, tmp_path: Path) -> None:
    """A snapshot made before, with the delta over the erasure, is the snapshot after it."""
    old, delta, new = (tmp_path / name for name in ("old", "delta", "new"))
    assert main(["snapshot", str(dump), str(old)]) == 0
    erase(str(dump), state)

    since = json.loads((old / "manifest.json").read_text())["version"]
    assert main(["delta", str(dump), since, "--out", str(delta)]) == 0
    assert main(["apply", str(old), str(delta), str(new)]) == 0
    assert main(["snapshot", str(dump), str(tmp_path / "made")]) == 0
    assert holders(old)
    assert holders(new) == []
    for file in new.iterdir():
        assert file.read_bytes() == (tmp_path / "made" / file.name).read_bytes()


def test_every_version_is_still_there(dump: Path, state: Path, tmp_path: Path) -> None:
    versions = [named.run for named in read_pointer(open_sink(str(dump))).named()]
    erase(str(dump), state)

    assert [named.run for named in read_pointer(open_sink(str(dump))).named()][:4] == versions
    for number, version in enumerate(versions):
        out = str(tmp_path / str(number))
        assert main(["snapshot", str(dump), out, "--at", version]) == 0
        assert holders(Path(out)) == []
    (entry,) = history(open_sink(str(dump)), DOOMED)
    assert (entry.op, entry.revision) == ("delete", 3)


def test_the_next_crawl_does_not_bring_it_back(dump: Path, state: Path) -> None:
    erase(str(dump), state)
    with running(str(dump), state) as opened:
        assert opened.session.recovered.read_runs == 5
        taken = [doomed("third"), story("one", "second"), story("three")]
        verdicts = crawl(opened, *taken)
        published = publish(opened, counts(verdicts))

    assert verdicts == ["duplicate", "unchanged", "published"]
    assert published.rows.records == 1
    assert holders(dump) == []
    assert verify(str(dump)).problems == ()


def test_a_copy_at_another_address_does_not_bring_it_back(dump: Path, state: Path) -> None:
    copy = outcome(record("doomed", f"second {TEXT}", "twin.example", id="c" * 32))
    assert run(str(dump), state, copy).rows.records == 0
    erase(str(dump), state)

    with running(str(dump), state) as opened:
        assert crawl(opened, copy) == ["duplicate"]
        publish(opened, counts([]))
    assert holders(dump) == []


def test_an_erased_page_is_skipped(dump: Path, state: Path) -> None:
    erase(str(dump), state)
    with running(str(dump), state) as opened:
        assert opened.plan(StoryLink(url("doomed"), source())) is None
        assert opened.plan(StoryLink(url("three"), source())) == {}
        assert opened.report.of("wire").skips == {"erased": 1}


def test_sealed_rows_of_a_killed_crawl_do_not_bring_it_back(dump: Path, state: Path) -> None:
    with running(str(dump), state) as opened:
        crawl(opened, doomed("third"), story("three"))
        opened.session.writer.seal()
    erase(str(dump), state)
    run(str(dump), state)

    assert holders(dump) == []
    assert [row["headline"] for row in rows(str(dump))].count("THE THREE STORY") == 1
    assert verify(str(dump)).problems == ()


def test_a_lost_ledger_changes_nothing(dump: Path, state: Path, tmp_path: Path) -> None:
    erase(str(dump), tmp_path / "other state")
    published = run(str(dump), tmp_path / "new state", doomed("third"), story("two"))

    assert published.rows.records == 0
    assert verify(str(dump)).problems == ()


def test_the_other_story_of_a_page_is_still_read(tmp_path: Path, state: Path) -> None:
    dump = str(tmp_path / "dump")
    pair = outcome(record("doomed", TEXT), record("pair", url=url("doomed")))
    run(dump, state, pair)
    assert erase(dump, state, DOOMED) == 0
    assert verify(dump).problems == ()

    again = outcome(record("doomed", TEXT), record("pair", "second", url=url("doomed")))
    assert run(dump, state, again).rows.records == 1
    assert holders(tmp_path / "dump") == []
    assert [row["headline"] for row in rows(dump)] == ["THE PAIR STORY", None, "THE PAIR STORY"]


def test_a_quarantined_page_without_a_story(tmp_path: Path, state: Path) -> None:
    dump = str(tmp_path / "dump")
    run(dump, state, story("one"), reject("bad"), reject("worse"))
    assert erase(dump, state, url("bad")) == 0

    assert [row["url"] for row in rows(dump, "quarantine")] == [url("worse")]
    assert len(read_pointer(open_sink(dump)).named()) == 1
    assert verify(dump).problems == ()
    run(dump, state, story("one"), reject("bad"))
    assert [row["url"] for row in rows(dump, "quarantine")] == [url("worse")]


def test_again_is_nothing_and_another_story_follows(
    dump: Path, state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    erase(str(dump), state)
    before = {path: path.read_bytes() for path in dump.rglob("*.json") if path.name != "lock.json"}
    capsys.readouterr()
    assert erase(str(dump), state) == 0
    assert capsys.readouterr().out == "erased already\n"
    assert {path: path.read_bytes() for path in before} == before

    assert erase(str(dump), state, record("one").id) == 0
    assert verify(str(dump)).problems == ()
    assert holders(dump, "of one, told") == []
    run(str(dump), state, story("four"))
    assert verify(str(dump)).problems == ()


def test_orphans_with_the_text_are_deleted(dump: Path, state: Path) -> None:
    """A killed upload may have left a part that no run names."""
    (part, *_) = sorted(dump.glob("records/*/*/*.gz"))
    orphan = part.with_name("20200101T000000Z-0a1b2c-00001.jsonl.gz")
    orphan.write_bytes(part.read_bytes())
    draft = part.with_name(f".{orphan.name}.draft")
    draft.write_bytes(part.read_bytes()[:-8])

    erase(str(dump), state)

    assert (orphan.exists(), draft.exists()) == (False, False)
    assert holders(dump) == []


def test_the_newest_story_is_known_again(tmp_path: Path, state: Path) -> None:
    dump = str(tmp_path / "dump")
    late = record("doomed", published=Moment(date="2026-03-01"))
    run(dump, state, story("one"), outcome(late))
    erase(dump, state)

    index = read_pointer(open_sink(dump)).index
    assert index
    assert index.sources["wire"].newest_story == "2026-02-28"
    assert verify(dump).problems == ()


@pytest.mark.parametrize("name", ["0123", "f" * 32, "https://wire.example/unknown"])
def test_an_unknown_story(dump: Path, state: Path, name: str) -> None:
    before = (dump / "index.json").read_bytes()

    assert erase(str(dump), state, name) == 2
    assert (dump / "index.json").read_bytes() == before


def test_no_dump(tmp_path: Path, state: Path) -> None:
    assert erase(str(tmp_path / "none"), state) == 2
    assert not (tmp_path / "none").exists()


def test_a_crawl_and_an_erasure_exclude_each_other(dump: Path, state: Path, tmp_path: Path) -> None:
    with running(str(dump), state):
        for home in (state, tmp_path / "elsewhere"):
            args = ["erase", str(dump), DOOMED, "--reason", "x", "--state", str(home)]
            done = subprocess.run([sys.executable, "-m", "crawler", *args], check=False)
            assert done.returncode == 4
    assert len(holders(dump)) == 14


def test_a_damaged_dump_is_left_alone(dump: Path, state: Path) -> None:
    (part, *_) = sorted(dump.glob("removed/*/*/*.gz"))
    part.write_bytes(part.read_bytes()[:-9])
    before = (dump / "index.json").read_bytes()

    assert erase(str(dump), state) == 1
    assert (dump / "index.json").read_bytes() == before


class TestVerify:
    """What verify finds wrong about an erasure."""

    @pytest.fixture(autouse=True)
    def _erased(self, dump: Path, state: Path) -> None:
        self.dump = dump
        self.old = {path: path.read_bytes() for path in dump.rglob("*") if path.is_file()}
        erase(str(dump), state)

    def problems(self) -> str:
        return "\n".join(verify(str(self.dump)).problems)

    def edit(self, old: bytes, new: bytes) -> None:
        """Change the erasure's manifest, and the index so that it names it."""
        index = self.dump / "index.json"
        page = json.loads(index.read_bytes())
        (named,) = page["erasures"]
        manifest = self.dump / named["manifest"]
        data = manifest.read_bytes()
        assert old in data
        changed = data.replace(old, new)
        manifest.write_bytes(changed)
        old_sum, new_sum = (hashlib.sha256(each).hexdigest() for each in (data, changed))
        index.write_text(index.read_text().replace(old_sum, new_sum))

    def test_an_object_that_should_be_deleted(self) -> None:
        left = next(path for path in self.old if "removed" in str(path) and not path.exists())
        left.write_bytes(self.old[left])
        assert "is still there: repeat the erasure" in self.problems()

    def test_a_file_of_a_snapshot_that_should_be_deleted(self) -> None:
        left = next(path for path in self.old if path.name == "records.parquet")
        left.write_bytes(self.old[left])
        assert "records.parquet: not part of the snapshot" in self.problems()

    @pytest.mark.parametrize("name", ["latest/wire/*.parquet", "latest/wire/*.gz", "deltas/*"])
    def test_a_ready_file_that_should_be_deleted(self, name: str) -> None:
        left = next(path for path in self.old if path.match(name) and not path.exists())
        left.write_bytes(self.old[left])
        assert f"{left.name}: holds an erased story" in self.problems()

    def test_a_manifest_that_no_erasure_leads_to(self) -> None:
        self.edit(b'"by": "runs/', b'"by": "other/')
        assert "or not its last one" in self.problems()

    def test_a_manifest_that_was_not_there_before(self) -> None:
        self.edit(b'"manifest": "runs/', b'"manifest": "other/')
        assert "is not the last one of run" in self.problems()

    def test_revisions_that_no_tombstone_covers(self) -> None:
        self.edit(b'"through": 2', b'"through": 1')
        assert f"{DOOMED} revision 3 follows nothing" in self.problems()
        assert f"{DOOMED} is erased, but has no deletion as revision 2" in self.problems()

    def test_a_story_that_is_back(self) -> None:
        """The index of before, with the erasure added."""
        index = self.dump / "index.json"
        page = json.loads(self.old[index])
        page["erasures"] = json.loads(index.read_bytes())["erasures"]
        index.write_text(json.dumps(page))
        for path, data in self.old.items():
            if path != index:
                path.write_bytes(data)
        assert "is erased, but has no deletion" in self.problems()
