"""The blocks of docs/reading.md, run as they are, against a dump that is hostile but valid.

Keys that are null in the first 30,000 rows, days before 1970, moments before 1970, a body of 5 MB,
parts in gzip and zstd, several revisions, a deletion, a source with a single row, and an old part
that no run names.
"""

import contextlib
import gzip
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from shutil import which
from typing import Any

import duckdb
import msgspec
import pytest

from crawler.contract import Candidate, Image, Moment, encode, field_sources
from crawler.dump.index import read_pointer
from crawler.latest.keep import keep_latest
from crawler.sinks import open_sink
from tests.support.dumps import counts, crawl, outcome, publish, record, rows, run, running

pytestmark = pytest.mark.slow

DOCS = Path(__file__).parents[2] / "docs" / "reading.md"
NULLS = 30_000
APOLLO = Moment(
    date="1969-07-20",
    datetime="1969-07-21T02:56:15Z",
    precision="second",
    timezone="EDT",
    evidence="meta",
    raw="July 20, 1969",
    candidates=(Candidate("1969-07-20", "meta", "July 20, 1969"),),
)
LATE = record(
    "late",
    story_number="007",
    published=APOLLO,
    authors=("Ann Bo", "Cy Do"),
    evidence=field_sources({"byline": "header", "published": "meta"}),
    image=Image("https://wire.example/a.jpg", None),
    free_access=False,
)
LONG = 5 << 20
Row = tuple[str, int, date | None, datetime | None, str | None, tuple[str, ...], bool | None, int]


def block(language: str) -> str:
    return str(re.findall(rf"```{language}\n(.*?)```", DOCS.read_text("utf-8"), re.DOTALL)[0])


