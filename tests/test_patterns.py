"""The index of patterns finds the same matches as the patterns one by one."""

import re
import string
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.agencies import compiled, load_families
from crawler.base.patterns import PatternIndex
from crawler.base.patterns.beginnings import Characters, pairs_of
from crawler.reading.rules import load_rules

RULES = load_rules().lines
LINES = [line for rule in RULES for line in (*rule.hits, *rule.spares)]
HEADERS = [form for family in load_families() for form in family.header]
ENDINGS = [form for family in load_families() for form in family.ending]
FORMS = [compiled(each.form) for each in HEADERS] + [compiled(each.form) for each in ENDINGS]
EXAMPLES = [each.example for each in HEADERS] + [each.example for each in ENDINGS]
CASES = (str, str.upper, str.lower, str.title, str.swapcase)


def second_characters(pattern: re.Pattern[str], first: str) -> Characters:
    seconds = (seconds for firsts, seconds in pairs_of(pattern) if first in firsts)
    return frozenset[str]().union(*seconds)


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
    ("pattern", "first", "seconds"),
    [
        (r"(?:the )?[XY]|(?i:a)b?", "t", "h"),
        (r"(?i)[b-c]d", "C", "dD"),
        (r"\d{2}", "1", string.digits),
        (r"x\d*-?y", "x", string.digits + "-y"),
        (r"(?:a?b)+", "b", "ab"),
        (r"(?<=x)-{2,}", "-", "-"),
        (r"(?>ab|c)d", "c", "d"),
        (r"ab", "b", ""),
    ],
)
def test_second_characters(pattern: str, first: str, seconds: str) -> None:
    found = second_characters(re.compile(pattern), first)
    assert {each for each in found if each.isascii()} - {""} == set(seconds)


@pytest.mark.parametrize(("pattern", "may_end"), [("ab", False), ("ab?", True), ("a{2}|a", True)])
def test_the_first_character_may_be_the_only_one(pattern: str, may_end: bool) -> None:
    assert ("" in second_characters(re.compile(pattern), "a")) == may_end


def test_what_cannot_be_derived_may_have_any_second_character() -> None:
    assert second_characters(re.compile("(a|)(?(1)b|c)"), "c") >= set(map(chr, range(128)))
