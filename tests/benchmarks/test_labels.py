"""Labels of training blocks: which blocks of a page are story."""

from benchmarks.extraction.labels import label

TRUTH = (
    "the dredger came in april and went to work at once "
    "what it found "
    "a bell and two anchors lay in the mud of the outer harbor"
).split()
LEAD, HEAD, END = TRUTH[:11], TRUTH[11:14], TRUTH[14:]


def test_long_blocks_are_labelled_by_their_runs_of_words() -> None:
    half = [*LEAD, "said", "the", "mayor"]
    other = "the council met on monday and sold the old pier to nobody".split()

    assert label([LEAD, other, END, half], TRUTH) == [True, False, True, True]


def test_a_short_block_is_story_between_the_same_neighbours_only() -> None:
    filler = ["word"] * 40
    truth = [*LEAD, *filler, *HEAD, *filler, *END]

    assert label([HEAD, LEAD, filler, HEAD, filler, END, HEAD], truth) == [
        False, True, True, True, True, True, False,
    ]  # fmt: skip


def test_what_is_not_there_is_no_story() -> None:
    assert label([[], ["dredgers"], HEAD], TRUTH) == [False, False, True]
    assert label([HEAD], []) == [False]
