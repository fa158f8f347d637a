"""Models that few pages need leave memory once no page needs them any more."""

import asyncio
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from crawler.base.on_demand import OnDemand
from crawler.model import Page
from crawler.reading.language_file import cached_file
from crawler.reading.workers.process import WorkerProcess
from tests.support.pages import ARTICLE, html, page

RUSSIAN = html(
    "КЕЛЬМ (ИТАР-ТАСС) -- Ночной паром остаётся.",
    "Совет проголосовал во вторник восемью голосами против семи за ночной паром.",
    "Решение положило конец спору, который разделял город два года.",
)
"""Its encoding and its language are stated nowhere: both need a model."""
MODELS = 15
"""MB that these take at least."""


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        ("...", "..."),
        ("++.", "+l+.r"),
        ("+....", "+l.r..."),
        ("+.+..+...", "+l.r+l..r+l..."),
        ("+.+..+.....", "+l.r+l..r+l....r."),
    ],
)
def test_a_model_is_kept_twice_as_long_each_time_it_is_loaded(turns: str, expected: str) -> None:
    events: list[str] = []

    def load() -> str:
        events.append("l")
        return "model"

    model = OnDemand(load, lambda: events.append("r"))

    for turn in turns:  # with and without use
        events.append(turn)
        if turn == "+":
            assert model.get() == "model"
        model.end_page()

    assert "".join(events) == expected


def test_a_model_that_another_thread_releases_meanwhile_can_be_used() -> None:
    """A listing is read in a thread while a page is read."""
    model = OnDemand(lambda: "model")

    def release(frame: FrameType, _event: str, _value: Any) -> Any:
        """Do before each line of `get` what the other thread might."""
        while frame.f_code is OnDemand.get.__code__ and model.is_loaded:
            model.end_page()
        return release

    before = sys.gettrace()
    sys.settrace(release)
    try:
        found = model.get()
    finally:
        sys.settrace(before)

    assert found == "model"
    assert not model.is_loaded


@pytest.mark.slow
def test_a_worker_releases_the_models_that_a_page_needed() -> None:
    async def sizes() -> list[tuple[float, bool]]:
        worker = WorkerProcess.start(60)
        found = []
        for pages in (
            [english(0)],
            [page(RUSSIAN.encode("cp1251"))],
            [english(1), english(2)],
        ):
            await worker.ask(pages)
            found.append(memory(worker.pid))
        worker.close()
        return found

    (before, _), (loaded, is_open), (after, is_still_open) = asyncio.run(sizes())

    assert loaded > before + MODELS
    assert is_open
    assert after < loaded - MODELS
    assert not is_still_open


def english(number: int) -> Page:
    return page(html("By Ana Orr", f"KELM (AP) -- Talks {number} ended.", *ARTICLE))


def memory(pid: int) -> tuple[float, bool]:
    """The MB that a process alone has, and whether the model of languages is open."""
    rollup = dict(
        line.split(":") for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    )
    files = [each.readlink() for each in Path(f"/proc/{pid}/fd").iterdir()]
    is_open = any(each.name == cached_file().name for each in files)
    return int(rollup["Private_Dirty"].split()[0]) / 1e3, is_open