def block_of(title: str) -> str:
    section = re.split(rf"^## {title}\n", DOCS.read_text("utf-8"), flags=re.MULTILINE)[1]
    return str(re.findall(r"```\w+\n(.*?)```", section, re.DOTALL)[0])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with `dump` and `parts.txt`, which is the working directory."""
    folder = tmp_path_factory.mktemp("reading")
    dump, state = str(folder / "dump"), folder / "state"
    bare = [
        record(name, published=Moment(), authors=(), evidence=(), removed=(), subjects=())
        for name in ("a", "b")
    ]
    run(dump, state, *map(outcome, bare))
    with running(dump, state, compression="zstd") as opened:
        killed = record("b", "killed", pubstatus="canceled")
        big = record("big", "x" * LONG)
        pages = [outcome(LATE), outcome(record("a", "second take")), outcome(killed), outcome(big)]
        publish(opened, counts(crawl(opened, *pages)))
    single = record("single", source="single")
    with running(dump, state) as opened:
        publish(opened, counts(crawl(opened, outcome(single)), "single"))
    parts = sorted((folder / "dump").glob("records/*/*/*"))
    (parts[0].parent / "20200101T000000Z-000000-00001.jsonl.gz").write_bytes(parts[0].read_bytes())
    with contextlib.chdir(folder):
        list_parts(folder)
        yield folder


def list_parts(folder: Path, *arguments: str) -> list[str]:
    """Write `parts.txt` as the docs do; return its lines."""
    command = block("sh").splitlines()[0].partition(" > ")[0].split()[1:]
    found = subprocess.run(
        [sys.executable, *command, *arguments], capture_output=True, text=True, check=True,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
    ).stdout  # fmt: skip
    (folder / "parts.txt").write_text(found)
    return found.splitlines()


def wanted(newest: bool = True) -> list[Row]:
    found: dict[Any, dict[str, Any]] = {}
    for row in rows("dump"):
        found[row["id"] if newest else (row["id"], row["revision"])] = row
    return sorted(as_row(row) for row in found.values() if not newest or row["op"] != "delete")


def as_row(row: dict[str, Any]) -> Row:
    """Return what is compared of a row; types must be those of the schema, not text."""
    day, moment = row["published"]["date"], row["published"]["datetime"]
    if isinstance(day, str):
        day = date.fromisoformat(day)
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment)
    assert day is None or type(day) is date
    return (
        *(row["id"], int(row["revision"]), day, moment and moment.astimezone(UTC)),
        *(row["story_number"], tuple(each["source"] for each in row["evidence"])),
        *(row["free_access"], len(row["body"])),
    )


def same(found: list[dict[str, Any]], expected: list[Row]) -> bool:
    assert not [row for row in found if isinstance(row["published"]["date"], str)]
    return sorted(map(as_row, found)) == expected


def execute(*titles: str) -> dict[str, Any]:
    """Run the blocks of these sections one after the other; return their variables."""
    found: dict[str, Any] = {}
    for title in titles:
        exec(block_of(title), found)  # noqa: S102  # they are ours
    return found


def test_parts_lists_what_the_index_names(folder: Path) -> None:
    versions = [named.run for named in read_pointer(open_sink("dump")).named()]
    every = list_parts(folder)
    new = list_parts(folder, "--since", versions[0])

    assert [Path(part).name[:23] for part in every] == versions
    assert every[1:] == new
    assert len(list_parts(folder, "--source", "single")) == 1
    assert len(list_parts(folder, "--day", "2026-03-01")) == len(every)
    assert list_parts(folder, "--day", "2026-03-02") == []
    list_parts(folder)


def test_the_newest_state(folder: Path) -> None:
    keep_latest(open_sink("dump"))
    tables, lines = block_of("The newest state").splitlines()
    shell(tables.partition("#")[0])
    code = re.findall(r"```python\n(.*?)```", DOCS.read_text("utf-8"), re.DOTALL)[0]
    found: dict[str, Any] = {}
    exec(code, found)  # noqa: S102  # it is ours

    assert same(found["relation"].to_arrow_table().to_pylist(), wanted())
    assert same(found["pandas_frame"].to_dict("records"), wanted())
    of_wire = [row for row in rows("dump") if row["source"] == "wire"]
    assert {row["id"] for row in found["frame"].to_dicts()} < {row["id"] for row in of_wire}
    assert {row["id"] for row in found["table"].to_pylist()} == {row[0] for row in wanted()}
    assert int(shell(lines.partition("#")[0])) == len(wanted())


def test_duckdb(folder: Path) -> None:
    sql = re.sub(r"^\.read (.*)$", lambda line: Path(line[1]).read_text(), block("sql"), flags=re.M)
    with duckdb.connect() as connection:
        shown = connection.execute(sql).fetchall()
        found = {
            name: connection.sql(f"from {name}()").to_arrow_table().to_pylist()
            for name in ("stories", "records")
        }

    assert (date(1969, 7, 20), "007", "THE LATE STORY") in shown
    assert same(found["stories"], wanted())
    assert same(found["records"], wanted(newest=False))


@pytest.mark.parametrize(
    ("variable", "value", "count"),
    [
        ("source", "single", 1),
        ("source", "other", 0),
        ("day", "2026-03-01", 7),
        ("day", "2026-03-02", 0),
        ("since", -2, 1),
        ("since", -1, 0),
    ],
)
def test_duckdb_with_a_filter(folder: Path, variable: str, value: str | int, count: int) -> None:
    if isinstance(value, int):
        value = read_pointer(open_sink("dump")).named()[value].run
    with duckdb.connect() as connection:
        connection.execute(f"set variable {variable} = '{value}'")
        connection.execute(Path("dump/schema/wire-story-1.duckdb.sql").read_text())
        found = connection.execute("select count(*) from records()").fetchall()

    assert found == [(count,)]


def test_pyarrow_and_pandas(folder: Path) -> None:
    found = execute("pyarrow", "pandas")

    assert found["records"].schema == found["typed"]
    assert same(found["newest"].to_pylist(), wanted())
    assert same(found["records"].to_pylist(), wanted(newest=False))
    frame = found["frame"].set_index("id")
    assert frame.loc[LATE.id, "story_number"] == "007"
    assert frame.loc[LATE.id, "published"]["date"] == date(1969, 7, 20)
    assert str(frame["fetched_at"].dtype) == "timestamp[ms, tz=UTC][pyarrow]"
    assert str(frame["free_access"].dtype) == "bool[pyarrow]"


def test_polars(folder: Path) -> None:
    found = execute("polars")

    assert found["newest"].schema == found["schema"]
    assert same(found["newest"].to_dicts(), wanted())
    assert same(found["records"].collect().to_dicts(), wanted(newest=False))


@pytest.mark.parametrize("reader", ["pyarrow", "polars"])
def test_values_after_many_rows_without_any(folder: Path, reader: str) -> None:
    many = Path("many.jsonl.gz")
    bare = record("n", published=Moment(), authors=(), evidence=(), removed=(), subjects=())
    line = encode(bare).replace(bare.id.encode(), b"%032x")
    with gzip.open(many, "wb", compresslevel=1) as packed:
        for number in range(NULLS):
            packed.write(line % number + b"\n")
        packed.write(encode(LATE) + b"\n")
    Path("parts.txt").write_text(f"{many}\n")

    newest = execute(reader)["newest"]
    list_parts(folder)
    ids = newest["id"].to_pylist() if reader == "pyarrow" else newest["id"].to_list()
    row = newest[ids.index(LATE.id) :][:1]
    (late,) = row.to_pylist() if reader == "pyarrow" else row.to_dicts()

    assert len(newest) == NULLS + 1
    assert as_row(late) == as_row(msgspec.to_builtins(LATE))


@pytest.mark.skipif(not (which("jq") and which("zstdcat")), reason="not from the package index")
def test_jq(folder: Path) -> None:
    first, second, third = block_of("jq").splitlines()
    version = read_pointer(open_sink("dump")).named()[0].run
    second = re.sub(r"\d{8}T\d{6}Z-\w+", version, second)

    assert "1969-07-20\t007\tTHE LATE STORY" in shell(first).splitlines()
    assert sorted(line.split()[0] for line in shell(second).splitlines()) == [
        *("add", "add", "add", "delete", "modify"),
    ]
    assert len(shell(third).splitlines()) == len(wanted(newest=False))


def shell(line: str) -> str:
    line = line.replace("python -m", f"{sys.executable} -m")
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", line], capture_output=True, text=True, check=True,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
    ).stdout  # fmt: skip


@pytest.mark.parametrize("reader", ["ClickHouse", "Spark"])
def test_the_blocks_that_are_run_by_hand_name_what_exists(folder: Path, reader: str) -> None:
    code = block_of(reader)

    compile(code, reader, "exec")
    files = re.findall(r"open\(\"([^\"]+)\"\)", code)
    assert len(files) == 2
    assert [name for name in files if not Path(name).is_file()] == []
