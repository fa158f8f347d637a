"""Golden pages against the records written for them by hand.

A golden is a JSON file in `golden/<family>/`, beside its page `<name>.htm`: the page's address, the
moment of its fetch, and what docs/record.md asks of its records; none for a page that is no story.
Those of the sample archive lie in `golden/` itself and name their `page`. A field that a golden
leaves out is null, or what `UNSAID` says; it may name more than `FIELDS`, such as
`evidence.byline`. `accept` lists further right values of a field, `free` texts that may stay in the
body or go, and `joined` says that the page does not show where its paragraphs end.

`pytest tests/test_golden.py --bless` writes what is read now into the goldens; review the
difference like any other change. A page without a golden gets one, and fails until it is reviewed.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from crawler.base.faults import Fault
from crawler.contract import Record
from crawler.model import Page
from crawler.reading.page import read_page
from tests.comparing import FIELDS, bodies, fold

GOLDEN = Path(__file__).parent / "golden"
ROOT = GOLDEN.parent.parent
SITE = ROOT / "crawler" / "sample" / "site"
ORIGIN = "http://archive.example"
FETCHED = "2026-01-15T00:00:00Z"

UNSAID = {"pubstatus": "usable", "corrected": False, "published.conflict": False}
ABOUT = ("accept", "free", "joined")
"""Keys of a golden's record that are no fields of it."""


@cache
def goldens() -> dict[Path, dict[str, Any]]:
    return {file: json.loads(file.read_text("utf-8")) for file in sorted(GOLDEN.rglob("*.json"))}


def name(file: Path) -> str:
    return file.relative_to(GOLDEN).with_suffix("").as_posix()


def fields() -> Iterator[Any]:
    """One case for each field of each record: its id names page, record and field."""
    for file, golden in goldens().items():
        for n, record in enumerate(golden["records"]):
            more = (field for field in record if field not in (*FIELDS, *ABOUT, "body"))
            for field in (*FIELDS, *more, "body"):
                yield pytest.param(file, n, field, id=f"{name(file)}.{n}-{field}")


@cache
def read(file: Path) -> tuple[Record, ...]:
    golden = goldens()[file]
    return read_from(page_of(file, golden), golden["url"], golden.get("fetched_at", FETCHED))


def page_of(file: Path, golden: Mapping[str, Any]) -> Path:
    return ROOT / golden["page"] if "page" in golden else file.with_suffix(".htm")


def read_from(page: Path, url: str, fetched: str) -> tuple[Record, ...]:
    fetched_at = datetime.fromisoformat(fetched)
    body = page.read_bytes()
    try:
        return read_page(Page(url, "sample", body, fetched_at, content_type="text/html")).records
    except Fault:
        return ()


def value(record: Record, field: str) -> Any:
    """A field by its dotted name; what is not there is null."""
    found: Any = record
    for part in field.split("."):
        found = found.get(part) if isinstance(found, Mapping) else getattr(found, part)
    return found


def wanted(golden: Mapping[str, Any], field: str) -> Any:
    return golden.get(field, UNSAID.get(field))


def is_right(record: Record, golden: Mapping[str, Any], field: str) -> bool:
    if field == "body":
        got, want = body_of(record, golden)
        return got == want
    right = [wanted(golden, field), *golden.get("accept", {}).get(field, [])]
    return fold(value(record, field)) in map(fold, right)


def body_of(record: Record, golden: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """The body read and the body wanted, in the form in which they must be equal."""
    free, joined = golden.get("free", []), golden.get("joined", False)
    return bodies(record.body, golden.get("body", []), free, joined)


def blessed(record: Record, golden: dict[str, Any]) -> dict[str, Any]:
    """The golden with what is read now, where that is not what it already calls right."""
    named = [field for field in golden if field not in (*FIELDS, *ABOUT, "body")]
    now = {field: value(record, field) for field in (*FIELDS, *named)}
    now["body"] = record.body.split("\n\n")
    wrong = {field for field in now if not is_right(record, golden, field)}
    return golden | {field: each for field, each in now.items() if field in wrong}


def write(file: Path, golden: dict[str, Any], records: tuple[Record, ...]) -> None:
    kept = golden.get("records", []) + [{}] * len(records)
    now = [blessed(record, old) for record, old in zip(records, kept, strict=False)]
    text = json.dumps(golden | {"records": now}, indent=1, ensure_ascii=False)
    file.write_text(text + "\n", "utf-8")


PAGES = [pytest.param(file, id=name(file)) for file in goldens()]


@pytest.mark.parametrize("file", PAGES)
def test_as_many_stories_as_the_page_tells(file: Path, request: pytest.FixtureRequest) -> None:
    golden = goldens()[file]
    if request.config.getoption("--bless", default=False):
        write(file, golden, read(file))
        return
    headlines = [record.headline for record in read(file)]
    assert len(headlines) == len(golden["records"]), headlines


@pytest.mark.parametrize(("file", "n", "field"), list(fields()))
def test_field(file: Path, n: int, field: str, request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--bless", default=False):
        return
    golden = goldens()[file]["records"][n]
    assert n < len(read(file)), "no such record"
    record = read(file)[n]
    if field == "body":
        got, want = body_of(record, golden)
        assert got == want
    else:
        assert is_right(record, golden, field), (value(record, field), wanted(golden, field))


def test_every_golden_page_has_a_golden() -> None:
    """A page without one gets what is read now, and fails until somebody has looked at it: also
    at the address that was made up for it."""
    lacking = [page for page in sorted(GOLDEN.rglob("*.htm")) if golden_beside(page) is None]
    for page in lacking:
        url = f"{ORIGIN}/{page.relative_to(GOLDEN)}"
        golden = {"url": url, "fetched_at": FETCHED}
        write(page.with_suffix(".json"), golden, read_from(page, url, FETCHED))
    assert not lacking, f"review the goldens just written for {[name(page) for page in lacking]}"


def golden_beside(page: Path) -> dict[str, Any] | None:
    return goldens().get(page.with_suffix(".json"))


def test_every_page_of_the_sample_has_a_golden() -> None:
    """The same for the sample archive, whose pages are at the addresses it serves them at."""
    named = {golden["page"] for golden in goldens().values() if "page" in golden}
    pages = {str(page.relative_to(ROOT)) for page in SITE.rglob("*.htm*")}
    for page in sorted(pages - named):
        path = Path(page).relative_to(SITE.relative_to(ROOT))
        file = GOLDEN / f"{path.stem}.json"
        file = GOLDEN / f"{'-'.join(path.with_suffix('').parts)}.json" if file.exists() else file
        golden = {"page": page, "url": f"{ORIGIN}/{path}"}
        write(file, golden, read_from(ROOT / page, golden["url"], FETCHED))
    assert pages <= named, f"review the goldens just written for {sorted(pages - named)}"
