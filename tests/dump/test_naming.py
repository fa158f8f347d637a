"""Versions, stories and sources by the short names that people type."""

from datetime import timedelta
from pathlib import Path

import pytest

from crawler.__main__ import main
from crawler.base.faults import UsageFault
from crawler.dump.reader import read_index
from crawler.sinks import open_sink
from crawler.tools.names import only_one, version_named
from tests.support.dumps import NOON, at, counts, crawl, publish, running, story

DAYS = (0, 1, 1.5, 3)
"""After noon of the first of March, a run each."""


@pytest.fixture(scope="module")
def dump(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("naming")
    for number, days in enumerate(DAYS):
        now = NOON + timedelta(days=days)
        with running(str(place / "dump"), place / "state", clock=at(now)) as a_run:
            publish(a_run, counts(crawl(a_run, story(f"story {number}"))))
    return place / "dump"


def versions(dump: Path) -> list[str]:
    return [named.run for named in read_index(open_sink(str(dump))).runs]


@pytest.mark.parametrize(
    ("name", "number"),
    [
        *(("-1", 3), ("-2", 2), ("-4", 0)),
        *(("20260301", 0), ("20260304T12", 3), ("20260302T12", 1)),
        *(("2026-03-01", 0), ("2026-03-02", 1), ("2026-03-03", 2), ("2026-12-01", 3)),
        *(("2026-03-02T12:00:00Z", 1), ("2026-03-02T11:59:59Z", 0), ("2026-03-03T01:00+01:00", 2)),
        *(("2026-03-02T12:00", 1), ("today", 3), ("yesterday", 2), ("-2d", 1), ("-0d", 3)),
        *(("none", None), ("2026-02-28", None), ("-9d", None), ("2000-01-01", None)),
    ],
)
def test_a_version(dump: Path, name: str, number: int | None) -> None:
    sink = open_sink(str(dump))
    now = NOON + timedelta(days=3)

    found = version_named(sink, read_index(sink), name, now)

    assert found == (None if number is None else versions(dump)[number])


def test_a_whole_name_is_a_name(dump: Path) -> None:
    sink = open_sink(str(dump))
    for version in versions(dump):
        assert version_named(sink, read_index(sink), version, NOON) == version


@pytest.mark.parametrize(
    ("name", "cause"),
    [
        ("-5", "the dump has 4 versions, -1 is the newest"),
        ("-0", "the dump has 4 versions"),
        ("2026030", "matches more than one version of this dump: 20260301T120000Z-"),
        ("2027", "no such version of this dump (known: 20260304T120000Z-"),
        ("last", "no such version of this dump"),
        ("2026-02-30", "no such version of this dump"),
        ("", "no such version of this dump"),
    ],
)
def test_what_is_no_version(dump: Path, name: str, cause: str) -> None:
    sink = open_sink(str(dump))

    with pytest.raises(UsageFault) as caught:
        version_named(sink, read_index(sink), name, NOON)
    assert cause in str(caught.value)


def test_one_of_several_is_found_by_its_whole_name() -> None:
    assert only_one("wire", ["wire", "wireless"], "source") == "wire"


@pytest.mark.parametrize(
    ("arguments", "stories"),
    [
        (["-2"], 1),
        (["2026-03-01", "2026-03-03"], 2),
        (["-4", "-1"], 3),
        (["--since", "2026-03-02"], 2),
        (["--since=-3", "--until=-2"], 1),
        ([], 4),
        (["none", "-3"], 2),
    ],
)
def test_a_delta(
    dump: Path, arguments: list[str], stories: int, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main(["delta", str(dump), *arguments]) == 0
    assert len(capfdbinary.readouterr().out.splitlines()) == stories


def test_the_names_in_a_bundle_are_whole(
    dump: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, _, _, last = versions(dump)

    assert main(["delta", str(dump), "2026-03-01", "--out", str(tmp_path / "delta")]) == 0
    assert main(["snapshot", str(dump), str(tmp_path / "full"), "--at", "-4"]) == 0
    assert main(["apply", *(str(tmp_path / name) for name in ("full", "delta", "made"))]) == 0

    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith(f"delta from {first} to {last}: 3 stories in ")
    assert said[1].startswith(f"snapshot of {first}: 1 story in ")
    assert main(["delta", str(dump), "-1", "--since", "-1"]) == 2
    assert main(["delta", str(dump), "none", "2026-02-01"]) == 2


def test_the_status_of_one_source(dump: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status", str(dump), "wi"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("wire: ")

    assert main(["status", str(dump), "fire"]) == 2
    assert "fire: no such source (known: " in capsys.readouterr().err
