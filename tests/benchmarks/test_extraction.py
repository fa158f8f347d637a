"""`python -m benchmarks.extraction`: its metrics, its clock, and the command on a few pages."""

import gzip
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from benchmarks.extraction.__main__ import main
from benchmarks.extraction.causes import causes
from benchmarks.extraction.measure import Answer, measure
from benchmarks.extraction.metrics import Score, score, words_of
from benchmarks.extraction.pages import Truth
from benchmarks.extraction.peers import TOOLS, Tool
from benchmarks.extraction.report import rows, table
from crawler.model import Page
from crawler.reading.classifier.extract import main_text
from tests.support.modern import MODERN, STORY


def truth(text: str, present: tuple[str, ...] = (), absent: tuple[str, ...] = ()) -> Truth:
    page = Page("http://ledger.example/1", "test", b"<p>", datetime(2026, 1, 1, tzinfo=UTC))
    return Truth("1", page, text, present, absent)


# --- metrics ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "true", "word", "run"),
    [
        ("The bell rings, at noon!", "the BELL rings at noon", 1, 1),
        ("at noon rings the bell", "the bell rings at noon", 1, 0),
        # 6 of 8 words are among 6; 3 of 5 runs are among 3
        (
            "the harbor was dredged in spring read on",
            "the harbor was dredged in spring",
            6 / 7,
            0.75,
        ),
        # each word as often as it occurs
        ("bell bell bell", "bell", 0.5, 0),
        ("the bell", "the bell", 1, 1),
        ("", "the bell", 0, 0),
        ("the bell", "", 0, 0),
        ("", "", 1, 1),
    ],
)
def test_words_are_scored_alone_and_in_runs(text: str, true: str, word: float, run: float) -> None:
    given = score(text, truth(true))

    assert given.word == pytest.approx(word)
    assert given.run == pytest.approx(run)


def test_snippets_are_sought_as_whole_words() -> None:
    given = score(
        "The bells\nring -- at noon.",
        truth("", ("Ring at noon", "the bell"), ("the bell", "at noon")),
    )

    assert given.found == (True, False)
    assert given.absent == (True, False)


# --- measuring --------------------------------------------------------------------------------


@pytest.mark.slow
def test_each_page_begins_with_another_tool() -> None:
    asked: list[str] = []

    def tool(name: str) -> Tool:
        def note(html: bytes, url: str) -> str:
            asked.append(name)
            return ""

        return Tool(name, note)

    measure([truth("a"), truth("b"), truth("c")], [tool("x"), tool("y"), tool("z")])

    assert "".join(asked) == "xyz" + "xyz" + "yzx" + "zxy"  # the first turn is to warm up


def test_what_raises_has_no_text() -> None:
    def broken(html: bytes, url: str) -> str:
        raise RecursionError(url)

    (answer,) = measure([truth("the bell")], [Tool("broken", broken)])["broken"]

    assert answer.failed
    assert answer.score.word == 0


def test_a_tool_wants_its_package() -> None:
    assert Tool("absent", lambda html, url: "", "no-such-package-anywhere").missing
    assert not Tool("present", lambda html, url: "", "lxml").missing


def test_cost_is_printed_beside_the_score() -> None:
    def answers(*times: float) -> list[Answer]:
        return [Answer(Score(1, 1, (), ()), ms, failed=False) for ms in times]

    text = table(rows({"few": {"wirecrawl": answers(1, 5, 90), "trafilatura": answers(70, 20, 2)}}))

    assert [line.split(" | ")[3:5] for line in text.splitlines()[2:]] == [
        ["5.0", "0.25"],
        ["20.0", "1.00"],
    ]


# --- the command ------------------------------------------------------------------------------

Folder = Callable[[dict[str, str], list[dict[str, object]]], Path]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    def write(pages: dict[str, str], lines: list[dict[str, object]]) -> Path:
        (tmp_path / "html").mkdir()
        for name, markup in pages.items():
            body = markup.encode()
            file = tmp_path / "html" / name
            file.write_bytes(gzip.compress(body) if name.endswith(".gz") else body)
        text = "".join(f"{json.dumps(line)}\n" for line in lines)
        (tmp_path / "ground-truth.jsonl").write_text(text)
        return tmp_path

    return write


@pytest.fixture
def few(folder: Folder) -> Path:
    """Three pages: one with more than its story, one that is all story, one that is no page."""
    return folder(
        {
            "a.html": "<p>The harbor was dredged in spring.</p><p>Read on</p>",
            "b.html.gz": "<p>The bell rings at noon.</p>",
            "c.html": "%PDF-1.4",
        },
        [
            {
                "id": "a",
                "url": "http://ledger.example/a",
                "main_content": "The harbor was dredged in spring.",
                "with": ["dredged in spring"],
                "without": ["Read on"],
            },
            {
                "id": "b",
                "url": "http://ledger.example/b",
                "main_content": "The bell rings at noon.",
                "with": ["The bell", "at midnight"],
                "without": ["Read on"],
            },
            {"id": "c", "url": "http://ledger.example/c", "main_content": "Eels are late."},
        ],
    )


