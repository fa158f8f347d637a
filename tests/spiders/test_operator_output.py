"""Operator output: terminal progress, text log, JSON log."""

import json
import logging
import os
import platform
import pty
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from crawler.model import Page
from crawler.run.json_log import JsonFormatter
from spiders.log import OneLine
from spiders.terminal import LastLine
from tests.support.archive import Answer, Archive
from tests.support.crawl import HANGS, Crawl
from tests.support.forked import ROOT

pytestmark = pytest.mark.slow

CONTROL = re.compile(r"\x1b\[([?\d]*)([A-Za-z])|[\r\n]|[^\x1b\r\n]+")


class Terminal:
    """A terminal and what a person has seen on it."""

    def __init__(self) -> None:
        self._master, self.stderr = pty.openpty()
        self._raw = b""
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def hang_up(self) -> str:
        """All that was written, once nobody writes any more."""
        os.close(self.stderr)
        self._reader.join(timeout=HANGS)
        os.close(self._master)
        return self._raw.decode()

    def _read(self) -> None:
        while True:
            try:
                data = os.read(self._master, 65536)
            except OSError:  # Linux: the other end is closed
                return
            if not data:
                return
            self._raw += data


def screens(raw: str) -> Iterator[list[str]]:
    """The screen after each write of a line, as a terminal draws it."""
    rows, row, column = [""], 0, 0
    for match in CONTROL.finditer(raw):
        text, number, verb = match[0], match[1], match[2]
        if text == "\r":
            column = 0
        elif text == "\n":
            row += 1
            rows += [""] * (row + 1 - len(rows))
        elif verb is None:
            rows[row] = rows[row][:column] + text + rows[row][column + len(text) :]
            column += len(text)
            yield [*rows]
        elif verb == "A":
            row -= int(number or 1)
        elif verb == "K":
            rows[row] = ""
        else:
            assert verb in "hl", match
    yield [*rows]


@pytest.fixture
def slow(archive: Archive, crawl: Crawl) -> str:
    """An archive of 40 stories, some of them bad, that takes its time."""
    paths = [f"/news/2003-07-{day:02}/harbour-{n}.html" for n in range(4) for day in range(1, 11)]
    for path in paths:
        archive.story(path)
    archive.page(paths[39], "")
    archive.answers[paths[38]] = Answer(b"gone", 404)
    archive.links("/", *paths, "/more/")
    archive.answers["/more/"] = Answer(b"down", 500)
    terms = "story = ['^/news/']\nlisting = ['^/more/']\nstart.index = ['/']"
    pace = "politeness = {concurrency = 2, delay = 0.05}"
    return crawl.source("slow", archive.base, f"{terms}\n{pace}")


def read(file: Path) -> dict[str, float]:
    """The samples of a file of metrics, by name and labels."""
    families = text_string_to_metric_families(file.read_text())
    samples = [sample for family in families for sample in family.samples]
    return {
        ":".join(
            [
                s.name,
                *(
                    s.labels[key]
                    for key in ("source", "outcome", "reason", "status")
                    if key in s.labels
                ),
            ]
        ): s.value
        for s in samples
    }


def test_a_terminal_has_a_line_that_lives_below_the_log_and_leaves_nothing_behind(
    archive: Archive, crawl: Crawl, slow: str
) -> None:
    terminal = Terminal()
    settings = {"TERM": "xterm", "COLUMNS": "60", "NO_COLOR": "1", "WIRE_PROGRESS": "60"}

    process = crawl.start([slow], settings, terminal.stderr)
    while archive.asked.total() < 30:
        assert process.poll() is None
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=HANGS)
    raw = terminal.hang_up()

    assert process.returncode == 1, raw
    assert len(out.splitlines()) == 1
    seen = [*screens(raw)]
    lives = {screen[-1] for screen in seen} - {*seen[-1]}
    assert any(re.match(r"searching: \d+ stories found  \d+ listings read", one) for one in lives)
    assert any(re.match(r"fetched \d+ of 39  \d+\.\d/s  0:\d\d left", one) for one in lives)
    assert any(one.startswith("publishing: fetched ") for one in lives)
    assert all(len(one) < 60 for one in lives if not one.startswith("20"))
    left = [row for row in seen[-1] if row]
    assert all(re.match(r"\d{4}-\d\d-\d\d [\d:]{8} \[[\w.]+\] [A-Z]+: \S", row) for row in left)
    assert any("SIGINT" in row for row in left)
    assert any(row.endswith("empty: the page has no bytes") for row in left)
    # The cursor never stays hidden, so that a crawl that is killed leaves no broken terminal.
    assert raw.startswith("\x1b[?25l\x1b[?25h")


