"""The quick test of lines lets no line pass by that a rule takes."""

import re

from hypothesis import given
from hypothesis import strategies as st

from crawler.clean.rules import load_rules
from crawler.clean.rules.sieve import Sieve

LINES = [line for rule in load_rules().lines for line in (*rule.hits, *rule.spares)]
PLACES = sorted(load_rules().line_in)
CASES = (str, str.upper, str.lower, str.title, str.swapcase)


@given(st.sampled_from(LINES), st.sampled_from(CASES), st.sampled_from(PLACES))
def test_what_a_rule_takes_passes(line: str, case: type, place: str) -> None:
    rules = load_rules()
    text = case(line)
    assert rules.sieves[place].passes(text) or not rules.line_in[place].fullmatch(text)


def test_patterns_with_capitals_are_tried_as_they_are_written() -> None:
    sieve = Sieve(map(re.compile, ("(?i)Top of [A-C]", r"(?i)next\W+page", "Index")))
    assert all(map(sieve.passes, ("TOP OF b", "Next -- PAGE", "Index", "näxt")))
    assert not any(map(sieve.passes, ("top of d", "nextpage", "INDEX")))
