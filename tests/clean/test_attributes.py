"""Test the bound on attributes per tag."""

import pytest

from crawler.reading.parse.attributes import MOST, bound_attributes

ATTRIBUTES = {
    "bare": b" a%d",
    "unquoted": b" a%d=b",
    "double": b' a%d="b>"',
    "single": b" a%d='b>'",
    "glued": b'a%d="<p>"',
    "spaced": b" a%d = \n'b \">'",
    "lookalike": b" a%d='<p class=\"b\">'",
}


@pytest.mark.parametrize("form", ATTRIBUTES.values(), ids=ATTRIBUTES)
@pytest.mark.parametrize("before", [0, 3000, 7990, 7999, 8001])
def test_a_long_tag_is_cut_wherever_it_begins(form: bytes, before: int) -> None:
    kept = b"".join(form % number for number in range(10_000, 10_000 + MOST))
    more = b"".join(form % number for number in range(20_000, 22_000))
    text = b"Text" * 500
    start = b"-" * before + b'<p class=x>x</p><p id="x" '

    cut = bound_attributes(start + kept + more + b">" + text)

    assert cut.startswith(start + kept[: -3 * len(form)])
    assert cut.endswith(b">" + text)
    assert len(cut) < len(start + kept + text) + 3


@pytest.mark.parametrize(
    "page",
    [
        b'<p title="' + b"x " * 9000 + b'">Text</p>',
        b"<p title='" + b'x=">" ' * 9000 + b"'>Text</p>",
        b"<script>" + b'if (a <b) c = "d' * 2000 + b"</script><p>Text</p>",
        b"<p>Text, x < y, it's </p>" * 2000,
        b'<a href="x" class=y>Text</a>\n' * 2000,
        b"<p>" + b" a=b" * 9000,
        b"<p %b>Text</p>" % (b" a=b" * (MOST - 1)),
    ],
)
def test_other_pages_are_kept(page: bytes) -> None:
    assert bound_attributes(page) is page
