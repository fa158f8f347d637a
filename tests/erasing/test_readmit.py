"""Stories that were erased by mistake, and may be collected again."""

import itertools
import json
from pathlib import Path

import pytest

from crawler.__main__ import main
from crawler.discover import StoryLink
from crawler.dump.index import read_manifest, read_pointer
from crawler.ledger import Visit
from crawler.sinks import open_sink
from crawler.tools.verify import verify
from tests.support.dumps import (
    NOON,
    counts,
    crawl,
    outcome,
    publish,
    record,
    reject,
    rows,
    run,
    running,
    sha256,
    source,
    story,
    url,
)
from tests.support.erasing import DOOMED, TEXT, doomed, erase, holders, make
from tests.support.kill import kill_at

pytestmark = pytest.mark.slow


def readmit(dump: str, state: Path, *names: str) -> int:
    arguments = ["erase", dump, *(names or (DOOMED,)), "--undo", "--reason", "the wrong story"]
    return main([*arguments, "--state", str(state)])


def of_doomed(dump: str) -> list[tuple[str, int]]:
    found = (row for row in rows(dump) if row["id"] == DOOMED)
    return sorted(((row["op"], row["revision"]) for row in found), key=lambda pair: pair[1])


@pytest.fixture
def dump(tmp_path: Path, state: Path) -> str:
    """A dump with a story erased."""
    dump = str(tmp_path / "dump")
    make(dump, state)
    assert erase(dump, state) == 0
    return dump


@pytest.mark.parametrize("name", [DOOMED, url("doomed"), url("doomed").replace("https", "http")])
def test_the_next_crawl_collects_the_story_again(
    dump: str, state: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert readmit(dump, state, name) == 0
    assert capsys.readouterr().out == (
        f"readmitted: story {DOOMED}, revisions 1 to 2: {url('doomed')}\n"
    )
    assert of_doomed(dump) == [("delete", 3)]  # nothing comes back by itself
    assert verify(dump).problems == ()

    published = run(dump, state, doomed("second"), story("two"))
    assert published.rows.records == 1
    assert of_doomed(dump) == [("delete", 3), ("add", 4)]
    found = verify(dump)
    assert (found.problems, found.stories, found.deleted) == ((), 4 - 1, 0)


def test_its_page_is_requested_as_if_it_were_new(dump: str, state: Path) -> None:
    with running(dump, state) as opened:
        assert opened.plan(StoryLink(url("doomed"), source())) is None
        now = int(NOON.timestamp())
        visit = Visit("wire", sha256("doomed"), now, now, now, 1, etag='"1"')
        opened.session.ledger.visits.note(url("doomed"), visit)
        opened.session.ledger.visits.note(url("one"), visit)
        opened.session.ledger.seal("")
    readmit(dump, state)
    with running(dump, state) as opened:
        assert opened.plan(StoryLink(url("doomed"), source())) == {}
        visits = opened.session.ledger.visits
        assert (visits.last(url("doomed")), visits.last(url("one"))) == (None, visit)


def test_reason_and_tombstones_are_kept(dump: str, state: Path) -> None:
    readmit(dump, state)
    sink = open_sink(dump)
    index = read_pointer(sink).index
    assert index
    first, second = (read_manifest(sink, named) for named in index.erasures)
    assert first.erasure
    assert second.erasure
    assert (second.reason, second.verdict) == ("the wrong story", "erased")
    assert second.erasure.readmitted == first.erasure.tombstones
    assert (second.erasure.tombstones, second.erasure.deleted, second.parts) == ((), (), ())


def test_consumers_get_it_again(dump: str, state: Path, tmp_path: Path) -> None:
    old, delta, new, made = (str(tmp_path / name) for name in ("old", "delta", "new", "made"))
    assert main(["snapshot", dump, old]) == 0
    readmit(dump, state)
    run(dump, state, doomed("third"))
    since = json.loads((Path(old) / "manifest.json").read_text())["version"]
    assert main(["delta", dump, since, "--out", delta]) == 0
    assert main(["apply", old, delta, new]) == 0
    assert main(["snapshot", dump, made]) == 0
    for file in Path(new).iterdir():
        assert file.read_bytes() == (Path(made) / file.name).read_bytes()
    assert holders(Path(new))


def test_it_may_be_erased_again(dump: str, state: Path, tmp_path: Path) -> None:
    readmit(dump, state)
    run(dump, state, doomed("third"))
    run(dump, state, doomed("fourth"), story("three"))
    assert len(holders(tmp_path / "dump")) == 4

    assert erase(dump, state) == 0
    assert holders(tmp_path / "dump") == []
    assert of_doomed(dump) == [("delete", 6)]
    assert verify(dump).problems == ()
    assert run(dump, state, doomed("fifth"), story("two")).rows.records == 0
    assert readmit(dump, state) == 0
    assert run(dump, tmp_path / "new", doomed("sixth")).rows.records == 1
    assert of_doomed(dump) == [("delete", 6), ("add", 7)]
    assert verify(dump).problems == ()


def test_a_story_of_a_page_with_others(tmp_path: Path, state: Path) -> None:
    dump = str(tmp_path / "dump")
    pair = outcome(record("doomed", TEXT), record("pair", url=url("doomed")))
    run(dump, state, pair)
    erase(dump, state)
    readmit(dump, state)
    with running(dump, state) as opened:
        assert opened.plan(StoryLink(url("doomed"), source())) == {}
        publish(opened, counts(crawl(opened, pair)))
    assert of_doomed(dump) == [("delete", 2), ("add", 3)]
    assert verify(dump).problems == ()


def test_a_page_without_a_story(tmp_path: Path, state: Path) -> None:
    dump = str(tmp_path / "dump")
    run(dump, state, story("one"), reject("bad"))
    assert erase(dump, state, url("bad")) == 0
    assert readmit(dump, state, url("bad")) == 0
    run(dump, state, reject("bad"))
    assert [row["url"] for row in rows(dump, "quarantine")] == [url("bad")]
    assert verify(dump).problems == ()


def test_again_is_nothing_and_what_was_not_erased_is_refused(
    dump: str, state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    readmit(dump, state)
    before = (Path(dump) / "index.json").read_bytes()
    capsys.readouterr()
    assert readmit(dump, state) == 0
    assert capsys.readouterr().out == "readmitted already\n"
    assert readmit(dump, state, record("one").id) == 2
    assert "was not erased from this dump" in capsys.readouterr().err
    assert (Path(dump) / "index.json").read_bytes() == before


def test_a_kill_leaves_it_erased_or_readmitted(dump: str, state: Path) -> None:
    def work(where: str, home: Path) -> None:
        assert readmit(where, home) == 0

    for step in itertools.count(1):
        if not kill_at(step, dump, state, work):
            break
        assert verify(dump).problems == ()
    assert step > 4
    assert readmit(dump, state) == 0
    assert run(dump, state, doomed("third")).rows.records == 1
    assert verify(dump).problems == ()
