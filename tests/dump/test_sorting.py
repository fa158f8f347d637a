"""External sort: more lines than fit into memory, in byte order."""

from pathlib import Path

import pytest

from crawler.tools.sorting import Sorter
from tests.support.dumps import sha256


@pytest.mark.parametrize(("buffer", "fan_in"), [(1 << 20, 64), (2000, 64), (500, 2), (1, 3)])
def test_all_lines_come_back_in_order(tmp_path: Path, buffer: int, fan_in: int) -> None:
    lines = [sha256(str(n)).encode()[: n % 60] * (n % 3) for n in range(500)]
    lines += lines[:50]
    sorter = Sorter(tmp_path, buffer, fan_in)

    for line in lines:
        sorter.add(line)

    assert list(sorter) == sorted(lines)
    assert len(list(tmp_path.iterdir())) < fan_in


def test_lines_larger_than_what_is_read_at_a_time(tmp_path: Path) -> None:
    lines = [bytes([65 + n]) * 3_000_000 for n in (3, 1, 2)]
    sorter = Sorter(tmp_path, 1)

    for line in lines:
        sorter.add(line)

    assert list(sorter) == sorted(lines)


def test_nothing_to_sort(tmp_path: Path) -> None:
    assert list(Sorter(tmp_path)) == []
