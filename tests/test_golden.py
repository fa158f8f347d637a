"""Each page of the sample archive against the records written for it by hand.

A golden is a JSON file in `golden/`: the page's file, its address, and what docs/record.md asks of
its records; none for a page that is no story. `accept` lists further right values of a field,
`free` texts that may stay in the body or go, and `joined` says that the page does not show where
its paragraphs end. `pytest tests/test_golden.py --bless` writes what is read now into the goldens;
review the difference like any other change.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import Any

import pytest

from crawler.faults import Fault
from crawler.model import Page, Record
from crawler.reading import read_page
from tests.comparing import fold, paragraphs

GOLDEN = Path(__file__).parent / "golden"
ROOT = GOLDEN.parent.parent
SITE = ROOT / "crawler" / "sample" / "site"
ORIGIN = "http://archive.example"

FIELDS = (
    *("infosource.code", "infosource.name", "headline", "slugline", "story_number", "genre"),
    *("byline", "located", "published.date", "published.datetime", "published.conflict"),
    *("ednote", "intro", "pubstatus", "corrected"),
)


def goldens() -> dict[Path, dict[str, Any]]:
    return {file: json.loads(file.read_text("utf-8")) for file in sorted(GOLDEN.glob("*.json"))}


def fields() -> Iterator[Any]:
    """One case for each field of each record: its id names page, record and field."""
    for file, golden in goldens().items():
        for n, record in enumerate(golden["records"]):
            for field in (*FIELDS, "body"):
                yield pytest.param(file, golden, n, record, field, id=f"{file.stem}.{n}-{field}")


@cache
def read(file: str, url: str) -> tuple[Record, ...]:
    page = Page(
        url=url,
        source="sample",
        body=(ROOT / file).read_bytes(),
        fetched_at=datetime(2026, 1, 15, tzinfo=UTC),
        content_type="text/html",
    )
    try:
        return read_page(page).records
    except Fault:
        return ()


def is_right(record: Record, golden: Mapping[str, Any], field: str) -> bool:
    if field == "body":
        want, got = bodies(record, golden)
        return got == want
    right = [golden[field], *golden.get("accept", {}).get(field, [])]
    return fold(attrgetter(field)(record)) in map(fold, right)


def bodies(record: Record, golden: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """The body wanted and the body read, in the form in which they must be equal."""
    texts = (golden["body"], record.body.split("\n\n"))
    want, got = (paragraphs(text, golden.get("free", [])) for text in texts)
    return ([" ".join(want)], [" ".join(got)]) if golden.get("joined") else (want, got)


def blessed(record: Record, golden: dict[str, Any]) -> dict[str, Any]:
    """The golden with what is read now, where that is not what it already calls right."""
    now = {field: attrgetter(field)(record) for field in FIELDS}
    now["body"] = record.body.split("\n\n")
    wrong = {field for field in now if not golden or not is_right(record, golden, field)}
    return golden | {field: value for field, value in now.items() if field in wrong}


def write(file: Path, page: str, url: str, old: list[dict[str, Any]]) -> None:
    records = read(page, url)
    kept = old + [{}] * len(records)
    now = [blessed(record, golden) for record, golden in zip(records, kept, strict=False)]
    golden = {"page": page, "url": url, "records": now}
    file.write_text(json.dumps(golden, indent=1, ensure_ascii=False) + "\n", "utf-8")


PAGES = [pytest.param(file, golden, id=file.stem) for file, golden in goldens().items()]


@pytest.mark.parametrize(("file", "golden"), PAGES)
def test_as_many_stories_as_the_page_tells(
    file: Path, golden: dict[str, Any], request: pytest.FixtureRequest
) -> None:
    if request.config.getoption("--bless", default=False):
        write(file, golden["page"], golden["url"], golden["records"])
        return
    headlines = [record.headline for record in read(golden["page"], golden["url"])]
    assert len(headlines) == len(golden["records"]), headlines


@pytest.mark.parametrize(("file", "golden", "n", "record", "field"), list(fields()))
def test_field(
    file: Path,
    golden: dict[str, Any],
    n: int,
    record: dict[str, Any],
    field: str,
    request: pytest.FixtureRequest,
) -> None:
    if request.config.getoption("--bless", default=False):
        return
    records = read(golden["page"], golden["url"])
    assert n < len(records), "no such record"
    if field == "body":
        want, got = bodies(records[n], record)
        assert got == want
    else:
        assert is_right(records[n], record, field), (attrgetter(field)(records[n]), record[field])


def test_every_page_of_the_sample_has_a_golden() -> None:
    """A page without one gets what is read now, and fails until somebody has looked at it."""
    named = {golden["page"] for golden in goldens().values()}
    pages = {str(page.relative_to(ROOT)) for page in SITE.rglob("*.htm*")}
    for page in sorted(pages - named):
        path = Path(page).relative_to(SITE.relative_to(ROOT))
        file = GOLDEN / f"{path.stem}.json"
        file = GOLDEN / f"{'-'.join(path.with_suffix('').parts)}.json" if file.exists() else file
        write(file, page, f"{ORIGIN}/{path}", [])
    assert pages <= named, f"review the goldens just written for {sorted(pages - named)}"
