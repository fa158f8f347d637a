"""The renderer of invented stories: deterministic pages that agree with their records."""

import json
import re
from pathlib import Path
from typing import Any

import lxml.html
import pytest

from benchmarks.rendering import corpus, families, nothing
from benchmarks.rendering.damage import DAMAGES, ENCODINGS
from benchmarks.rendering.layouts import wrapped
from benchmarks.rendering.render import Rendered, render
from benchmarks.rendering.skins import SKINS

pytestmark = pytest.mark.slow

STORIES = [*families.FAMILIES, families.DIGEST]
KEYS = {
    *("url", "family", "skin", "seq", "is_story", "infosource", "headline", "slugline"),
    *("story_number", "genre", "byline", "located", "published", "ednote", "intro", "body"),
    *("pubstatus", "corrected", "body_joined", "free", "accept", "must_remove", "must_keep"),
}
LINE_ONLY = ("SLUG:", "TITLE=")
"""Labels that no family but those of the Voice of America prints."""


def letters(text: str) -> str:
    """Text without blanks and quotes, which layouts and damages may change."""
    return re.sub(r"[\s\"'`“”‘’–—-]+", "", text).casefold()


def page_text(page: Rendered) -> str:
    """The letters of all that a page prints."""
    tree = lxml.html.fromstring(page.data.decode())
    for element in tree.xpath("//script|//style|//noscript|//title"):
        element.drop_tree()
    return letters(tree.text_content())


@pytest.mark.parametrize("family", STORIES)
def test_a_page_contains_the_values_of_its_record(family: str) -> None:
    for skin in SKINS:
        page = render(family, skin, "agree", hurt=False)
        printed = without_cues(page_text(page))
        for record in page.records:
            said: dict[str, Any] = dict(record)
            assert said.keys() == KEYS
            for paragraph in said["body"].split("\n\n"):
                for sentence in re.split(r"(?<=[.?!]) ", paragraph):
                    assert letters(sentence) in printed, (skin, sentence)
            for name in ("headline", "slugline", "story_number", "genre", "byline", "located"):
                assert not said[name] or letters(said[name]) in printed, (skin, name)
            for name in ("ednote", "intro"):
                assert not said[name] or letters(said[name]) in printed, (skin, name)
            whole = "\n".join(filter(None, (said["headline"], said["intro"], said["body"])))
            assert all(letters(kept) in letters(whole) for kept in said["must_keep"])
            assert said["published"]["conflict"] or said["published"]["date"] > "1994"


def without_cues(text: str) -> str:
    """The text without cues, which may be inside a paragraph."""
    for cue in ("///restopt///", "//restopt//", "///opt///", "///endopt///", "//endopt//"):
        text = text.replace(cue, "")
    return re.sub(r"\(pron\.[^)]*\)", "", text)


@pytest.mark.parametrize("skin", SKINS)
def test_every_family_parses_in_every_skin(skin: str) -> None:
    for family in [*STORIES, *nothing.PAGES]:
        page = render(family, skin, "parse")
        assert page.data == render(family, skin, "parse").data
        assert page.url.startswith("http")
        day = str(page.records[0].get("published", {}).get("date", ""))  # type: ignore[attr-defined]
        assert day < page.fetched
        tree = lxml.html.fromstring(page.data)
        assert tree.xpath("count(//body//*)") > 3


def test_bodies_do_not_hold_what_must_go() -> None:
    for family in STORIES:
        for seed in "abcdefgh":
            for record in render(family, "content", seed, hurt=False).records:
                body = str(record["body"])
                assert "//" not in body.replace("http://", "")
                assert not [line for line in LINE_ONLY if line in body]


def test_damages_and_encodings_all_occur() -> None:
    seen = {name for page in corpus.pages(400, 3) for name in page.damages}
    assert seen == {*DAMAGES, *ENCODINGS}


def test_corpus_is_written_in_the_form_of_the_examples(tmp_path: Path) -> None:
    total = corpus.write(tmp_path, 80, 7)
    first = (tmp_path / "expected.jsonl").read_bytes()
    pages = [json.loads(line) for line in (tmp_path / "pages.jsonl").read_text().splitlines()]
    records = [json.loads(line) for line in first.splitlines()]
    assert len(pages) == 80
    assert len(records) == total >= 80
    assert {page["url"] for page in pages} == {record["url"] for record in records}
    assert all((tmp_path / page["path"]).stat().st_size for page in pages)
    assert all(
        re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", page["fetched_at"]) for page in pages
    )
    corpus.write(tmp_path, 80, 7)
    assert (tmp_path / "expected.jsonl").read_bytes() == first


def test_wrapping_breaks_after_hyphens_only_when_asked() -> None:
    text = "a non-military and mid- and long-range list"
    assert wrapped(text, 8, hyphens=True)[0] == "a non-"
    assert " ".join(wrapped(text, 8, hyphens=False)) == text
