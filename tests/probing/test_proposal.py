"""Proposals from sites in memory: what they are drawn from, and how they are written."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.base.fault_kinds import FaultKind
from crawler.base.faults import Fault, UsageFault
from crawler.model import Page
from crawler.probing.proposal import Proposal, propose
from crawler.probing.source_file import source_toml, write_files
from crawler.probing.survey import survey
from crawler.run.seeds import unlisted_source
from crawler.sources import Source, load_source
from tests.support.pages import ARTICLE

NOW = datetime(2025, 11, 30, tzinfo=UTC)
HOME = "https://www.ledger.example/"


def story(title: str) -> str:
    body = "".join(f"<p>{text}</p>" for text in ARTICLE)
    return (
        f"<html lang=en><head><meta name=viewport content=x><title>{title}</title>"
        f'<meta property="og:type" content="article"><meta property="og:site_name" '
        f"""content='Ledger "of" Emmel\n[start]'>"""
        f'<meta property="article:published_time" content="2025-11-02T08:00:00Z"></head>'
        f"<body><article><h1>{title}</h1>{body}</article></body></html>"
    )


def site(pages: dict[str, str]) -> tuple[Callable[[str], Page], list[str]]:
    """Return a function that fetches these pages, and the list of what it was asked for."""
    asked: list[str] = []

    def fetch(url: str) -> Page:
        asked.append(url)
        body = pages.get(url.partition(".example")[2])
        if body is None:
            raise Fault(FaultKind.HTTP, "HTTP 404")
        return Page(url, "ledger", body.encode(), NOW)

    return fetch, asked


def proposed(pages: dict[str, str]) -> tuple[Proposal, list[str]]:
    fetch, asked = site(pages)
    inside: Source = unlisted_source(HOME.rstrip("/"))
    return propose(survey(HOME, fetch, tuple, inside), fetch, inside), asked


TITLES = [f"Council keeps the night ferry for year {number}" for number in range(4)]
SLUGS = {f"/council-keeps-the-night-ferry-{number}": each for number, each in enumerate(TITLES)}
LINKS = "".join(f'<a href="{path}">{title}</a>' for path, title in SLUGS.items())
STORIES = {path: story(title) for path, title in SLUGS.items()}


def test_without_feed_and_sitemap_titles_of_links_show_the_stories() -> None:
    home = story("News").replace("<article>", f"<nav><a href='/sea'>Sea</a></nav>{LINKS}<article>")

    found, asked = proposed({"/": home} | STORIES)

    assert found.story == ("^/(?:[^/?-]+-){2,}[^/?-]+$",)
    assert (found.feeds, found.sitemaps, found.indexes, found.hosts) == ((), (), ("/",), ())
    assert len(asked) == 1 + 4 + 1 + 3  # home, guessed feeds, guessed sitemap, stories


def test_a_sitemap_index_is_read_from_its_likely_part() -> None:
    urls = "".join(f"<url><loc>{HOME[:-1]}{path}</loc></url>" for path in SLUGS)
    parts = "".join(
        f"<sitemap><loc>{HOME}{name}.xml</loc></sitemap>" for name in ("tags", "posts", "users")
    )
    pages = {
        "/": story("News"),
        "/sitemap.xml": f"<sitemapindex>{parts}</sitemapindex>",
        "/posts.xml": f"<urlset>{urls}</urlset>",
        "/users.xml": "<urlset></urlset>",
    }

    found, asked = proposed(pages | STORIES)

    assert found.sitemaps == ("/sitemap.xml",)
    assert len(found.story) == 1
    assert asked.index(f"{HOME}posts.xml") < len(asked) - 3


def test_a_pattern_whose_pages_are_no_stories_is_dropped() -> None:
    pages = {"/": f"<html><body>{LINKS}</body></html>"} | dict.fromkeys(SLUGS, "<p>Gone</p>")

    found, _ = proposed(pages)

    assert found.story == ()
    assert {check.problem is None for check, _ in found.checks} == {False}


def test_a_hostile_name_stays_a_text_of_the_file(tmp_path: Path) -> None:
    twin = LINKS.replace('href="/', 'href="https://ledger.example/')
    found, _ = proposed({"/": story("News").replace("<article>", f"{twin}<article>")} | STORIES)

    file, pages = write_files(found, "ledger", tmp_path, "2025-11-30")

    source = load_source(file)
    assert source.name == 'Ledger "of" Emmel [start]'
    assert source.hosts == {"ledger.example"}
    assert source.path_of("https://ledger.example/council-keeps-the-night-ferry-1")
    assert source_toml(found, "2025-11-30") == file.read_text()
    assert sorted(each.name for each in pages.iterdir()) == [
        "01.html", "02.html", "03.html", "pages.jsonl",
    ]  # fmt: skip
    with pytest.raises(UsageFault, match="exists already"):
        write_files(found, "ledger", tmp_path, "2025-11-30")
