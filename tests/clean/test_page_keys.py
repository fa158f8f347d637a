"""What a page states of itself: canonical URL, lead image with its credit, free access."""

import json
from typing import Any

import pytest

from crawler.contract import Image
from crawler.model import Head
from crawler.reading.parse.head import read_head
from crawler.reading.parse.tree import parse

URL = "https://www.calverra-post.example/town/ferry.html?ref=rss"
OWN = "https://www.calverra-post.example/town/ferry.html"
BOAT = "https://img.calverra-post.example/boat-1200.jpg"


def head_of(head: str = "", body: str = "", **article: Any) -> Head:
    script = json.dumps({"@type": "NewsArticle", **article})
    page = f'{head}<script type="application/ld+json">{script}</script>'
    whole = f"<html><head>{page}</head><body>{body}</body></html>".encode()
    return read_head([*parse(whole).iter()], URL, whole)


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ('<link rel="canonical" href="/town/ferry.html">', OWN),
        (f'<LINK REL="Canonical" HREF=" {OWN} "><meta property="og:url" content="/x">', OWN),
        (f'<meta property="og:url" content="{OWN}">', OWN),
        ('<base href="/town/"><link rel=canonical href=ferry.html>', OWN),
        ('<link rel="canonical" href="javascript:void(0)">', None),
        ('<link rel="canonical" href="http://[">', None),
        ('<link rel="canonical" href="">', None),
        ('<link rel="alternate" href="/town/ferry.amp">', None),
        ("", None),
    ],
)
def test_the_canonical_url(head: str, url: str | None) -> None:
    assert head_of(head).canonical_url == url


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("<base target=_top><base href=/town/><base href=/sea/>", "<base href=/sea/>"),
        ("<base href=/town/>", "</body></html><html><head><base href=/sea/></head>"),
        ("", "<p><base href=/sea/>"),
        ("", "</body></html><html><head><base href=/sea/></head>"),
    ],
)
def test_the_base_url_is_that_of_the_pages_own_head(head: str, body: str) -> None:
    of_town = head_of(f"{head}<link rel=canonical href=ferry.html>", body)
    assert of_town.canonical_url == OWN


@pytest.mark.parametrize(
    ("stated", "image"),
    [
        (BOAT, Image(BOAT)),
        ("/boat.jpg", Image("https://www.calverra-post.example/boat.jpg")),
        ([{"@type": "ImageObject", "url": BOAT, "creditText": "Tam Orrin"}, "/b.jpg"],
         Image(BOAT, "Tam Orrin")),
        ({"contentUrl": BOAT, "creator": {"@type": "Person", "name": "Tam Orrin"}},
         Image(BOAT, "Tam Orrin")),
        ({"url": [BOAT], "copyrightHolder": [{"name": "Calverra Post"}]},
         Image(BOAT, "Calverra Post")),
        ({"url": BOAT, "creditText": "x" * 400}, Image(BOAT)),
        ({"url": "data:image/gif;base64,R0lGOD"}, None),
        ({"caption": "A boat"}, None),
        ([], None),
        (7, None),
    ],
)  # fmt: skip
def test_the_image_of_the_json_ld(stated: object, image: Image | None) -> None:
    assert head_of(image=stated).metadata.image == image


def test_the_image_of_the_metas_unless_it_is_the_publishers_logo() -> None:
    meta = f'<meta property="og:image" content="{BOAT}">'
    logo = {"@type": "Organization", "logo": {"@type": "ImageObject", "url": BOAT}}

    assert head_of(meta).metadata.image == Image(BOAT)
    assert head_of(meta, image="/lead.jpg").metadata.image != Image(BOAT)
    assert head_of(meta, publisher=logo).metadata.image is None


@pytest.mark.parametrize(
    ("inside", "credit"),
    [
        ('<figcaption>A boat. <span class="photo-credit">Tam Orrin</span></figcaption>',
         "Tam Orrin"),
        ('<figcaption><span itemprop="copyrightHolder">Tam Orrin</span></figcaption>', "Tam Orrin"),
        ("<figcaption>A boat.</figcaption>", None),
    ],
)  # fmt: skip
def test_the_credit_printed_in_its_figure(inside: str, credit: str | None) -> None:
    figure = f'<figure><img src="/thumbs/boat-1200.jpg?w=200">{inside}</figure>'
    other = '<figure><img src="/dog.jpg"><span class="credit">Bertil Orr</span></figure>'

    assert head_of(body=other + figure, image=BOAT).metadata.image == Image(BOAT, credit)


@pytest.mark.parametrize(
    ("stated", "head", "free"),
    [
        (True, "", True),
        (False, "", False),
        ("False", "", False),
        ("https://schema.org/True", "", True),
        (None, '<meta property="article:content_tier" content="locked">', False),
        (None, '<meta property="article:content_tier" content="free">', True),
        (None, '<meta property="article:content_tier" content="metered">', None),
        ("perhaps", "", None),
        (None, "", None),
    ],
)
def test_free_access(stated: object, head: str, free: bool | None) -> None:
    assert head_of(head, isAccessibleForFree=stated).metadata.free_access is free


def test_a_paywall_stated_on_one_of_several_descriptions_of_the_article() -> None:
    things = [
        {"@type": "NewsArticle", "url": URL, "headline": "Ferry", "isAccessibleForFree": False},
        {"@type": "Article", "url": URL, "headline": "Ferry"},
    ]
    scripts = f'<script type="application/ld+json">{json.dumps(things)}</script>'
    page = f"<html><head>{scripts}</head><body></body></html>".encode()

    assert read_head([*parse(page).iter()], URL, page).metadata.free_access is False
