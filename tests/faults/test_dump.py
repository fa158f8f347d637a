"""Whole runs against a faulty store: nothing lost, nothing twice."""

from pathlib import Path

import pytest

from crawler.base.faults import UsageFault
from crawler.dump.keys import INDEX
from crawler.publishing import lock
from crawler.publishing.session import Session
from crawler.sinks import SinkError, open_sink, s3_retries
from crawler.tools.verify import verify
from tests.support.dumps import counts, crawl, open_run, publish, revisions, run, story
from tests.support.proxy import Proxy, always, calm, first, mixed
from tests.support.s3 import S3Server

pytestmark = pytest.mark.slow

PAGES = tuple(story(name) for name in ("one", "two", "three"))
TOLD = [(f"THE {name} STORY", 1) for name in ("ONE", "THREE", "TWO")]


def spooled(state: Path) -> list[Path]:
    return sorted(state.rglob("*.jsonl.gz"))


def numbers(url: str) -> list[tuple[str, int]]:
    assert verify(url).problems == ()
    return [(headline, revision) for headline, revision, _ in revisions(url)]


@pytest.mark.parametrize("part", ["records/", "manifest.json", "index.json"])
@pytest.mark.parametrize("fault", ["denied", "expired", "region"])
def test_a_write_that_is_refused_keeps_the_spool_and_the_next_run_heals(
    url: str, proxy: Proxy, tmp_path: Path, fault: str, part: str
) -> None:
    proxy.plan = always(fault, "PUT", part=part)
    with pytest.raises(SinkError):
        run(url, tmp_path, *PAGES)
    assert spooled(tmp_path)

    proxy.plan = calm
    assert run(url, tmp_path, *PAGES).rows.records == 0

    assert numbers(url) == TOLD
    assert spooled(tmp_path) == []


@pytest.mark.parametrize("part", ["records/", "manifest.json", "index.json"])
def test_an_answer_that_is_lost_is_no_conflict(
    url: str, proxy: Proxy, tmp_path: Path, part: str
) -> None:
    proxy.plan = first("reset after", "PUT", part)

    run(url, tmp_path, *PAGES)

    assert proxy.dealt["reset after"] == 1
    assert numbers(url) == TOLD
    assert spooled(tmp_path) == []


@pytest.mark.parametrize("seed", range(4))
def test_runs_amid_faults_of_all_kinds(
    s3: S3Server,
    url: str,
    proxy: Proxy,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    seed: int,
) -> None:
    """A run may fail, and reports it; the dump is valid at any time."""
    monkeypatch.setattr(s3_retries, "_pause", lambda _attempt, _error: 0.01)  # not up to 20 s
    calm_url = f"{url.partition('?')[0]}?endpoint={s3.endpoint}"
    proxy.plan = mixed(seed, 0.25)
    for take in ("first take", "second take", "third take"):
        pages = [story(name, take) for name in ("one", "two", "three")]
        for _ in range(4):
            try:
                run(url, tmp_path, *pages)
            except (SinkError, UsageFault):
                assert not open_sink(calm_url).get(INDEX) or verify(calm_url).problems == ()
            else:
                break
        else:
            proxy.plan = calm
            run(url, tmp_path, *pages)
            proxy.plan = mixed(seed, 0.25)

    assert proxy.dealt.total()
    proxy.plan = calm
    assert numbers(url) == sorted((headline, n) for headline, _ in TOLD for n in (1, 2, 3))


def test_a_store_that_hangs_at_the_end_is_given_up_and_the_next_run_heals(
    url: str, proxy: Proxy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_run = open_run(url, tmp_path)
    counted = counts(crawl(a_run, *PAGES))
    proxy.plan = lambda _: "hang"
    with monkeypatch.context() as hurry:
        hurry.setattr(s3_retries, "BUDGET", 0.3)
        hurry.setattr(lock, "PARTING", 0.3)
        asked = len(proxy.asked)
        with pytest.raises(SinkError, match="no response from the endpoint"):
            publish(a_run, counted)
        a_run.session.close()
        assert len(proxy.asked) <= asked + 2  # one budget, and the lock
    assert spooled(tmp_path)

    proxy.plan = calm
    assert run(url, tmp_path, *PAGES).rows.records == 0
    assert numbers(url) == TOLD


def test_a_run_that_fails_while_open_lets_go_of_the_dump(
    url: str, proxy: Proxy, tmp_path: Path
) -> None:
    proxy.plan = always("denied", "PUT")
    with pytest.raises(UsageFault, match="access denied"):
        Session.open(url, tmp_path)

    proxy.plan = calm
    a_run = open_run(url, tmp_path)
    assert crawl(a_run, story("one")) == ["published"]
    a_run.session.close()