def cells(text: str) -> dict[str, list[str]]:
    """The cells of a table by the first of their line."""
    lines = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("|")]
    return {name: rest for name, *rest in lines}


@pytest.mark.slow
def test_the_table_is_printed_and_written(few: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = few / "deep" / "out"

    assert main([str(few), "--tools", "wirecrawl,plain", "--out", str(out)]) == 0

    text = capsys.readouterr().out
    assert (out / "table.md").read_text() == text
    # word F1 of (6/7, 1, 0), 4-gram F1 of (3/4, 1, 0), 2 of 3 snippets found, 1 of 2 absent
    assert cells(text)["plain"][:4] == ["0.6190", "0.5833", "0.6667", "0.5000"]
    assert cells(text)["plain"][-1] == cells(text)["wirecrawl"][-1] == "1"
    assert "3 pages" in text


@pytest.mark.slow
def test_ours_is_what_the_extractor_keeps(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of the page's text it is the better part; where all of it is wanted, it loses."""
    story, whole = " ".join(STORY), TOOLS[-1].read(MODERN.encode(), "http://ledger.example/")
    few = folder(
        {"story.html": MODERN, "whole.html": MODERN},
        [
            {"id": "story", "url": "http://ledger.example/1", "main_content": story},
            {"id": "whole", "url": "http://ledger.example/2?a|b", "main_content": whole},
        ],
    )
    tools = ["--tools", "wirecrawl,plain", "--out", str(few)]

    assert main([str(few), *tools, "--limit", "1"]) == 0
    first = cells(capsys.readouterr().out)
    assert float(first["wirecrawl"][0]) > float(first["plain"][0])

    assert main([str(few), *tools, "--worst", "2"]) == 0
    columns = cells(capsys.readouterr().out)
    assert "story" not in columns
    assert columns["whole"][1:] == ["1.000", "plain", "http://ledger.example/2?a%7Cb"]
    assert float(columns["whole"][0]) < 1


@pytest.mark.slow
def test_several_folders_make_one_table(few: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = few / "other"
    (other / "html").mkdir(parents=True)
    (other / "html" / "d.html").write_text("<p>The bell rings at noon.</p>")
    line = {"id": "d", "url": "http://ledger.example/d", "main_content": "The bell rings"}
    (other / "ground-truth.jsonl").write_text(json.dumps(line))

    assert main([str(few), str(other), "--tools", "wirecrawl,plain", "--out", str(few)]) == 0

    text = capsys.readouterr().out
    head = next(iter(text.splitlines()))
    assert [f"{few.name}: `without` absent" in head, "other: word F1" in head] == [True, True]
    assert "other: `with` found" not in head  # that folder names no snippets
    # 3 of 5 words are the 3 true ones
    assert cells(text)["plain"][:5] == ["0.6190", "0.5833", "0.6667", "0.5000", "0.7500"]
    assert "4 pages" in text


def test_losses_are_listed_by_kind_of_block() -> None:
    """Where nothing is story all that is kept is extra; where all is, all that is not is lost."""
    page = replace(truth("").page, body=MODERN.encode())
    kept = words_of(main_text(page.body, page.url))
    whole = TOOLS[-1].read(page.body, page.url)

    extra, _ = causes([Truth("none", page, "Quite another text.", (), ())])
    lost, total = causes([Truth("all", page, whole, (), ())])

    assert sum(cause.extra for cause in extra) == len(kept) > 0
    assert sum(cause.lost for cause in extra) == sum(cause.extra for cause in lost) == 0
    assert sum(cause.lost for cause in lost) == pytest.approx(total - len(kept), rel=0.2)
    assert {cause.kind for cause in extra} == {"paragraphs"}


@pytest.mark.slow
def test_causes_make_a_table(few: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(few), "--tools", "wirecrawl", "--causes", "--out", str(few)]) == 0
    assert f"{few.name}: kind of block" in cells(capsys.readouterr().out)


@pytest.mark.slow
def test_the_plot_is_a_picture(few: Path) -> None:
    pytest.importorskip("matplotlib")

    assert main([str(few), "--tools", "wirecrawl,plain", "--out", str(few)]) == 0

    assert (few / "plot.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["--limit", "0"], "nothing to measure"),
        (["--tools", "plain", "--worst", "1"], "--worst wants wirecrawl"),
    ],
)
def test_wrong_arguments_are_reported(
    few: Path, arguments: list[str], why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(few), "--tools", "wirecrawl,plain", "--out", str(few), *arguments]) == 2
    assert why in capsys.readouterr().err


def test_a_folder_without_pages_is_reported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path)]) == 2
    assert "ground-truth.jsonl" in capsys.readouterr().err


def test_an_unknown_tool_is_reported(few: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([str(few), "--tools", "wirecrawl,nobody"])

    assert stopped.value.code == 2
    assert "nobody" in capsys.readouterr().err
