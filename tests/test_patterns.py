"""The index of patterns finds the same matches as the patterns one by one."""

import re
import string
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.agencies import compiled, load_families
from crawler.base.patterns import PatternIndex
from crawler.base.patterns.firsts import first_characters
from crawler.reading.rules import load_rules

RULES = load_rules().lines
LINES = [line for rule in RULES for line in (*rule.hits, *rule.spares)]
HEADERS = [form for family in load_families() for form in family.header]
ENDINGS = [form for family in load_families() for form in family.ending]
FORMS = [compiled(each.form) for each in HEADERS] + [compiled(each.form) for each in ENDINGS]
EXAMPLES = [each.example for each in HEADERS] + [each.example for each in ENDINGS]
CASES = (str, str.upper, str.lower, str.title, str.swapcase)


def _first_of(patterns: Sequence[re.Pattern[str]], text: str) -> int | None:
    return next((at for at, each in enumerate(patterns) if each.fullmatch(text)), None)


def _found(index: PatternIndex, text: str) -> int | None:
    found = index.fullmatch(text)
    return None if found is None else found[0]


@given(st.sampled_from(LINES), st.sampled_from(CASES))
def test_the_rules_of_lines(line: str, case: type) -> None:
    patterns = [rule.text for rule in RULES]
    assert _found(PatternIndex(patterns), case(line)) == _first_of(patterns, case(line))


@pytest.mark.slow
@given(st.sampled_from(EXAMPLES), st.sampled_from(CASES))
def test_the_forms_of_families(line: str, case: type) -> None:
    assert _found(PatternIndex(FORMS), case(line)) == _first_of(FORMS, case(line))


PATTERNS = tuple(
    map(
        re.compile,
        (
            "(?i)Top of [A-C]|kiosk",
            r"(?i)next\W+page",
            "Index|[(]Home[)]|(?:a|b|)c",
            r"[^\w\s]{2,}|\d+ views|\D x",
            r"(?<!x)y|\bz|(?=q)[a-q]\w|(?!n)[m-o]",
            r"[|)]+|\||\(a\|b\)|[]a-]{3}",
            "ſ|é+|[À-ÿ]a|[^À-ÿ]b",
            "(?i)straße|[à-ÿ]x|[ſ-ƀ]z",
            "(?s:.)b|(?i:k)1",
            r".*\b[Aa]bc|[^x]*(?:ABC|xyz)+",
            r"(?i).{0,3}\b(?:kis|[sS]i)x?\w",
        ),
    )
)
ALPHABET = string.ascii_letters + "ſKıİéÉß|()[]-. 0123"


@given(st.text(ALPHABET, max_size=5))
def test_patterns_of_many_makes(text: str) -> None:
    assert _found(PatternIndex(PATTERNS), text) == _first_of(PATTERNS, text)


@pytest.mark.parametrize(
    ("pattern", "firsts"),
    [
        (r"(?:the )?[XY]|(?i:a)b?", "AXYat"),
        (r"(?i)[b-c]", "BCbc"),
        (r"\d\d", string.digits),
        (r"(?<=x)-{2,}", "-"),
        (r"(?>ab|c)d", "ac"),
    ],
)
def test_first_characters(pattern: str, firsts: str) -> None:
    found = first_characters(re.compile(pattern))
    assert {each for each in found if each.isascii()} == set(firsts)


def test_patterns_that_may_be_empty_begin_with_anything() -> None:
    assert first_characters(re.compile("a*")) >= set(map(chr, range(128)))
