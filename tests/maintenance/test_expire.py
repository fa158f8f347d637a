"""Expiring: what is older than the retention goes, by kind, and nothing else."""

import json
from pathlib import Path

import pytest

from crawler.__main__ import main
from crawler.dump.index import read_manifest
from crawler.dump.reader import check
from crawler.dump.retention import Days
from crawler.maintenance.maintain import rehearse
from crawler.maintenance.policy import expiry
from crawler.model import Outcome
from crawler.run.report import Crawled
from crawler.sinks import open_sink
from crawler.sources.source import Gates
from crawler.tools.verify import verify
from tests.support.dumps import (
    at,
    counts,
    crawl,
    publish,
    rows,
    run,
    running,
    sha256,
    source,
    story,
    url,
)
from tests.support.dumps import reject as rejected
from tests.support.maintaining import (
    AT_ONCE,
    GRACE,
    compact,
    day,
    every_row,
    expire,
    fetched,
    index_of,
    versions,
)

pytestmark = pytest.mark.slow

NOW = day(3.4)
"""The evening of the fourth day."""


def night(dump: str, state: Path, number: int, *outcomes: Outcome) -> str:
    """Publish a run on the n-th day; return the version."""
    with running(dump, state, clock=at(day(number))) as opened:
        pages = [fetched(number, each) for each in outcomes]
        return str(publish(opened, counts(crawl(opened, *pages))).version)


@pytest.fixture
def dump(tmp_path: Path, state: Path) -> str:
    """Publish four runs in four days, a quiet one among them, and two snapshots."""
    dump = str(tmp_path / "dump")
    night(dump, state, 0, story("one"), story("two"), rejected("bad"))
    assert main(["snapshot", dump]) == 0
    night(dump, state, 1, story("one", "second take"), rejected("worse"))
    night(dump, state, 2, story("two"))
    night(dump, state, 3, story("one", "third take"), story("three"))
    assert main(["snapshot", dump]) == 0
    return dump


def of_one(dump: str) -> list[int]:
    found = (row["revision"] for row in rows(dump) if row["headline"] == "THE ONE STORY")
    return sorted(int(revision) for revision in found)


def folders(dump: str, kind: str) -> list[str]:
    return sorted({path.parent.name for path in Path(dump).glob(f"{kind}/**/*.*")})


def test_superseded_revisions_expire_and_the_last_never(dump: str, state: Path) -> None:
    before = versions(dump)
    expire(dump, state, NOW, records=1)

    assert of_one(dump) == [2, 3]  # the second was superseded half a day ago
    assert versions(dump) == before[1:]
    expire(dump, state, day(1000))
    assert of_one(dump) == [3]
    assert versions(dump) == before[-1:]
    found = verify(dump)
    assert (found.problems, found.records, found.stories) == ((), 3, 3)


def test_kinds_expire_by_the_day_of_the_fetch(dump: str, state: Path) -> None:
    records = rows(dump)
    done = expire(dump, state, NOW, AT_ONCE, removed=2, quarantine=2)

    assert done.expired | {"removed": 2, "quarantine": 1} == done.expired
    assert rows(dump) == records
    assert [row["url"] for row in rows(dump, "quarantine")] == [url("worse")]
    assert {row["fetched_at"][:10] for row in rows(dump, "removed")} == {"2026-03-02", "2026-03-04"}
    assert folders(dump, "quarantine") == ["date=2026-03-02"]
    assert len(versions(dump)) == 3
    assert verify(dump).problems == ()


def test_rows_of_parts_of_several_days_expire_by_themselves(dump: str, state: Path) -> None:
    compact(dump, state, "-1", NOW, AT_ONCE)
    (part,) = Path(dump).glob("quarantine/*/*/*.gz")
    assert part.parent.name == "date=2026-03-02"

    expire(dump, state, NOW, AT_ONCE, quarantine=2)

    assert [row["url"] for row in rows(dump, "quarantine")] == [url("worse")]
    assert verify(dump).problems == ()


def test_the_newest_snapshot_never_expires(dump: str, state: Path) -> None:
    first, *_, last = versions(dump)
    expire(dump, state, day(1000), snapshots=1)

    assert not (Path(dump) / "snapshots" / first).exists() or not list(
        (Path(dump) / "snapshots" / first).iterdir()
    )
    assert (Path(dump) / "snapshots" / last / "manifest.json").exists()
    assert verify(dump).problems == ()


