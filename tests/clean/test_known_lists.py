"""Lists that are known from other pages are not parsed again, and no outcome changes by that."""

from collections.abc import Iterator

import pytest

from crawler.model import Document
from crawler.reading import known_lists
from crawler.reading.clean import clean
from crawler.reading.parse.lists import LIST
from crawler.reading.parse.lists import known_lists as known
from crawler.reading.parse.tree import text_of
from tests.support.pages import page

PROSE = "The ferry of Kelm did not leave the harbor on Monday, because the tide was too low for it."
ITEMS = "\n".join(
    f"<li class='menu-item item-{name}'><a class=link href='/{name}/' data-track=menu:{name}>"
    f"<svg class=icon><path d='M1 2'/></svg> <span>{name.title()}</span></a></li>"
    for name in ("harbor", "letters", "tides", "council", "notices")
)
MENU = f"<ul class=menu id=top>\n{ITEMS}\n<!-- more --> <li><div></div> </li>\n</ul>"
HEAD = "<title>Ferry Stays</title><meta property=og:type content=article>"
STORY = f"<h1>Ferry Stays</h1><p>{PROSE}</p><p>{PROSE} So it stayed.</p>"
PLACES = (
    f"<div>{MENU}</div>{STORY}",
    f"<div>{MENU} after</div>{STORY}<p>Before<p></p>{MENU}<p>After",
    f"<nav class=navigation>{MENU}</nav>{STORY}<footer>{MENU}</footer>",
    f"{STORY}<aside class=sidebar><p>{PROSE}</p>{MENU}</aside>",
    f"{STORY}<div class=related>Read more <br>{MENU}<a href=x>Other</a></div>",
    f"{STORY}<div>Click here {MENU}</div><div><br>{MENU}Click here</div>",
    f"<div><div id=a><div>{MENU}</div>{MENU}</div></div>{STORY}",
    f"<ul><li>Menu <br>{MENU}</ul>{STORY}",
    f"<h2><br>{MENU}</h2><p>After</p>{STORY}",
    f"<a href=x><br>{MENU}</a>{STORY}",
    f"<b>Bold<p>{MENU}</b>{STORY}",
    f"<pre>One\n\n<br>{MENU}</pre>{STORY}",
    f"<div style='white-space: pre'><br>{MENU}</div>{STORY}",
    f"<figure><img src=x>{MENU}</figure>{STORY}",
    f"<!-- {MENU} --><div>{MENU}</div>{STORY}",
    f"<script>var menu = '<p>{MENU}'</script>{STORY}<div>{MENU}</div>",
    f'<p title="<p>{MENU}">Titled</p>{STORY}',
    f"<p title=<br>{MENU}</p>{STORY}",
    f"<textarea><br>{MENU}</textarea>{STORY}",
    f"<noscript><br>{MENU}</noscript>{STORY}",
    f"<noframes><br>{MENU}</noframes>{STORY}",
    f"<template><br>{MENU}</template>{STORY}",
    f"<select><option>{MENU}</select>{STORY}",
    f"<table><tr>{MENU}<td>Cell</table>{STORY}",
    f"<div hidden>{MENU}</div>{STORY}",
    f"{'<div>' * 195}{MENU}{'</div>' * 195}{STORY}",
    f"{'<div>' * 300}{MENU}{'</div>' * 300}{STORY}",
    f"{STORY}</body></html><div>{MENU}</div>",
    f"<div>{MENU}</div></head><body>{STORY}",
    f"<div>Saved on 4 May 2004 at 10:11:12 from http://kelm.example/1 {MENU}</div>" + STORY * 9,
    f"<div>{MENU}</div><div>Saved at 10:11:12 from http://kelm.example/1</div>" + STORY * 9,
    f"<h1>Ferry Stays</h1><div class=author><br>{MENU}</div>{STORY}",
    f"<h1>Ferry Stays</h1>{f'<div>{MENU}</div>' * 9}<time>May 4, 2004</time><p>{PROSE}</p>",
    f"<time>May 4, 2004</time>{f'<div>{MENU}</div>' * 30}{STORY}",
    f"<div>{MENU.replace('top', 'S:1')}</div>{STORY}",
    f"<LIST list=1>{STORY}</LIST><div>{MENU}</div>",
    f"<p></p>{MENU}{STORY}<p></p>{MENU}",
)
VIEWPORTS = ("", "<meta name=viewport content=x>")


@pytest.fixture(autouse=True)
def nothing_known() -> Iterator[None]:
    forget()
    yield
    forget()


