"""Where a redirect may lead."""

import pytest
from scrapy.http import Response

from crawler.base.faults import Fault
from crawler.sources import load_sources, with_base
from spiders.answers import MOST_HOPS, moved_to

REAL = load_sources()["globalsecurity"]
COPY = with_base(REAL, "http://127.0.0.1:8000")


def moved(source: object, asked: str, location: str, hops: int = 0) -> str:
    response = Response(asked, status=301, headers={"Location": location})
    return moved_to(response, source, hops)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("source", "asked", "location", "url"),
    [
        (REAL, "https://www.globalsecurity.org/a", "/b#c", "https://www.globalsecurity.org/b"),
        (REAL, "https://www.globalsecurity.org/a", "http://globalsecurity.org/a", None),
        (
            COPY,
            "http://127.0.0.1:8000/a",
            "https://www.globalsecurity.org/b",
            "http://127.0.0.1:8000/b",
        ),
    ],
)
def test_within_the_source(source: object, asked: str, location: str, url: str | None) -> None:
    assert moved(source, asked, location) == (url or location)


@pytest.mark.parametrize(
    "location",
    ["http://elsewhere.example/", "http://127.0.0.1:8000/", "file:///etc/passwd", ""],
)
def test_never_out_of_it(location: str) -> None:
    with pytest.raises(Fault, match="redirected to"):
        moved(REAL, "https://www.globalsecurity.org/a", location)


def test_not_for_ever() -> None:
    with pytest.raises(Fault, match="more than 5 redirects"):
        moved(REAL, "https://www.globalsecurity.org/a", "/b", hops=MOST_HOPS)
