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

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.comparing import FIELDS
from tests.support.golden import (
    ABOUT,
    FETCHED,
    GOLDEN,
    ORIGIN,
    PAGES,
    ROOT,
    SITE,
    body_of,
    golden_beside,
    goldens,
    is_right,
    name,
    read,
    read_from,
    value,
    wanted,
    write,
)


def fields() -> Iterator[Any]:
    """One case for each field of each record: its id names page, record and field."""
    for file, golden in goldens().items():
        for n, record in enumerate(golden["records"]):
            more = (field for field in record if field not in (*FIELDS, *ABOUT, "body"))
            for field in (*FIELDS, *more, "body"):
                yield pytest.param(file, n, field, id=f"{name(file)}.{n}-{field}")


@pytest.mark.parametrize("file", PAGES)
def test_number_of_stories(file: Path, request: pytest.FixtureRequest) -> None:
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
