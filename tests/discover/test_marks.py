"""Hashes that were added are found again, and no others."""

from hypothesis import given
from hypothesis import strategies as st

from crawler.discover.marks import Marks

HASHES = st.integers(-(1 << 63), (1 << 63) - 1)


@given(added=st.lists(HASHES), others=st.sets(HASHES))
def test_what_was_added_is_there(added: list[int], others: set[int]) -> None:
    marks = Marks()
    for mark in added:
        marks.add(mark)

    assert all(mark in marks for mark in added)
    assert not any(mark in marks for mark in others.difference(added))


def test_many_are_there() -> None:
    marks = Marks()
    names = [f"/news/{number}" for number in range(100_000)]
    for name in names[::2]:
        marks.add(hash(name))

    assert [hash(name) in marks for name in names] == [True, False] * 50_000
