"""The page inspector in a real browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from crawler.base.text_diff import Edit, text_edits
from crawler.inspector.inspection import inspect_story
from crawler.inspector.page import IndexRow, index_page, inspection_page
from crawler.inspector.values import Inspection, Published, RevisionView
from tests.support.browser import Visit, browser
from tests.support.hostile import HOSTILE
from tests.support.pages import PROSE, html, page

pytestmark = pytest.mark.slow

LONG = [f"{PROSE[:-1]}, {number} times." for number in range(10, 40)]
STORY = html("Kelm Talks End", f"KELM, Dec. 17 (AP) -- {PROSE}", *LONG, "(END)")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as running:
        yield running


def visit(chromium: Browser, file: Path, inspection: Inspection, **options: object) -> Visit:
    file.write_text(inspection_page(inspection), "utf-8")
    opened = Visit(chromium, file, **options)
    opened.page.wait_for_selector("[data-linked]")
    return opened


def story() -> Inspection:
    """Return an inspection with everything that one can have."""
    made = inspect_story("kelm.htm", page(STORY))
    edits: tuple[Edit, ...] = tuple(text_edits("The talks end.", "The long talks end."))
    revision = RevisionView("Revision 2: modify", "20261129T181445Z-051c5e", (("body", edits),), ())
    return made._replace(published=Published("{}", (revision,), (("headline", edits),)))


def current(opened: Visit) -> tuple[str, set[str]]:
    """Return the selected text, and the numbers that are highlighted on the page."""
    marks = opened.page.frame_locator("iframe").locator(".current")
    numbers = {each.get_attribute("n") or "" for each in marks.all()}
    return opened.page.locator("li.current bdi").inner_text(), numbers


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1400, 390])
def test_it_loads_nothing_and_everyone_can_use_it(
    chromium: Browser, tmp_path: Path, scheme: str, width: int
) -> None:
    size = {"width": width, "height": 844}
    opened = visit(chromium, tmp_path / "a.html", story(), color_scheme=scheme, viewport=size)

    assert opened.errors == []
    assert opened.findings() == []
    assert not opened.is_wider_than_screen()
    assert [url for url in opened.requests if not url.startswith(("file:", "data:"))] == []
    assert opened.page.locator("ins").first.inner_text() == "long "
    opened.close()


def test_a_text_is_shown_on_the_page_and_back(chromium: Browser, tmp_path: Path) -> None:
    opened = visit(chromium, tmp_path / "a.html", story())
    frame = opened.page.frame_locator("iframe")

    opened.page.locator("li", has_text=LONG[15]).locator("bdi").click()
    text, numbers = current(opened)
    assert text == LONG[15]
    assert frame.locator(f'[n="{min(numbers)}"]').inner_text() == text
    assert opened.page.locator(".stage").evaluate("stage => stage.scrollTop") > 0

    box = frame.locator("wire-text", has_text=LONG[17]).first.bounding_box()
    assert box
    opened.page.mouse.click(box["x"] + 5, box["y"] + 5)
    text, _ = current(opened)
    assert text == LONG[17]
    opened.close()


def test_the_arrow_keys_go_from_text_to_text_on_both_sides(
    chromium: Browser, tmp_path: Path
) -> None:
    opened = visit(chromium, tmp_path / "a.html", story())
    texts = [each.text for each in story().explanation.texts]

    opened.page.locator(".texts button").first.focus()
    opened.page.keyboard.press("Enter")
    opened.page.keyboard.press("ArrowDown")
    assert current(opened) == (texts[1], {"1"})
    opened.page.locator(".stage").focus()
    opened.page.keyboard.press("ArrowDown")
    assert current(opened) == (texts[2], {"2"})
    opened.page.keyboard.press("End")
    assert current(opened)[0] == texts[-1]
    opened.page.locator("#show-gone").uncheck()
    assert not opened.page.locator("li.gone").first.is_visible()
    opened.close()


def test_a_hostile_page_does_not_run_or_break_out(chromium: Browser, tmp_path: Path) -> None:
    title = f"&lt;script&gt;alert(1)&lt;/script&gt;\u202e{'w' * 10_000}"
    hostile = page(STORY.replace("Kelm Talks", title) + HOSTILE)
    inspection = inspect_story('"><script>alert(0)</script>', hostile)
    opened = visit(chromium, tmp_path / "a.html", inspection)

    assert opened.errors == []
    assert [url for url in opened.requests if not url.startswith(("file:", "data:"))] == []
    assert not opened.is_wider_than_screen()
    assert opened.page.locator("iframe").count() == 1
    assert opened.page.locator("h1").inner_text().startswith("<script>alert(1)</script>")
    opened.close()


def test_the_frame_forbids_what_the_copy_might_have_missed(
    chromium: Browser, tmp_path: Path
) -> None:
    """The frame alone: its content here is the page itself, as an attacker wrote it."""
    made = story()
    unclean = made._replace(page=made.page._replace(html=f"<body>{HOSTILE}</body>"))
    file = tmp_path / "a.html"
    file.write_text(inspection_page(unclean), "utf-8")
    opened = Visit(chromium, file)
    opened.page.wait_for_selector("[data-linked]")
    opened.page.wait_for_timeout(300)

    assert not [error for error in opened.errors if error.startswith("dialog")]
    assert opened.page.url == file.as_uri()
    assert opened.page.locator("h1").inner_text() == "Kelm Talks End"
    loaded = opened.page.evaluate("performance.getEntriesByType('resource').map(each => each.name)")
    assert [url for url in loaded if "evil" in url] == []
    opened.close()


def test_an_index_links_the_pages(chromium: Browser, tmp_path: Path) -> None:
    (tmp_path / "index.pages").mkdir()
    (tmp_path / "index.pages" / "0001.html").write_text(
        inspection_page(story(), "../index.html"), "utf-8"
    )
    rows = [
        IndexRow("kelm.htm", "index.pages/0001.html", "1 story", "Kelm Talks End", "2001-12-17", 9),
        IndexRow("<b>torn.htm", None, "empty: the page has no bytes"),
    ]
    (tmp_path / "index.html").write_text(index_page("pages", rows), "utf-8")
    opened = Visit(chromium, tmp_path / "index.html")

    assert (opened.errors, opened.findings()) == ([], [])
    assert opened.page.locator("tbody a").all_inner_texts() == ["kelm.htm"]
    opened.page.get_by_text("kelm.htm").click()
    assert opened.page.locator("h1").inner_text() == "Kelm Talks End"
    opened.page.get_by_text("All pages").click()
    assert opened.page.locator("h1").inner_text() == "pages"
    opened.close()
