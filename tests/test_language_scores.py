"""Scores are added up exactly, whatever numbers they are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.reading.language_scores import sums

USUAL = st.integers(0xC000, 0xCBFF)
"""Bits of the numbers from -2 to -16, which are added as integers."""
FINITE = st.one_of(USUAL, st.integers(0, 0x7BFF), st.integers(0x8000, 0xFBFF))


def rows(bits: "np.ndarray[tuple[int, int], np.dtype[np.uint16]]") -> list[bytes]:
    return [row.astype("<u2").tobytes() for row in bits]


def test_each_number_has_its_value() -> None:
    bits = np.arange(0xC000, 0xCC00, dtype=np.uint16)

    found = sums(rows(bits[np.newaxis]))

    assert found == bits.view(np.float16).astype(float).tolist()
    assert (found[0], found[-1]) == (-2, -15.9921875)


@pytest.mark.parametrize("width", [1, 2, 3, 142])
@pytest.mark.parametrize("number", [0xC000, 0xC3FF, 0xC400, 0xC801, 0xCBFF, 0xCC00, 0xBFFF])
def test_many_rows_do_not_overflow(width: int, number: int) -> None:
    bits = np.full((1201, width), number, dtype=np.uint16)

    assert sums(rows(bits)) == bits.view(np.float16).astype(float).sum(axis=0).tolist()


@given(st.data(), st.integers(1, 20), st.integers(1, 9), st.sampled_from([USUAL, FINITE]))
def test_sums_are_those_of_numpy(
    data: st.DataObject, height: int, width: int, numbers: st.SearchStrategy[int]
) -> None:
    row = st.lists(numbers, min_size=width, max_size=width)
    drawn = data.draw(st.lists(row, min_size=height, max_size=height))
    bits = np.array(drawn, dtype=np.uint16)

    expected = bits.view(np.float16).astype(float).sum(axis=0)
    assert sums(rows(bits)) == pytest.approx(expected.tolist(), rel=1e-12, abs=1e-12)
