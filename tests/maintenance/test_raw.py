"""Expiring and folding of archived answers."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.archive.opening import stored_file
from crawler.archive.originals import Originals
from crawler.archive.records import Record, records
from crawler.dump.raw import raw_files
from crawler.run.latest_captures import LatestCaptures
from crawler.sinks import open_sink
from crawler.tools.verify import verify
from tests.support.dumps import at, counts, crawl, publish, running, story
from tests.support.erasing import DOOMED, TEXT, doomed, erase, holders
from tests.support.exchanges import exchange
from tests.support.maintaining import AT_ONCE, compact, expire, index_of

pytestmark = pytest.mark.slow


def november(day: int, hour: int = 12) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def night(dump: str, state: Path, day: int, *answers: tuple[str, str], new: str = "") -> None:
    """Archive these pages on a day of November; with `new`, also publish a story."""
    with running(dump, state, clock=at(november(day))) as opened:
        for name, text in answers:
            opened.session.archive(exchange(name, text, day=day))
        pages = [story(new)] if new else []
        publish(opened, counts(crawl(opened, *pages)) if new else {})


@pytest.fixture
def dump(tmp_path: Path, state: Path) -> str:
    dump = str(tmp_path / "dump")
    night(dump, state, 1, ("one", "one"), ("two", "two"), new="one")
    night(dump, state, 2, ("three", "three"))
    night(dump, state, 3, ("one", "one"), new="three")  # a revisit of the first day's
    night(dump, state, 4, ("four", "four"), new="four")
    return dump


def days(dump: str) -> list[str]:
    """Return the days of November whose files the index leads to."""
    return sorted(file.key.split("/")[1][-2:] for file in raw_files(open_sink(dump)))


def on_disk(dump: str) -> list[str]:
    return sorted(path.parent.name[-2:] for path in Path(dump).glob("raw/*/*.warc.gz"))


def test_files_expire_but_what_later_ones_refer_to(dump: str, state: Path) -> None:
    done = expire(dump, state, november(5), AT_ONCE, raw=2)

    assert done.expired["raw"] == 1
    assert days(dump) == on_disk(dump) == ["01", "03", "04"]
    assert verify(dump).problems == ()
    expire(dump, state, november(6), AT_ONCE)  # the revisit itself expires
    assert days(dump) == on_disk(dump) == ["04"]
    assert verify(dump).problems == ()


def test_every_revisit_still_finds_its_answer(dump: str, state: Path) -> None:
    expire(dump, state, november(5), AT_ONCE, raw=2)
    with LatestCaptures(open_sink(dump)) as latest, Originals() as originals:
        latest.add_originals(originals)
        revisits = [
            each
            for file in raw_files(open_sink(dump))
            for each in records(stored_file(open_sink(dump), file.key).open(0))
            if isinstance(each, Record) and each.kind == "revisit"
        ]
        assert [bool(originals.find(each.headers, "")) for each in revisits] == [True]


def test_later_answers_refer_to_none_that_expired(dump: str, state: Path, tmp_path: Path) -> None:
    expire(dump, state, november(9), AT_ONCE, raw=1)
    assert days(dump) == []
    night(dump, state, 10, ("one", "one"))
    night(dump, state, 11, ("one", "one"))

    kinds = [
        each.kind
        for file in raw_files(open_sink(dump))
        for each in records(stored_file(open_sink(dump), file.key).open(0))
        if isinstance(each, Record) and each.kind in ("response", "revisit")
    ]
    assert kinds == ["response", "revisit"]
    assert verify(dump).problems == ()


def test_folding_keeps_every_answer(dump: str, state: Path) -> None:
    before = {file.key for file in raw_files(open_sink(dump))}
    compact(dump, state, "-1", november(5), AT_ONCE)

    assert {file.key for file in raw_files(open_sink(dump))} == before
    assert [named.run for named in index_of(dump).raw] == [index_of(dump).version]
    assert days(dump) == on_disk(dump) == ["01", "02", "03", "04"]
    assert verify(dump).problems == ()
    night(dump, state, 6, ("one", "one"), new="five")
    assert len(index_of(dump).raw) == 2
    assert verify(dump).problems == ()


def test_erasing_reaches_answers_that_wait_for_their_deletion(
    dump: str, state: Path, tmp_path: Path
) -> None:
    with running(dump, state, clock=at(november(5))) as opened:
        opened.session.archive(exchange("doomed", TEXT, day=5))
        publish(opened, counts(crawl(opened, doomed("first"))))
    compact(dump, state, "-1", november(6))
    expire(dump, state, november(9), raw=1)
    assert any("raw/" in each for each in holders(tmp_path / "dump"))

    assert erase(dump, state, DOOMED) == 0
    assert holders(tmp_path / "dump") == []
    assert verify(dump).problems == ()
