"""The first number of each key is kept, in the order of the keys."""

from hypothesis import given
from hypothesis import strategies as st

from crawler.run.first_numbers import FirstNumbers

HASHES = st.integers(-(1 << 63), (1 << 63) - 1) | st.integers(0, 9)


@given(added=st.lists(st.tuples(HASHES, HASHES)), most=st.integers(0, 20))
def test_it_is_a_dictionary_that_sets_defaults(added: list[tuple[int, int]], most: int) -> None:
    found, expected = FirstNumbers(), dict[int, int]()
    for key, number in added:
        assert found.add(key, number) == expected.setdefault(key, number)
        while len(expected) > most:
            oldest = next(iter(expected))
            assert found.oldest() == oldest
            found.remove(oldest)
            del expected[oldest]
        assert found.get(key) == expected.get(key)
        assert len(found) == len(expected)

    assert all(found.get(key) == expected.get(key) for key, _ in added)
    assert sorted(expected, key=found.place) == [*expected]