def test_withheld_parts_expire_also_of_runs_without_new_data(tmp_path: Path, state: Path) -> None:
    dump = str(tmp_path / "dump")
    night(dump, state, 0, story("one"))
    crawled = {"wire": Crawled(source(gates=Gates(stories=9)), "whole")}
    with running(dump, state, clock=at(day(1))) as opened:
        pages = (fetched(1, story("one", "second take")),)
        publish(opened, counts(crawl(opened, *pages)), crawled=crawled)
    night(dump, state, 2, story("one", "third take"))
    held = sorted(Path(dump).glob("withheld/**/*.gz"))
    assert len(held) == 2

    compact(dump, state, "-1", day(3), AT_ONCE)
    assert sorted(Path(dump).glob("withheld/**/*.gz")) == held
    expire(dump, state, day(3), AT_ONCE, withheld=2)
    assert sorted(Path(dump).glob("withheld/**/*.gz")) == held
    expire(dump, state, day(4), AT_ONCE)
    assert not list(Path(dump).glob("withheld/**/*.gz"))
    assert verify(dump).problems == ()


def test_quiet_runs_expire_and_the_index_is_still_proven(dump: str, state: Path) -> None:
    night(dump, state, 4, story("one", "third take"))
    expire(dump, state, day(4.5), AT_ONCE, records=0, runs=0)

    assert len(list(Path(dump).glob("runs/*/*.json"))) == 2  # the one of today may yet be needed
    night(dump, state, 5, story("four"))
    expire(dump, state, day(5.5), AT_ONCE)
    assert len(list(Path(dump).glob("runs/*/*.json"))) == 1
    assert verify(dump).problems == ()


def test_the_retention_is_stated_and_remembered(dump: str, state: Path) -> None:
    done = expire(dump, state, NOW, records=1, removed=2)

    index = index_of(dump)
    assert index.retention
    assert index.retention.days == Days(records=1, removed=2)
    assert index.retention.oldest == versions(dump)[0] == done.oldest
    manifest = read_manifest(open_sink(dump), index.runs[0])
    assert manifest.maintenance
    assert manifest.maintenance.days == Days(records=1, removed=2)
    assert manifest.maintenance.expired == {"records": 1, "removed": 2}
    expire(dump, state, NOW, records=None)
    index = index_of(dump)
    assert index.retention
    assert index.retention.days == Days(removed=2)
    assert of_one(dump) == [2, 3]


def test_a_retention_must_be_stated(
    dump: str, state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["expire", dump, "--state", str(state)]) == 2
    assert "states no retention; name days" in capsys.readouterr().err
    options = [f"--records={bad}" for bad in ("-1", "soon", "1.5", "999999")]
    options += [f"--grace={bad}" for bad in ("-1", "nan", "inf", "later")]
    for bad in options:
        with pytest.raises(SystemExit) as ended:
            main(["expire", dump, bad])
        assert ended.value.code == 2


