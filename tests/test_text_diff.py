"""Differences between two texts."""

import time

from hypothesis import given
from hypothesis import strategies as st

from crawler.base.text_diff import Edit, excerpts, text_edits

TEXTS = st.text(st.sampled_from("ab \n議会ก."), max_size=60)


@given(TEXTS, TEXTS)
def test_edits_contain_both_texts(old: str, new: str) -> None:
    edits = text_edits(old, new)

    assert "".join(text for sign, text in edits if sign != "+") == old
    assert "".join(text for sign, text in edits if sign != "-") == new
    assert all(text for _, text in edits)


@given(TEXTS)
def test_equal_texts_have_no_changes(text: str) -> None:
    assert text_edits(text, text) == ([Edit(" ", text)] if text else [])


def test_scripts_without_blanks_are_compared_letter_by_letter() -> None:
    assert text_edits("議会は火曜日", "議会は水曜日") == [
        (" ", "議会は"), ("-", "火"), ("+", "水"), (" ", "曜日"),
    ]  # fmt: skip


def test_excerpts_keep_changes_whole_and_cut_the_rest() -> None:
    old, new = f"{'a ' * 100}left {'b ' * 100}", f"{'a ' * 100}right {'b ' * 100}"

    start, removed, added, end = excerpts(text_edits(old, new), context=4)

    assert (start.text, removed.text, added.text, end.text) == ("…a a ", "left ", "right ", "b b …")


def test_long_texts_that_have_nothing_in_common_take_no_quadratic_time() -> None:
    started = time.process_time()

    edits = text_edits("a b " * 200_000, "c b " * 200_000)

    assert [sign for sign, _ in edits] == ["-", "+", " "]
    assert time.process_time() - started < 10
