"""Pages read elsewhere: nothing is lost on the way, and a run decides on them as on its own."""

from pathlib import Path

import pytest

from crawler.base.fault_kinds import FaultKind
from crawler.base.faults import Fault
from crawler.model import Outcome, Page
from crawler.outcomes.store import store
from crawler.outcomes.values import ReadPage, decode, encode, read_page_of
from crawler.reading.workers.in_process import read_in_process
from crawler.reading.workers.lending import DroppedError
from crawler.reading.workers.pool import BrokeError
from crawler.run.near_duplicates import sign
from crawler.run.run import Run
from crawler.run.signatures import CACHES, cache_for
from crawler.tools.verify import verify
from tests.support.archives import HOST, story
from tests.support.dumps import NOON, open_run, revisions

PAGES = [
    Page(f"{HOST}/news/{number}", "wire", story(f"number {number}"), NOON) for number in range(30)
]


def run_of(folder: Path, name: str) -> Run:
    return open_run(str(folder / name), folder / f"{name} state")


def test_a_run_decides_on_pages_of_elsewhere_as_on_its_own(tmp_path: Path) -> None:
    here, there = run_of(tmp_path, "here"), run_of(tmp_path, "there")
    for page in PAGES:
        result = read_in_process(page)
        assert isinstance(result, Outcome)
        for run in (here, there):
            run.replay(page)
        for released in here.buffer(result):
            here.store(released)
        data = encode(read_page_of(page, result))
        assert decode(data).outcome == result
        store(there, decode(data))
    here.publish("finished")
    forget_signatures()
    there.publish("finished")

    assert here.error is there.error is None
    assert here.counts == there.counts
    assert revisions(str(tmp_path / "there")) == revisions(str(tmp_path / "here"))
    assert len(revisions(str(tmp_path / "there"))) == len(PAGES)
    assert verify(str(tmp_path / "there")).problems == ()


def test_a_signature_that_came_with_a_page_is_used() -> None:
    body, other = story("one").decode(), sign(story("two").decode())
    right = sign(body)
    assert right is not None
    forget_signatures()

    cache_for(body).put(body, other)

    assert sign(body) == other
    forget_signatures()
    assert sign(body) == right


def test_pages_that_cannot_be_read_are_quarantined_and_bugs_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    run, broke = run_of(tmp_path, "dump"), BrokeError("KeyError: 'x'")
    broke.add_note("Traceback: in a worker")
    failures = [Fault(FaultKind.READER, "crashed 2 workers"), broke, ValueError("odd")]
    for page, failure in zip(PAGES, failures, strict=False):
        run.replay(page)
        store(run, decode(encode(read_page_of(page, failure))))
    run.publish("finished")

    counts = run.counts
    assert (counts.fetched, counts.quarantined) == (3, 3)
    assert f"bug: wire: {PAGES[1].url}: KeyError: 'x'" in caplog.text
    assert f"bug: wire: {PAGES[2].url}: ValueError: odd" in caplog.text
    assert "Traceback: in a worker" in caplog.text
    assert run.published
    assert run.published.reason


def test_a_page_that_was_not_read_has_no_value() -> None:
    with pytest.raises(DroppedError):
        read_page_of(PAGES[0], DroppedError())


def test_an_outcome_without_a_story_keeps_its_reason() -> None:
    page = Page(f"{HOST}/news/", "wire", b"<html><body><ul><li><a href=/1>One</a></li></ul>", NOON)
    result = read_in_process(page)
    assert isinstance(result, Outcome)
    assert result.reason

    assert decode(encode(read_page_of(page, result))) == ReadPage(result)


def forget_signatures() -> None:
    for each in CACHES:
        each.clear()
