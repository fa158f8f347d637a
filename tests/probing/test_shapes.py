"""Patterns of paths, from examples."""

import re
from dataclasses import dataclass

import pytest

from crawler.probing.shapes import section_pattern, story_shapes


@dataclass(frozen=True)
class Case:
    paths: tuple[str, ...]
    hits: tuple[str, ...]
    """Other paths that the patterns should match."""
    spares: tuple[str, ...]


CASES = {
    "day in folders": Case(
        ("/sea/2024/05/06/eels-are-late/", "/town/2024/05/07/tide/"),
        ("/harbour/2025/12/01/a-new-mole-for-the-port/",),
        ("/sea/", "/sea/2024/", "/sea/2024/05/06/", "/about/us/"),
    ),
    "slug at the root": Case(
        ("/eels-are-late-again.html", "/council-keeps-the-ferry.html"),
        ("/a-new-mole-for-the-port.html",),
        ("/", "/index.html", "/about.html", "/eels-are-late-again"),
    ),
    "number in the query": Case(
        ("/story.php?id=12", "/story.php?id=907"),
        ("/story.php?id=5",),
        ("/story.php", "/list.php?page=2", "/story.php?id=x"),
    ),
    "number in the path": Case(
        ("/news/1234567", "/news/1234568"), ("/news/99",), ("/news/", "/news/all", "/sport/99")
    ),
    "ISO day": Case(
        ("/archive/2019-10-18/talks/", "/archive/2019-10-19/eels-late/"),
        ("/archive/2020-01-01/ferry/",),
        ("/archive/", "/archive/2019-10-18/"),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_patterns_match_other_stories_and_spare_listings(case: Case) -> None:
    patterns = [re.compile(shape.pattern) for shape in story_shapes(case.paths)]

    for path in (*case.paths, *case.hits):
        assert any(pattern.search(path) for pattern in patterns), path
    for path in case.spares:
        assert not any(pattern.search(path) for pattern in patterns), path


def test_rare_shapes_and_paths_of_words_give_no_pattern() -> None:
    stories = [f"/news/2024/05/eels-are-late-{number}" for number in range(30)]

    shapes = story_shapes([*stories, "/about/us", "/terms", "/tags/sea-and-town-and-more"])

    assert [len(shape.paths) for shape in shapes] == [30]


def test_listings_are_sections_and_their_further_pages() -> None:
    pattern = re.compile(section_pattern(["/sea/", "/town", "/a.b/"]))

    for path in ("/", "/sea/", "/sea", "/town/page/2/", "/?page=3", "/a.b/"):
        assert pattern.search(path), path
    for path in ("/sea/2024/", "/about/", "/axb/", "/seaside/"):
        assert not pattern.search(path), path
