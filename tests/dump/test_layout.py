"""Keys of objects and names of runs."""

from datetime import timedelta

import pytest

from crawler.dump.keys import PartPlace, name_run, part_key, part_place, part_run
from tests.support.dumps import NOON

RUN = "20260301T120000Z-0a1b2c"
PLACE = PartPlace("records", "wire", "2026-03-01")


def test_a_key_names_source_and_day() -> None:
    key = part_key(PLACE, RUN, 7, ".jsonl.gz")

    assert key == f"records/source=wire/date=2026-03-01/{RUN}-00007.jsonl.gz"
    assert (part_place(key), part_run(key)) == (PLACE, RUN)


@pytest.mark.parametrize("source", ["", "../x", "a/b", "a b"])
def test_a_source_id_that_is_not_valid_in_a_key(source: str) -> None:
    with pytest.raises(ValueError, match="invalid part key"):
        part_key(PartPlace("records", source, "2026-03-01"), RUN, 1, ".jsonl.gz")


@pytest.mark.parametrize("key", ["index.json", "records/../x", f"removed/{RUN}-00001.jsonl.gz"])
def test_what_is_no_key_of_a_part(key: str) -> None:
    assert part_place(key) is None
    assert part_run(key) is None


def test_runs_sort_by_time_even_where_the_clock_steps_back() -> None:
    first = name_run(NOON, None)
    second = name_run(NOON - timedelta(days=1), first)
    third = name_run(NOON + timedelta(hours=1), second)

    assert first < second < third
    assert first.startswith("20260301T120000Z-")
    assert third.startswith("20260301T130000Z-")
