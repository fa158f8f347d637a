"""A short chaos run; `python -m tests.chaos` is the long one."""

import random
from pathlib import Path

import pytest

from tests.chaos.run import Chaos
from tests.chaos.store import Bucket, Disk
from tests.chaos.stories import Stories
from tests.support.archive import served
from tests.support.proxy import proxied
from tests.support.s3 import S3Server

pytestmark = pytest.mark.slow

STORIES = 60


def test_a_dump_on_disk(tmp_path: Path) -> None:
    (tmp_path / "dump").mkdir()
    with served() as archive:
        stories = Stories(archive, STORIES, seed=1)
        chaos = Chaos(tmp_path, stories, Disk(tmp_path / "dump"), random.Random(1))  # noqa: S311

        chaos.rounds(kills=5, days=1)

    _assert_nothing_happened(chaos, 5)


def test_a_dump_in_s3(s3: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in s3.env.items():
        monkeypatch.setenv(name, value)
    with served() as archive, proxied(s3.endpoint) as proxy:
        stories = Stories(archive, STORIES, seed=2)
        store = Bucket(s3, f"chaos-{tmp_path.name}")
        chaos = Chaos(tmp_path, stories, store, random.Random(2), proxy)  # noqa: S311

        chaos.rounds(kills=3, days=1)

    _assert_nothing_happened(chaos, 3)


def test_commands_that_change_the_dump_are_killed(tmp_path: Path) -> None:
    (tmp_path / "dump").mkdir()
    with served() as archive:
        stories = Stories(archive, STORIES, seed=3)
        store, rng = Disk(tmp_path / "dump"), random.Random(3)  # noqa: S311
        chaos = Chaos(tmp_path, stories, store, rng, verbs=("erase", "expire", "compact"))

        chaos.rounds(kills=3, days=1)
        while not chaos.tally.problems and not is_enough(chaos):
            chaos.command()
        chaos.finish(0, stories.days - 1)

    assert chaos.tally.problems == []
    assert chaos.commands.erased
    assert chaos.reader.count >= STORIES


def is_enough(chaos: Chaos) -> bool:
    """Return whether two commands were killed and a story was erased."""
    killed = sum(chaos.tally.kills[verb] for verb in chaos.verbs)
    return killed >= 2 and bool(chaos.commands.erased)


def test_replays_are_killed(tmp_path: Path) -> None:
    (tmp_path / "dump").mkdir()
    with served() as archive:
        stories = Stories(archive, STORIES, seed=4)
        store, rng = Disk(tmp_path / "dump"), random.Random(4)  # noqa: S311
        chaos = Chaos(tmp_path, stories, store, rng, verbs=("replay",))

        chaos.finish(0, 0)
        while chaos.killed < 2 and not chaos.tally.problems:
            chaos.command()
        chaos.finish(0, stories.days - 1)

    assert chaos.tally.kills["replay"] == 2
    _assert_nothing_happened(chaos, 2)


def _assert_nothing_happened(chaos: Chaos, kills: int) -> None:
    """Every take of every story is there once, whatever befell the crawls."""
    assert chaos.tally.problems == []
    assert chaos.killed == kills
    assert chaos.reader.count == sum(chaos.stories.takes.values())
