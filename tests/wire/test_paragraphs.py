"""Hard-wrapped lines are joined; separate paragraphs stay separate."""

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.reading.wire.cues import strip_cues
from crawler.reading.wire.paragraphs import paragraphs
from tests.support.pages import PROSE

OTHER = (
    "Nobody at the station could say who had paid for the tickets. The minister, who had come to "
    "see the guests off, went back to the ministry on foot and was not seen again that day."
)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (f"{PROSE}\n\n{OTHER}", (PROSE, OTHER)),
        ("The State\n\nDepartment says, given the\n\ntalks, no.",
         ("The State Department says, given the talks, no.",)),
        ("It was first tried, the clerks of the harbor say, in the winter of\n\n1989.",
         ("It was first tried, the clerks of the harbor say, in the winter of 1989.",)),
        ("The plan would cut non-\nmilitary spending on mid-\nand long-range boats.",
         ("The plan would cut non-military spending on mid- and long-range boats.",)),
        ("Q: Is there a date?\n\nMR. AMAR: No.\n\nQ: Why?",
         ("Q: Is there a date?", "MR. AMAR: No.", "Q: Why?")),
        (f"{PROSE}\n|\n{OTHER}", (PROSE, OTHER)),
        ('He said: "No."\n\n"Never."', ('He said: "No."', '"Never."')),
    ],
)  # fmt: skip
def test_joins(text: str, wanted: tuple[str, ...]) -> None:
    assert paragraphs(text) == wanted


@pytest.mark.parametrize("width", [60, 66, 72, 76])
@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_a_wrapped_paragraph_is_whole_again(width: int, between: str) -> None:
    lines = [*textwrap.wrap(PROSE, width), *textwrap.wrap(OTHER, width)]

    assert " ".join(paragraphs(between.join(lines))) == f"{PROSE} {OTHER}"


def test_indents_open_paragraphs() -> None:
    def indented(text: str) -> str:
        return "\n".join(textwrap.wrap(text, 64, initial_indent="     "))

    assert paragraphs(f"{indented(PROSE)}\n{indented(OTHER)}") == (PROSE, OTHER)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (f"{PROSE}\n\n/// VANCE ACT ///\n\nWe saw it.\n\n// END ACTUALITY //\n\n{OTHER}",
         (PROSE, "We saw it.", OTHER)),
        ("They came by sea. ///Rest Opt///They left by land.",
         ("They came by sea. They left by land.",)),
        ("They took water /// OPT ///, but not dust /// END OPT ///, and left.",
         ("They took water, but not dust, and left.",)),
        ("The town (Pron. KELM) was quiet.", ("The town was quiet.",)),
        ("/ / / Natural sound of a ferry / / /\n\nIt left.", ("It left.",)),
        ("See http://kelm.example/a//b/ for more.", ("See http://kelm.example/a//b/ for more.",)),
    ],
)  # fmt: skip
def test_cues_leave_no_trace(text: str, wanted: tuple[str, ...]) -> None:
    assert paragraphs(strip_cues(text)) == wanted


@given(st.text(alphabet="aB. \n\f\v-/\"'", max_size=300))
def test_no_word_is_lost_or_made(text: str) -> None:
    joined = "".join("".join(paragraphs(text)).split())

    assert joined == "".join(text.replace("\v", "").replace("\f", "").split())
