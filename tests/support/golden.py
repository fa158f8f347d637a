"""Golden pages, the records written for them by hand, and how both are compared.

A golden is a JSON file in `tests/golden/<family>/`, beside its page `<name>.htm`. Its format is
described in tests/test_golden.py.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from crawler.base.faults import Fault
from crawler.contract import Record, sources_by_field
from crawler.model import Page
from crawler.reading.page import read_page
from tests.support.comparing import FIELDS, bodies, fold

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden"
SITE = ROOT / "crawler" / "sample" / "site"
ORIGIN = "http://archive.example"
FETCHED = "2026-01-15T00:00:00Z"

UNSAID = {"pubstatus": "usable", "corrected": False, "published.conflict": False}
ABOUT = ("accept", "free", "joined")
"""Keys of a golden's record that are not fields."""


@cache
def goldens() -> dict[Path, dict[str, Any]]:
    return {file: json.loads(file.read_text("utf-8")) for file in sorted(GOLDEN.rglob("*.json"))}


def name(file: Path) -> str:
    return file.relative_to(GOLDEN).with_suffix("").as_posix()


@cache
def read(file: Path) -> tuple[Record, ...]:
    golden = goldens()[file]
    return read_from(page_of(file, golden), golden["url"], golden.get("fetched_at", FETCHED))


def golden_page(file: Path, content_type: str | None = None) -> Page:
    golden = goldens()[file]
    fetched = datetime.fromisoformat(golden.get("fetched_at", FETCHED))
    body = page_of(file, golden).read_bytes()
    return Page(golden["url"], "sample", body, fetched, content_type=content_type)


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
    """Return a field by its dotted name, or None."""
    if field.startswith("evidence."):
        return sources_by_field(record.evidence).get(field.partition(".")[2])
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
    """Return the body read and the expected one, in the form in which they must be equal."""
    free, joined = golden.get("free", []), golden.get("joined", False)
    return bodies(record.body, golden.get("body", []), free, joined)


def blessed(record: Record, golden: dict[str, Any]) -> dict[str, Any]:
    """Return the golden with the fields as read now, unless they already are right."""
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


def golden_beside(page: Path) -> dict[str, Any] | None:
    return goldens().get(page.with_suffix(".json"))


PAGES = [pytest.param(file, id=name(file)) for file in goldens()]