def forget() -> None:
    for each in (
        known,
        known_lists._by_start,
        known_lists._seen,
        known_lists._read_before,
        known_lists._used,
    ):
        each.clear()


def read(body: str, head: str = HEAD) -> Document:
    return clean(page(f"<html><head>{head}</head><body>{body}</body></html>"))


def know(markup: str) -> bool:
    """Return whether a list is known when it has been seen twice."""
    for _ in range(2):
        read(f"<div>{markup}</div>")
    return any(each.markup == markup.encode() for each in known.values())


@pytest.mark.parametrize("viewport", VIEWPORTS)
@pytest.mark.parametrize("body", PLACES)
def test_a_known_list_changes_nothing(body: str, viewport: str) -> None:
    expected = read(body, HEAD + viewport)
    assert know(MENU)
    assert read(body, HEAD + viewport) == expected
    assert read(body, HEAD + viewport) == expected


def test_a_known_list_is_one_element_of_the_tree() -> None:
    assert know(MENU)
    root = known_lists.parse_page(f"<div>{MENU} after</div>".encode())
    assert [element.tag for element in root.iter()] == ["html", "body", "div", LIST]
    assert text_of(root) == "Harbor Letters Tides Council Notices after"


@pytest.mark.parametrize(
    "item",
    [
        "<li>Alpha</li><li>Beta</li>\n",
        "<li>Alpha</li>\n<li>Beta\n",
        "<li>Alpha</li></div>\n",
        "<li><li>Alpha</li></li>\n",
        "<li><a href=x><a href=y>Alpha</a></a></li>\n",
        "<li><button>Alpha</button></li>\n",
        "<li><h2>Alpha</h2></li>\n",
        "<li><script>var alpha</script></li>\n",
        "<li>Alpha 10:11:12</li>\n",
        "<li><span hidden>Alpha</span></li>\n",
        "<li class=sr-only>Alpha</li>\n",
        "<li><a rel=license href=x>Alpha</a></li>\n",
        "<li><a href=/author/alpha>Alpha</a></li>\n",
        "<li class=byline>Alpha</li>\n",
        "<li><img src=/images/x alt='Alpha logo'></li>\n",
        "<li class=share-buttons>Alpha</li>\n",
        "<li>Click here</li>\n",
        f"<li>{PROSE}</li>\n",
        "<li title='<b>'>Alpha</li>\n",
        "<li title='Alpha>Beta</li>\n",
        "<li/>\n",
        "<li title='>\n",
        "<!-- ",
        "<li><!-- > -->Alpha</li>\n",
    ],
)
def test_a_list_that_depends_on_its_page_is_never_known(item: str) -> None:
    assert not know(MENU.replace("</ul>", f"{item}</ul>"))
    assert know(MENU)


@pytest.mark.parametrize("text", ["<img src=x>", "<a href=x>&#8203;</a>"])
def test_a_list_without_visible_text_is_never_known(text: str) -> None:
    item = f"<li>{text}</li>\n"
    assert not know(f"<ul>{item * 50}</ul>")


def test_a_list_of_another_markup_is_another() -> None:
    assert know(MENU)
    for _ in range(2):
        document = read(f"<div>{MENU.replace('id=top', 'id=low')}</div>")
        assert {each.place.split("/")[3] for each in document.removed} == {"ul#low"}


def test_a_list_that_is_written_in_a_script_is_given_up() -> None:
    assert know(MENU)
    read(f"<script>'<p>{MENU}'</script>{STORY}")
    assert not know(MENU)
    assert not known


def test_what_is_known_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known_lists, "_MOST_KNOWN", 3)
    monkeypatch.setattr(known_lists, "_MOST_SEEN", 4)
    monkeypatch.setattr(known_lists, "_RECENT", 0)
    for number in range(10):
        assert know(MENU.replace("</ul>", f"<li>{number}</li> </ul>"))
        assert not know(MENU.replace("</ul>", f"<li>{number}</li></ul></ul>"))
        assert len(known) == sum(map(len, known_lists._by_start.values())) <= 3
        assert [*known] == [*known_lists._used]
        assert len(known_lists._seen) <= 4
        assert len(known_lists._read_before) <= 4


def test_a_list_that_was_used_recently_is_not_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known_lists, "_MOST_KNOWN", 1)
    monkeypatch.setattr(known_lists, "_RECENT", 5)
    assert know(MENU)
    other = MENU.replace("id=top", "id=low")
    assert not know(other)
    assert not know(other)
    assert know(MENU)
    for _ in range(5):
        read(STORY)
    assert know(other)
    assert not know(MENU)
    for _ in range(5):
        read(STORY)
    assert know(MENU)
