"""How much of a dump has been read, on a terminal only."""

import os
import pty
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import Thread

import pytest

from crawler.cli.reading_progress import ReadingProgress, reading
from crawler.dump.reader import read_index, runs_between
from crawler.sinks import open_sink
from crawler.sinks.watched import Watched
from crawler.tools.deltas import changes
from crawler.tools.search import StoryFilter, find_records
from crawler.tools.verify import verify, verify_sink
from tests.support.dumps import run, story

ROOT = Path(__file__).parents[2]


@pytest.fixture
def dump(tmp_path: Path) -> str:
    for number in range(3):
        run(
            str(tmp_path / "dump"),
            tmp_path / "state",
            *(story(f"s{number}-{each}", os.urandom(500).hex()) for each in range(200)),
        )
    return str(tmp_path / "dump")


def test_the_share_grows_to_one(dump: str) -> None:
    sink = open_sink(dump)
    runs = read_index(sink).runs
    progress, shares = ReadingProgress(runs, ["records"]), []

    def see(key: str, data: bytes) -> None:
        progress.see(key, data)
        shares.append(progress.share or 0)

    found = find_records(Watched(sink, see), runs, StoryFilter())  # the newest run comes first

    assert len(list(found)) == 600
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0, 1)
    assert 0.3 < shares[len(shares) // 2] < 0.7


def test_of_some_runs_and_of_those_in_the_index(dump: str) -> None:
    sink = open_sink(dump)
    index = read_index(sink)
    runs = runs_between(index, index.runs[1].run, None)
    some, every = ReadingProgress(runs, ["records"]), ReadingProgress((), ["records"])

    assert (some.share, every.share) == (0, None)
    list(changes(Watched(sink, some.see), runs))
    assert some.share == 1
    list(changes(Watched(sink, every.see), read_index(Watched(sink, every.see)).runs))
    assert every.share == 1


def test_a_watched_dump_is_verified_like_any_other(dump: str) -> None:
    seen: list[str] = []

    found = verify_sink(Watched(open_sink(dump), lambda key, _: seen.append(key)))

    assert found == verify(dump)
    assert "index.json" in seen


def test_nothing_is_watched_without_a_terminal(dump: str) -> None:
    sink = open_sink(dump)

    with reading(sink) as (watched, hide):
        hide()
        assert watched is sink


def drain(terminal: int, shown: list[bytes]) -> None:
    """Read all that is written to a terminal, which otherwise makes the writer wait."""
    with suppress(OSError):  # how Linux reports that nobody writes to it any more
        while data := os.read(terminal, 1 << 16):
            shown.append(data)


@pytest.mark.slow
@pytest.mark.parametrize("verb", ["verify", "snapshot", "delta", "log", "stories"])
def test_a_bar_on_the_terminal_leaves_stdout_alone(dump: str, tmp_path: Path, verb: str) -> None:
    others = {"snapshot": [str(tmp_path / "full")], "log": ["s"], "stories": ["--json"]}
    script = (
        "import crawler.cli.reading_progress as progress; progress.QUIET = 0\n"
        "from crawler.__main__ import main\n"
        f"main({[verb, dump, *others.get(verb, [])]!r})"
    )
    shown: list[bytes] = []
    ours, theirs = pty.openpty()
    reader = Thread(target=drain, args=(ours, shown))
    reader.start()
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, stderr=theirs, check=True,
        env=os.environ | {"TERM": "xterm", "COLUMNS": "100"}, timeout=300,
    )  # fmt: skip
    os.close(theirs)
    reader.join()
    os.close(ours)

    assert b"reading" in b"".join(shown)
    assert b"MB" in b"".join(shown)
    assert b"reading" not in done.stdout
    assert b"\x1b" not in done.stdout
