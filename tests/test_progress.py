"""The progress line: which figures come first, and what fits."""

import pytest

from crawler.dump.manifest import Counts
from crawler.run.progress import Figures, Pace, format_fitting, format_line

COUNTS = Counts(
    discovered=1000, skipped=90, failed=10, fetched=300, published=200, unchanged=20, quarantined=4
)
FETCHING = Figures("fetching", COUNTS, pace=6.0)


def test_a_log_line_has_all_figures() -> None:
    assert format_line(FETCHING) == (
        "fetched 300 of 900, 6.0/s, 1:40 left, published 200, failed 10, quarantined 4, "
        "waiting 76, unchanged 20, skipped 90"
    )


@pytest.mark.parametrize(
    ("columns", "line"),
    [
        (79, "fetched 300 of 900  6.0/s  1:40 left  published 200  failed 10  quarantined 4"),
        (39, "fetched 300 of 900  6.0/s  1:40 left"),
        (36, "fetched 300 of 900  6.0/s  1:40 left"),
        (35, "fetched 300 of 900  6.0/s"),
        (9, "fetched 3"),
        (0, ""),
    ],
)
def test_a_terminal_shows_whole_pieces_as_far_as_they_fit(columns: int, line: str) -> None:
    assert format_fitting(FETCHING, columns) == line


def test_each_phase_has_its_own_figures() -> None:
    searching = Figures("searching", Counts(discovered=450), elapsed=65, listings=12, queued=3)
    publishing = Figures("publishing", COUNTS, pace=6.0)

    assert (
        format_line(searching) == "searching: 450 stories found, 12 listings read, 3 queued, 1:05"
    )
    assert format_fitting(publishing, 40) == "publishing: fetched 300 of 900"
    assert "left" not in format_line(Figures("fetching", COUNTS, pace=0.0))
    assert "/s" not in format_line(Figures("fetching", COUNTS))


def test_the_pace_is_that_of_late() -> None:
    pace = Pace()
    for second in range(100):
        assert pace.of(second, 5 * second) == (5.0 if second else None)

    assert pace.of(115, 500) == pytest.approx(2.5, abs=0.3)
    assert pace.of(170, 500) == 0.0