def test_a_log_of_json_is_nothing_but_json_even_on_a_terminal(crawl: Crawl, slow: str) -> None:
    terminal = Terminal()
    file = crawl.folder / "wirecrawl.prom"
    settings = {"WIRE_LOG": "json", "WIRE_PROGRESS": "0.3", "WIRE_METRICS": str(file)}

    environment = {"PYTHONWARNINGS": "always", "TERM": "xterm", **settings}
    process = crawl.start([slow], environment, terminal.stderr)
    out, _ = process.communicate(timeout=HANGS)
    raw = terminal.hang_up()

    assert process.returncode == 1, raw
    (summary,) = map(json.loads, out.splitlines())
    assert summary["message"].startswith("wire: discovered 40 ")
    assert (summary["exit_code"], summary["verdict"]) == (1, crawl.manifest()["verdict"])
    assert summary["counts"] == crawl.manifest()["counts"]
    assert crawl.manifest()["arguments"] == {"source": "slow"}
    assert crawl.manifest()["host"] == socket.gethostname()
    lines = [json.loads(line) for line in [*raw.splitlines(), *out.splitlines()]]
    for line in lines:
        assert [*line][:4] == ["time", "level", "logger", "message"]
        assert datetime.fromisoformat(line["time"]).tzinfo == UTC
        assert line["time"].endswith("Z")
    (run,) = {line["run"] for line in lines if "run" in line}
    assert crawl.manifest()["run"] == run
    (bad,) = [line for line in lines if line.get("kind") == "empty"]
    assert bad["message"] == f"quarantined: slow: {bad['url']}: empty: {bad['reason']}"
    assert (bad["level"], bad["source"]) == ("WARNING", "slow")
    assert [line for line in lines if line["message"].startswith("progress: fetched ")]
    (end,) = [line for line in lines if line["message"].startswith("ended: slow: discovered 40 ")]
    assert end["counts"] == crawl.manifest()["counts"]
    figures = read(file)
    counts = {f"wirecrawl_pages:slow:{name}": n for name, n in end["counts"].items()}
    assert figures["wirecrawl_run_exit_code"] == 1
    assert {name: n for name, n in figures.items() if name in counts}.items() <= counts.items()
    assert sum(n for name, n in figures.items() if name in counts) == end["counts"]["discovered"]
    assert figures["wirecrawl_listings:missed"] == 1
    assert figures["wirecrawl_retries"] == 2  # of the listing that is down
    assert figures["wirecrawl_responses:200"] == 40  # the stories that are there, and a listing
    assert figures["wirecrawl_fetched_bytes"] > 10_000
    newest = datetime(2003, 7, 10, tzinfo=UTC).timestamp()
    assert figures["wirecrawl_newest_story_time_seconds:slow"] == newest
    assert "wirecrawl_last_success_time_seconds" not in figures


def test_a_usage_error_is_json_too(crawl: Crawl) -> None:
    file = crawl.folder / "wirecrawl.prom"
    file.write_text("wirecrawl_last_success_time_seconds 1234\nwirecrawl_alarms 5\n")

    ended = crawl("source=nope", WIRE_LOG="json", WIRE_METRICS=str(file))

    assert ended.code == 2
    figures = read(file)
    assert figures["wirecrawl_run_exit_code"] == 2
    assert figures["wirecrawl_last_success_time_seconds"] == 1234
    assert "wirecrawl_alarms" not in figures
    (line,) = ended.log.splitlines()
    assert json.loads(line)["message"].startswith("source: 'nope' is unknown")
    assert json.loads(line)["exit_code"] == 2


