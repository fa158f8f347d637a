"""Sentences that state when the entry above them was published."""

import pytest

from crawler.base.dates import read_entry_sentence
from crawler.base.dates.locality import Locality
from crawler.base.dates.sentences import load_openings


@pytest.mark.parametrize("opening", load_openings(), ids=lambda opening: opening.language)
def test_an_example_gives_its_day(opening) -> None:  # type: ignore[no-untyped-def]
    part = read_entry_sentence(opening.example, Locality(opening.language, None, "dmy"))
    assert part is not None
    assert part.printed.raw == opening.gives


@pytest.mark.parametrize(
    "sentence",
    [
        "This page was last changed on 5 May 2004 by Ada.",
        "This entry was posted on 3 May 2004 and updated on 5 May 2004.",
        "This article names the day of the vote, 5 May 2004, as the turning point.",
        "The entry was posted on 3 May 2004 by Ada.",
        "Diese Seite wurde zuletzt am 29. Januar 2020 um 13:22 Uhr geändert.",
    ],
)
def test_other_sentences_give_none(sentence: str) -> None:
    assert read_entry_sentence(sentence) is None
