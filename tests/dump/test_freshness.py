"""Freshness alarms: a source without a new story for too long, whatever the run's verdict."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler.__main__ import main
from crawler.base.verdicts import RunVerdict
from crawler.dump.manifest import Counts
from crawler.model import Outcome
from crawler.publishing.published import Published
from crawler.run.report import Crawled
from crawler.run.verdict import Ending
from crawler.sources.source import Gates
from tests.support.dumps import NOON, counts, crawl, publish, run, running, source, story

OLD = "stale: no new story for 6 days (newest: 2026-02-28)"


def run_on(
    day: int, folder: Path, *outcomes: Outcome, ending: Ending = RunVerdict.OK, **gates: Any
) -> Published:
    """A run so many days after noon of 1 March, of a source that should have news in 3 days."""
    moment = NOON + timedelta(days=day)
    crawled = {
        name: Crawled(source(name, gates=Gates(fresh=3, **gates)), "whole")
        for name in ("wire", "other")
    }
    with running(str(folder / "dump"), folder / "state", clock=lambda: moment) as a_run:
        counted = {"wire": Counts(), **counts(crawl(a_run, *outcomes)), "other": Counts()}
        if not outcomes:
            counted["wire"] = replace(Counts(), discovered=1, failed=1)
        return publish(a_run, counted, ending, crawled=crawled)


def test_a_source_without_news_is_an_alarm(tmp_path: Path) -> None:
    none = ("stale: no dated story yet",)

    assert run_on(0, tmp_path, story("one")).alarms == {"other": none}
    assert run_on(5, tmp_path, story("one")).alarms == {"wire": (OLD,), "other": none}
    failed = run_on(5, tmp_path, ending=RunVerdict.FAILED)
    assert (failed.verdict, failed.alarms["wire"]) == ("failed", (OLD,))
    withheld = run_on(5, tmp_path, story("two"), stories=9)
    assert (withheld.verdict, withheld.alarms["wire"]) == ("withheld", (OLD,))


@pytest.mark.parametrize("ending", [RunVerdict.OK, RunVerdict.FAILED])
def test_a_source_that_never_gave_a_story_is_not_ok(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], ending: Ending
) -> None:
    """Whether it was searched in vain or its host did not answer; nor where it is the only one."""
    dump = str(tmp_path / "dump")
    with running(dump, tmp_path / "state") as a_run:
        failed = replace(Counts(), discovered=1, failed=1)
        publish(a_run, {"mute": failed if ending == RunVerdict.FAILED else Counts()}, ending)
    alone = main(["status", dump])
    run(dump, tmp_path / "state", story("one"))
    capsys.readouterr()

    assert (alone, main(["status", dump])) == (1, 1)
    mute, wire = capsys.readouterr().out.splitlines()
    assert mute.startswith("mute: last success ")
    assert mute.endswith("silent: no story published yet")
    assert wire.endswith(": ok")
    assert main(["verify", dump]) == 0


def test_status_for_a_monitor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    dump = str(tmp_path / "dump")
    assert main(["status", dump]) == 2
    run(dump, tmp_path / "state", story("one"))
    assert main(["status", dump, "--within", "1.5"]) == 0
    assert main(["status", dump, "--within", "0"]) == 1
    (tmp_path / "quiet.toml").write_text(
        "name = 'Quiet'\nbase = 'http://127.0.0.1:1'\nstory = ['']\nassert.fresh = 3\n"
    )
    monkeypatch.setenv("WIRE_SOURCES", str(tmp_path))
    capsys.readouterr()

    assert main(["status", dump]) == 1

    quiet, wire = capsys.readouterr().out.splitlines()
    assert quiet.startswith("quiet: last success never, last published never, newest story none: ")
    assert quiet.endswith("stale: no dated story yet")
    assert wire.startswith("wire: last success 20")
    assert wire.endswith("newest story 2026-02-28: ok")
