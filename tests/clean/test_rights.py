"""Usage statements of a page: robots metas and licences."""

import json

import pytest

from crawler.model import StatedRights
from crawler.reading.parse.head import read_head
from crawler.reading.parse.tree import parse

URL = "https://www.calverra-post.example/town/ferry"
CC = "https://creativecommons.org/licenses/by/4.0/"
RSL = "https://licences.calverra.example/rsl.xml"


def rights(head: str = "", body: str = "", **article: object) -> StatedRights:
    script = json.dumps({"@type": "NewsArticle", **article})
    page = f'{head}<script type="application/ld+json">{script}</script>'
    whole = f"<html><head>{page}</head><body>{body}</body></html>"
    return read_head([*parse(whole.encode()).iter()], URL, whole.encode()).rights


@pytest.mark.parametrize(
    ("metas", "robots"),
    [
        ([("robots", "noindex")], "noindex"),
        ([("robots", "index"), ("ROBOTS", "noai, noimageai")], "index, noai, noimageai"),
        ([("robots", "index"), ("robots", "index")], "index"),
        ([("robots", ""), ("Robots", "noarchive")], "noarchive"),
        ([("robots", "index"), ("wirecrawl", "noai")], "index, wirecrawl: noai"),
        ([("GPTBot", "none")], "GPTBot: none"),
        ([("Google-Extended", "noindex")], "Google-Extended: noindex"),
        ([("Bytespider", "nosnippet, max-snippet:-1")], "Bytespider: nosnippet, max-snippet:-1"),
        ([("audience", "all"), ("rating", "general"), ("generator", "bot 2")], None),
        ([("og:type", "noindex")], None),
        ([("description", "no, index, follow")], None),
    ],
)
def test_robots_metas_are_joined(metas: list[tuple[str, str]], robots: str | None) -> None:
    written = "".join(f'<meta name="{name}" content="{text}">' for name, text in metas)
    assert rights(written).meta_robots == robots


@pytest.mark.parametrize(
    ("link", "rsl", "license_"),
    [
        (f'<link rel="license" type="application/rsl+xml" href="{RSL}">', RSL, None),
        (f'<LINK REL="License" TYPE="application/rsl+xml; charset=utf-8" HREF="{RSL}">', RSL, None),
        ('<link rel=license type=application/rsl+xml href="/l/rsl.xml">',
         "https://www.calverra-post.example/l/rsl.xml", None),
        ('<base href="https://b.example/a/"><link rel=license href="l.html">',
         None, "https://b.example/a/l.html"),
        (f'<link rel="nofollow license" href="{CC}">', None, CC),
        (f'<link rel="cc:license" href="{CC}">', None, CC),
        (f'<link rel=license href="{CC}"><link rel=license type=application/rsl+xml href="{RSL}">',
         RSL, CC),
        ('<link rel="license" href="http://[">', None, None),
        ('<link rel="licensee" href="/x">', None, None),
    ],
)  # fmt: skip
def test_linked_licences(link: str, rsl: str | None, license_: str | None) -> None:
    found = rights(link)
    assert (found.rsl_license, found.page_license) == (rsl, license_)


def test_embedded_licences() -> None:
    """The XML as in the page; the page's URL for one that is too long to be kept whole."""
    xml = '<rsl xmlns="https://rslstandard.org/rsl"><content url="/"><license/></content></rsl>'
    script = '<script type="application/rsl+xml">\n{}\n</script>'
    link = f'<link rel="license" type="application/rsl+xml" href="{RSL}">'

    assert rights(script.format(xml)).rsl_license == xml
    assert rights(script.format(xml) + link).rsl_license == RSL
    assert rights(script.format(xml + " " * 9000 + "<!-- -->" * 200)).rsl_license == URL
    assert rights(script.format("")).rsl_license is None


def test_a_licence_in_the_text_is_the_pages_and_one_of_a_picture_is_not() -> None:
    link = f'<a rel="license" href="{CC}">CC BY</a>'
    assert rights(body=f"<footer>{link}</footer>").page_license == CC
    assert rights(body=f"<figure><img>{link}</figure>").page_license is None


@pytest.mark.parametrize(
    ("stated", "license_"),
    [
        (CC, CC),
        ({"@type": "CreativeWork", "url": CC}, CC),
        ({"@id": CC}, CC),
        ([CC, RSL], CC),
        ("All rights reserved", "All rights reserved"),
        ("/terms", "https://www.calverra-post.example/terms"),
        (7, None),
        ([], None),
    ],
)
def test_the_licence_of_the_json_ld(stated: object, license_: str | None) -> None:
    assert rights(license=stated).page_license == license_


def test_every_statement_is_kept_with_what_states_it() -> None:
    links = f'<link rel=license type=application/rsl+xml href="{RSL}"><a rel=license href="{CC}">'
    metas = '<meta name="robots" content="noai"><meta name="tdm-reservation" content="1">'
    found = rights(
        metas + links,
        license=["/terms", CC],
        usageInfo={"@type": "CreativeWork", "url": f"{URL}/usage"},
        copyrightNotice="© 2003 Calverra Post",
        digitalSourceType="https://schema.org/TrainedAlgorithmicMediaDigitalSource",
    )

    assert found.statements == (
        ("meta_robots", "noai", "page"),
        ("tdm_reservation", "1", "page"),
        ("rsl_license", RSL, "page"),
        ("page_license", CC, "page"),
        ("page_license", "https://www.calverra-post.example/terms", "json-ld"),
        ("page_license", CC, "json-ld"),
        ("usage_info", f"{URL}/usage", "json-ld"),
        ("copyright_notice", "© 2003 Calverra Post", "json-ld"),
        (
            "digital_source_type",
            "https://schema.org/TrainedAlgorithmicMediaDigitalSource",
            "json-ld",
        ),
    )
    assert (found.page_license, found.usage_info) == (CC, f"{URL}/usage")
    assert found.copyright_notice == "© 2003 Calverra Post"


def test_a_page_of_licences_is_bounded() -> None:
    links = "".join(f'<link rel=license href="/{number}">' for number in range(1000))

    assert len(rights(links).statements) == 8
