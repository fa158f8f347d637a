"""The sample archive covers the cases of discovery that it was made for."""

import json
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from crawler.discover import read_links
from crawler.sample.server import SITE, serving
from crawler.sources import load_sources

SOURCE = load_sources(None)["sample"]
GOLDEN = Path(__file__).parent.parent / "golden"
INDEX = "/wmd/library/news/index"
CHANNELS = {
    "first page": {f"{INDEX}.html"},
    "second page": {f"{INDEX}-2.html"},
    "third page": {f"{INDEX}-3.html"},
    "index of a topic": {"/wmd/library/news/marrowan/index.html"},
    "index of a day": {"/security/library/news/2024/01/01-31_index.htm"},
    "feed": {"/wire.xml"},
    "sitemaps": {"/sitemap-military.xml", "/sitemap-more.xml"},
}


def linked(listing: str) -> set[str]:
    """The stories and listings of the archive that a listing names."""
    links = read_links((SITE / listing.removeprefix("/")).read_bytes(), SOURCE.url_of(listing))
    paths = {SOURCE.path_of(link.url) for link in links}
    return {path for path in paths if path and SOURCE.kind_of(path)}


def stories_of(channel: str) -> set[str]:
    found = set().union(*map(linked, CHANNELS[channel]))
    return {path for path in found if SOURCE.kind_of(path) == "story"}


@pytest.mark.parametrize("channel", CHANNELS)
def test_some_stories_are_found_only_there(channel: str) -> None:
    elsewhere = set().union(*(stories_of(other) for other in CHANNELS if other != channel))
    only = stories_of(channel) - elsewhere
    golden_paths = {each["url"].removeprefix("http://archive.example") for each in goldens()}
    assert only & golden_paths


def test_every_page_is_named_somewhere_and_every_named_page_is_there() -> None:
    named = set().union(*(stories_of(channel) for channel in CHANNELS))
    there = {f"/{page.relative_to(SITE)}" for page in SITE.rglob("*.htm*")}
    assert named == {path for path in there if SOURCE.kind_of(path) == "story"}


def test_the_pages_of_the_index_follow_from_the_first() -> None:
    assert f"{INDEX}-2.html" in linked(f"{INDEX}.html")
    assert f"{INDEX}-3.html" not in linked(f"{INDEX}.html")
    assert f"{INDEX}-3.html" in linked(f"{INDEX}-2.html")


def test_the_server_gives_folders_without_an_index_away_to_nobody() -> None:
    with serving() as base:
        assert urlopen(f"{base}/wmd/library/news/").status == 200  # noqa: S310
        with pytest.raises(HTTPError, match="404"):
            urlopen(f"{base}/wmd/library/news/calverra/")  # noqa: S310


def goldens() -> list[dict[str, str]]:
    """Of the pages that have stories."""
    known = [json.loads(file.read_bytes()) for file in sorted(GOLDEN.glob("*.json"))]
    return [each for each in known if each["records"]]
