"""Blocks: which text makes one, its printed lines, and how it is marked."""

import pytest

from crawler.model import Block
from crawler.reading.parse.blocks import blocks, outlined
from crawler.reading.parse.tree import parse


def of(markup: str) -> list[Block]:
    return blocks(parse(markup.encode()))


def texts(markup: str) -> list[tuple[str, ...]]:
    return [block.lines for block in of(markup)]


@pytest.mark.parametrize(
    ("markup", "lines"),
    [
        ("<p>One <i>more</i> \n time<p>Two", [("One more time",), ("Two",)]),
        ("<ul><li><a href=x><span>News</span></a></li>\n<li>Sport</ul>", [("News",), ("Sport",)]),
        ("One<div>Two</div>Three", [("One",), ("Two",), ("Three",)]),
        ("<p>One<br>Two<br>\n<br>Three", [("One", "Two"), ("Three",)]),
        ("<pre>  One\n   two\n\nThree", [("  One", "   two"), ("Three",)]),
        ("<p style='White-Space: pre-wrap'>One\ntwo</p><p>Three\nfour", None),
        ("<p>One &amp;#10; two", [("One", "two")]),
        ("<p>\u200b<p>One", [("One",)]),
        ("<h1><span>Harbor</span>Talks resume</h1>", [("Harbor Talks resume",)]),
    ],
)
def test_lines(markup: str, lines: list[tuple[str, ...]] | None) -> None:
    assert texts(markup) == (lines or [("One", "two"), ("Three four",)])


@pytest.mark.parametrize(
    ("markup", "heading", "linked", "small"),
    [
        ("<p>One two", False, 0.0, False),
        ("<h2>One two", True, 0.0, False),
        ("<p><b>One</b> <strong>two</strong>", True, 0.0, False),
        ("<p><b>One</b> two", False, 0.0, False),
        ("<p><a href=x>One</a> <a href=y>two</a>", False, 1.0, False),
        ("<p><a href=x>One</a> two", False, 0.5, False),
        ("<p><a name=x>One two</a>", False, 0.0, False),
        ("<p><font size=-1><b><a href=x>One</a> two</b></font>", True, 0.5, True),
        ("<p><small>One</small><font size=5>two", False, 0.0, False),
        ("<p><a href=x>One&amp;amp;</a>", False, 2.0, False),
    ],
)
def test_marks(markup: str, heading: bool, linked: float, small: bool) -> None:
    (block,) = of(markup)
    assert (block.heading, block.linked, block.small) == (heading, linked, small)


def test_an_empty_paragraph_is_a_gap() -> None:
    markup = "<p>One<p> <p>Two<ul><li></ul><p>Three<td></td><p><b></b></p>Four"
    assert [block.gap for block in of(markup)] == [False, True, False, True]


def test_boxes_are_numbered_at_their_first_text() -> None:
    root = parse(
        b"<div><p></p></div><div id=a><ul class='m n'><li>One<li class=x>Two</ul></div>Three"
    )
    found, boxes, outline = outlined(root)
    assert [block.place for block in found] == [
        "html/body/div#a/ul.m/li",
        "html/body/div#a/ul.m/li.x",
        "html/body",
    ]
    assert boxes == [4, 5, 1]
    assert outline.parents == [-1, 0, 1, 2, 3, 3]
    assert outline.tags == ["html", "body", "div", "ul", "li", "li"]
    names = [("", ""), ("", ""), ("a", ""), ("", "m n"), ("", ""), ("", "x")]
    assert [outline.name(box) for box in range(len(names))] == names
    assert outline.kinds == [0, 1, 2, 3, 4, 5]