def test_a_dry_run_changes_nothing(
    dump: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {path: path.read_bytes() for path in Path(dump).rglob("*") if path.is_file()}
    other = tmp_path / "other"
    capsys.readouterr()
    arguments = ["expire", dump, "--records", "0", "--removed", "0", "--dry-run"]
    assert main([*arguments, "--state", str(other)]) == 0

    assert capsys.readouterr().out.splitlines() == [
        "dry run: nothing is changed",
        "expired: 2 superseded revisions, 5 removed texts",
        f"folded: 2 versions; 1 version left, the oldest is {versions(dump)[-1]}",
        "deleted: 0 objects",
    ]
    assert {path: path.read_bytes() for path in before} == before
    assert len([path for path in Path(dump).rglob("*") if path.is_file()]) == len(before)
    assert not other.exists()


def test_a_dry_run_announces_what_is_done(dump: str, state: Path) -> None:
    days: dict[str, int | None] = {"records": 1, "quarantine": 1, "snapshots": 1}

    def choose(*where):  # type: ignore[no-untyped-def]
        return expiry(days, *where)

    announced = rehearse(dump, choose, AT_ONCE, at(NOW))
    done = expire(dump, state, NOW, AT_ONCE, **days)
    assert (done.expired, done.folded, done.versions, done.oldest) == (
        *(announced.expired, announced.folded),
        *(announced.versions, announced.oldest),
    )


def test_again_is_nothing(dump: str, state: Path) -> None:
    expire(dump, state, NOW, AT_ONCE, records=1, removed=2, quarantine=1)
    before = {p: p.read_bytes() for p in Path(dump).rglob("*") if p.is_file()}
    expire(dump, state, NOW, AT_ONCE)

    assert {p: p.read_bytes() for p in before if p.name != "lock.json"} == {
        p: data for p, data in before.items() if p.name != "lock.json"
    }


def test_replaced_objects_wait_for_the_grace_period(dump: str, state: Path) -> None:
    """Who read the index before still finds all that it names."""
    old, every = index_of(dump), every_row(dump)
    done = expire(dump, state, NOW, records=0)
    assert done.waiting
    assert expire(dump, state, NOW + GRACE / 2).deleted == 0
    sink = open_sink(dump)
    for named in old.runs:
        for part in read_manifest(sink, named).parts:
            check(sink, part.key, part.sha256)
    assert verify(dump).problems == ()

    assert expire(dump, state, NOW + GRACE).deleted == done.waiting
    assert expire(dump, state, NOW + GRACE).waiting == 0
    assert every_row(dump) <= every
    assert verify(dump).notes[-1] == "1 run published nothing new"


def test_the_next_run_goes_on_where_the_dump_is(dump: str, state: Path) -> None:
    expire(dump, state, NOW, records=0, quarantine=0)
    with running(dump, state, clock=at(day(4))) as opened:
        assert opened.session.recovered.read_runs == 0
        pages = (story("one", "fourth take"), story("two"), story("three"), rejected("bad"))
        verdicts = crawl(opened, *pages)
        publish(opened, counts(verdicts))

    assert verdicts == ["published", "unchanged", "unchanged", "quarantined"]
    assert rows(dump, "quarantine") == []  # the ledger knows that page
    assert of_one(dump) == [3, 4]
    assert verify(dump).problems == ()


def test_a_lost_ledger_knows_the_last_revisions(dump: str, state: Path, tmp_path: Path) -> None:
    expire(dump, state, NOW, records=0)
    published = run(dump, tmp_path / "new", story("one", "third take"), story("two"), story("five"))

    assert published.rows.records == 1
    run(dump, tmp_path / "new", story("one", "fourth take"))
    run(dump, state, story("one", "fifth take"))  # this ledger was left behind
    assert of_one(dump) == [3, 4, 5]
    assert verify(dump).problems == ()


def test_two_maintenances_before_the_next_run(dump: str, state: Path, tmp_path: Path) -> None:
    """Of which one is on another machine, so that the ledger does not follow."""
    expire(dump, tmp_path / "other", NOW, records=2)
    compact(dump, tmp_path / "other", "-1", day(3.6))
    run(dump, state, story("one", "fourth take"), story("two"))

    assert of_one(dump) == [2, 3, 4]
    assert verify(dump).problems == ()


def test_times_of_the_index_outlive_the_runs(dump: str, state: Path) -> None:
    before = index_of(dump)
    expire(dump, state, day(1000), records=0)
    after = index_of(dump)

    assert (after.version, after.updated_at, after.last_success, after.sources) == (
        *(before.version, before.updated_at),
        *(before.last_success, before.sources),
    )


def test_log_states_that_revisions_have_expired(
    dump: str, state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    expire(dump, state, NOW, records=0)
    capsys.readouterr()

    assert main(["log", dump, url("one"), "--json"]) == 0
    told = capsys.readouterr()
    assert [json.loads(line)["revision"] for line in told.out.splitlines()] == [3]
    assert "revisions 1 to 2 have expired" in told.err


@pytest.mark.parametrize("verb", ["delta", "snapshot", "log"])
def test_an_expired_version_is_refused_by_name(
    dump: str, state: Path, verb: str, capsys: pytest.CaptureFixture[str]
) -> None:
    first, oldest, _ = versions(dump)
    expire(dump, state, NOW, records=1)
    arguments = {"delta": [dump], "snapshot": [dump, "--at"], "log": [dump, url("one"), "--since"]}
    for name in (first, first[:8], first[:-3], "2026-03-01", "2025-12-31"):
        capsys.readouterr()
        assert main([verb, *arguments[verb], name]) == 2
        assert f"the oldest version left is {oldest}" in capsys.readouterr().err
    assert main([verb, *arguments[verb], "2026-03-02"]) in (0, 1)


class TestVerify:
    """What verify finds wrong about a dump that was expired."""

    @pytest.fixture(autouse=True)
    def _expired(self, dump: str, state: Path) -> None:
        expire(dump, state, NOW, AT_ONCE, records=1)
        self.dump = Path(dump)

    def edit(self, old: str, new: str) -> None:
        index = self.dump / "index.json"
        (manifest,) = self.dump.glob("runs/*/manifest-*.json")
        data = manifest.read_text()
        assert old in data
        changed = data.replace(old, new, 1)
        manifest.write_text(changed)
        index.write_text(index.read_text().replace(sha256(data), sha256(changed)))

    def problems(self) -> str:
        return "\n".join(verify(str(self.dump)).problems)

    def test_revisions_that_are_lost(self) -> None:
        self.edit('"records": 1\n', '"records": 2\n')
        assert "1 revisions are missing, the manifests say that 2 expired" in self.problems()

    def test_revisions_that_no_maintenance_has_expired(self) -> None:
        self.edit('"expired": {\n   "records": 1\n', '"expired": {\n   "other": 1\n')
        assert "revision 2 follows nothing" in self.problems()

    def test_a_success_that_no_run_had(self) -> None:
        index = self.dump / "index.json"
        text = index.read_text().replace(
            '"last_success": "2026-03-04', '"last_success": "2026-03-09'
        )
        index.write_text(text)
        assert "which no run confirms" in self.problems()