def test_json_keeps_a_traceback_in_its_field_and_pages_out() -> None:
    page = Page("http://a.example/1", "wire", b"<p>secret", datetime.now(UTC))
    try:
        raise ValueError("bad")
    except ValueError as error:
        line = OneLine(logging.INFO).item_error(page, error)
        record = logging.getLogger("x").makeRecord(
            "x", logging.ERROR, "f.py", 1, line["msg"], (line["args"],), (ValueError, error, None)
        )
    record.item, record.spider = page, object()

    said = json.loads(JsonFormatter().format(record))

    assert [*said] == "time level logger message traceback source url reason".split()
    assert said["message"] == f"bug: wire: {page.url}: bad"
    assert said["traceback"].endswith("ValueError: bad")
    assert (said["source"], said["url"], said["reason"]) == ("wire", page.url, "bad")


def test_a_terminal_that_only_types_has_no_live_line(monkeypatch: pytest.MonkeyPatch) -> None:
    master, slave = pty.openpty()
    with os.fdopen(slave, "w") as stderr, os.fdopen(master):
        monkeypatch.setattr("sys.stderr", stderr)
        monkeypatch.setenv("TERM", "xterm")
        assert LastLine(str).is_possible
        monkeypatch.setenv("TERM", "dumb")
        assert not LastLine(str).is_possible


def test_metrics_that_cannot_be_written_reach_the_exit_code(archive: Archive, crawl: Crawl) -> None:
    archive.story("/news/2003-07-01/a.html")
    file = crawl.folder / "wirecrawl.prom"
    file.mkdir()  # that the folder is no good, it would have said before

    ended = crawl(f"url={archive.base}/news/2003-07-01/a.html", WIRE_METRICS=str(file))

    assert ended.code == 1
    assert [line for line in ended.warnings if line.startswith(f"metrics not written: {file}: ")]
    assert "published 1" in ended.out
    assert [*crawl.folder.glob("wirecrawl.prom*")] == [file]


def test_a_search_that_finds_nothing_is_no_success(archive: Archive, crawl: Crawl) -> None:
    """The line, the manifest and the log say the exit code and why, until there were stories."""
    archive.links(
        "/", "/courts/2026-02-03/verdict", "/courts/2026-02-03/appeal", "/about", "/more/"
    )
    archive.links("/more/", "/courts/2026-02-03/verdict", "http://elsewhere.example/")
    archive.story("/courts/2026-02-03/verdict")
    source = crawl.source(
        "ledger", archive.base, "story = ['^/news/']\nlisting = ['/more/']\nstart.index = ['/']"
    )
    seen = (
        f"5 links found, none matches `story`, e.g. {archive.base}/courts/2026-02-03/verdict, "
        f"{archive.base}/courts/2026-02-03/appeal, {archive.base}/about"
    )

    ended = crawl(source, "full=1", WIRE_LOG="json")

    assert ended.code == 1
    manifest = crawl.manifest()
    assert (manifest["exit_code"], manifest["verdict"]) == (1, "ok")
    assert manifest["reason"] == f"ledger: nothing found: {seen}"
    assert manifest["arguments"] == {"full": "1", "source": "ledger"}
    assert manifest["host"] == platform.node()
    lines = [json.loads(line) for line in ended.log.splitlines()]
    assert [line["message"] for line in lines if line["level"] == "WARNING"] == [
        f"nothing found: ledger: {seen}"
    ]
    line = json.loads(ended.out)
    assert f"; exit code 1, partial: {manifest['reason']}" in line["message"]
    assert (line["exit_code"], line["reason"]) == (1, manifest["reason"])

    crawl.source("ledger", archive.base, "story = ['^/courts/']\nstart.index = ['/']")
    crawl.ledger("DELETE FROM visits")
    assert crawl(source).code == 0

    archive.links("/", "/about")
    ended = crawl(source)

    assert [
        line for line in ended.warnings if line.startswith("nothing found: ledger: 1 link found")
    ]
    assert ended.code == 5  # it had stories: that gate needs no key
    assert "exit code 5, withheld: ledger: empty: " in ended.out


def test_an_unknown_log_level() -> None:
    command = [sys.executable, "-m", "scrapy", "crawl", "wire", "-L", "NOISY"]

    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=HANGS)

    assert ended.returncode == 2
    assert "error: LOG_LEVEL: unknown level 'NOISY'\n" in ended.stderr
