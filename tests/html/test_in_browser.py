"""The base template in a real browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from crawler.html import environment
from tests.support.browser import Visit, browser

pytestmark = pytest.mark.slow

TABLE = """{% extends "base.html.j2" %}
{% block title %}Sources{% endblock %}{% block heading %}Sources{% endblock %}
{% block nav %}<li><a href="#all">All</a></li>{% endblock %}
{% block main %}{% from "macros.html.j2" import scroll %}<section id="all"><h2>All</h2>
{% call scroll("Sources") %}<table data-sort data-filter="sources"><thead>
<tr><th scope="col">Name</th><th scope="col" class="num">Stories</th></tr></thead><tbody>
{% for name, stories in rows %}<tr><td>{{ name }}</td><td class="num">
{{- stories|number }}</td></tr>{% endfor %}</tbody></table>{% endcall %}</section>{% endblock %}"""
ROWS = [("delta", 9), ("alpha", 12_000), ("charlie", 100), ("bravo 2", 0), ("bravo 10", 7)]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as running:
        yield running


@pytest.fixture
def table(tmp_path: Path) -> Path:
    made = environment("crawler.html").from_string(TABLE).render(rows=ROWS)
    file = tmp_path / "table.html"
    file.write_text(made, "utf-8")
    return file


def names(visit: Visit) -> list[str]:
    return visit.page.locator("tbody tr:visible td:first-child").all_inner_texts()


def test_a_table_is_sorted_by_keyboard(chromium: Browser, table: Path) -> None:
    visit = Visit(chromium, table)
    visit.page.locator("th button").first.focus()

    visit.page.keyboard.press("Enter")
    assert names(visit) == ["alpha", "bravo 2", "bravo 10", "charlie", "delta"]
    visit.page.keyboard.press("Enter")
    assert names(visit) == ["delta", "charlie", "bravo 10", "bravo 2", "alpha"]
    visit.page.keyboard.press("Tab")
    visit.page.keyboard.press("Space")
    assert names(visit) == ["alpha", "charlie", "delta", "bravo 10", "bravo 2"]
    assert visit.page.locator("th").nth(1).get_attribute("aria-sort") == "descending"
    assert visit.errors == []


def test_a_table_is_filtered_by_keyboard(chromium: Browser, table: Path) -> None:
    visit = Visit(chromium, table)
    for _ in range(4):  # skip link, contents, then the field before the table
        visit.page.keyboard.press("Tab")
        if visit.page.evaluate("document.activeElement.type") == "search":
            break

    visit.page.keyboard.type("10 BRA")
    assert names(visit) == ["bravo 10"]
    assert visit.page.locator(".filter output").inner_text() == "1 of 5"
    visit.page.keyboard.press("Escape")
    assert len(names(visit)) == 5
    assert visit.errors == []


def test_without_scripts_the_table_is_there(chromium: Browser, table: Path) -> None:
    visit = Visit(chromium, table, java_script_enabled=False)

    assert names(visit) == [name for name, _ in ROWS]
    assert visit.page.locator("button, input").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_accessible_and_fits_a_phone(chromium: Browser, table: Path, scheme: str) -> None:
    visit = Visit(chromium, table, color_scheme=scheme, viewport={"width": 360, "height": 740})

    assert visit.findings() == []
    assert not visit.is_wider_than_screen()
    assert visit.requests == [table.as_uri()]
    assert visit.errors == []
