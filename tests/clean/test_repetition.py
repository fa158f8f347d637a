"""Repeated boilerplate is removed; text repeated by the stories themselves stays."""

import random
import textwrap
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.rendering.stories import Teller
from crawler.model import Block, Text
from crawler.reading.block_context import mark_of, marks_of, texts_in, texts_of
from crawler.reading.page import read_page
from crawler.run.repeat_counts import WINDOW
from crawler.run.repeated_texts import strip_repeated
from crawler.run.repeats import THRESHOLDS, Repetition
from tests.support.pages import page
from tests.support.repeating import BACKGROUND, BANNER, newspaper

MAIN = "html/body/div#text/p"


def written(number: int, count: int = 5) -> list[str]:
    """Paragraphs that no other story has."""
    rng = random.Random(number)  # noqa: S311
    teller = Teller(rng)
    mark = "".join(rng.choices("abcdefghijklmnopqrstuvwxyz", k=9))
    return [f"{teller.paragraph()} So said {mark}." for _ in range(count)]


def html(*paragraphs: str) -> str:
    """A page; a paragraph that brings its own tags keeps them."""
    first, *rest = paragraphs
    shown = [text if text.startswith("<") else f"<p>{text}</p>" for text in rest]
    return (
        "<html><body><h1>Talks Put Off</h1>"
        f"<p>Vienna, Nov 11, IRNA -- {first}</p>{''.join(shown)}</body></html>"
    )


def read(*pages: str) -> list[tuple[tuple[Block, ...], str]]:
    """Blocks and body of each page."""
    outcomes = [read_page(page(text)) for text in pages]
    return [(outcome.blocks, outcome.records[0].body) for outcome in outcomes]


def all_texts(blocks: Sequence[Block], body: str) -> list[Text]:
    return texts_of(blocks, marks_of(blocks), texts_in(body, blocks))


def learn(*pages: str) -> Repetition:
    """What one batch of pages teaches."""
    repetition = Repetition()
    repetition.learn([all_texts(blocks, body) for blocks, body in read(*pages)])
    return repetition


def bodies(*pages: str) -> list[str]:
    """The bodies of one batch of pages, put right."""
    known = learn(*pages).known
    return [strip_repeated(body, blocks, known)[0] for blocks, body in read(*pages)]


def placed(texts: Iterable[str], recurring: str, rng: random.Random) -> list[str]:
    """Paragraphs with one more somewhere behind the first."""
    paragraphs = list(texts)
    paragraphs.insert(rng.randrange(1, len(paragraphs) + 1), recurring)
    return paragraphs


# --- what goes ---


@pytest.mark.parametrize(
    "boilerplate",
    [
        f"<p>{BANNER}</p>",
        f"<p><b>{BANNER}</b></p>",
        "<td>Harbor charts of the world - 15% off</td>",
        "<div class='x'>You read the Harbor Daily because your neighbors told you to.</div>",
        "<p>Buy the charts of the Harbor Daily in Kelm, and buy them today!</p>",
        "<p>The Harbor Daily told it, and <a href='/'>the Harbor Daily shop sells it.</a></p>",
    ],
)
def test_a_banner_on_every_page_goes_and_nothing_else(boilerplate: str) -> None:
    rng = random.Random(7)  # noqa: S311
    stories = [written(number) for number in range(24)]

    got = bodies(*(html(*placed(texts, boilerplate, rng)) for texts in stories))

    assert got == ["\n\n".join(texts) for texts in stories]


def test_a_closing_line_on_every_page_goes() -> None:
    stories = [written(number) for number in range(24)]
    closing = "The Harbor Daily is printed in Kelm and read in nine ports."

    got = bodies(*(html(*texts, closing) for texts in stories))

    assert got == ["\n\n".join(texts) for texts in stories]


def test_a_banner_among_lines_that_are_paragraphs_of_the_page_goes() -> None:
    pages, plain = [], []
    for number in range(24):
        first, *rest = (textwrap.wrap(text, 75) for text in written(number))
        pages.append(html(*first, BANNER, *chain(*rest)))
        plain.append(html(*first, *chain(*rest)))
    assert all(BANNER in body for _, body in read(*pages))

    got = [body.split() for body in bodies(*pages)]

    assert got == [body.split() for _, body in read(*plain)]


def test_numbers_in_a_banner_may_change() -> None:
    pages = [
        html(*written(n)[:2], f"Only {n} lamps left in Kelm", *written(n)[2:]) for n in range(10)
    ]

    assert not any("lamps left" in body for body in bodies(*pages))


def test_a_banner_that_ran_into_the_next_paragraph_is_cut_out_of_it() -> None:
    blocks = [Block((text,), MAIN) for text in ("It rained.", BANNER, "Then it stopped.")]
    body = f"It rained.\n\n{BANNER} Then it stopped."

    kept, taken = strip_repeated(body, blocks, {mark_of(BANNER)})

    assert kept == "It rained.\n\nThen it stopped."
    assert [block.text for block in taken] == [BANNER]


def test_banners_that_ran_into_one_another_are_cut_out() -> None:
    other = "Learn to sail in nine days at the Tarn school"
    blocks = [Block((text,), MAIN) for text in ("It rained.", BANNER, other, BANNER)]
    body = f"It rained.\n\n{BANNER} {other}\n\n{BANNER}"

    kept, taken = strip_repeated(body, blocks, {mark_of(BANNER), mark_of(other)})

    assert kept == "It rained."
    assert [block.text for block in taken] == [BANNER, other, BANNER]


# --- what stays ---


def stays(text: str, pages: list[str]) -> None:
    assert all(text in body for body in bodies(*pages))


@pytest.mark.parametrize("at", [2, -1, None])
def test_a_background_sentence_of_one_topic_stays(at: int | None) -> None:
    pages = []
    for number in range(30):
        texts = written(number)
        if number % 3 == 0:
            texts.insert(len(texts) if at is None else at, BACKGROUND)
        pages.append(html(*texts))

    assert sum(BACKGROUND in body for body in bodies(*pages)) == 10


def test_the_slogans_of_a_third_of_the_stories_stay() -> None:
    slogan = "Long live the pilots of the Sill River!"
    pages = [html(*written(n)[:3], *([slogan] * (n % 3 == 0)), *written(n)[3:]) for n in range(30)]

    assert sum(slogan in body for body in bodies(*pages)) == 10


def test_a_quote_of_every_story_stays() -> None:
    quote = '"You have knocked on our door," the envoy said.'
    stays(quote, [html(*written(n)[:3], quote, *written(n)[3:]) for n in range(30)])


def test_a_sentence_within_every_story_stays() -> None:
    rng = random.Random(3)  # noqa: S311
    stays(
        BACKGROUND,
        [
            html(*placed(written(n, 9)[:-2], BACKGROUND, rng), "So it was.", "It is, " + str(n))
            for n in range(30)
        ],
    )


def test_a_wrapped_sentence_of_many_stories_stays() -> None:
    """Every printed line is a paragraph of the page."""
    lines = "<p>The war on the Sill River has claimed 60,000 lives in</p><p>Kelm since 1983.</p>"

    def wrapped(number: int) -> str:
        texts = " ".join(written(number)).split()
        cut = [" ".join(texts[at : at + 11]) for at in range(0, len(texts), 11)]
        return html(*cut, lines, *written(number + 1000, 2))

    pages = [wrapped(number) for number in range(30)]
    before = [body for _, body in read(*pages)]

    assert all("60,000 lives in" in body for body in before)
    assert bodies(*pages) == before


def test_a_quote_in_its_own_markup_stays() -> None:
    quote = "We have been to the door and we have knocked, the envoy told them."
    pages = [
        html(*written(n), *([f"<blockquote>{quote}</blockquote>"] * (n % 3 == 0)))
        for n in range(30)
    ]

    assert sum(quote in body for body in bodies(*pages)) == 10


def test_the_repeated_introduction_of_a_serial_stays() -> None:
    intro = "This is one of ten letters that our correspondent wrote from the Sill River."
    pages = [
        html(
            *written(n)[:1],
            *([f"<div class='serial'>{intro}</div>"] * (n % 4 == 0)),
            *written(n)[1:],
        )
        for n in range(40)
    ]

    assert sum(intro in body for body in bodies(*pages)) == 10


def test_the_formulas_of_speech_stay() -> None:
    pages = [
        html(
            *written(n)[:3],
            "MR. ORR: I have nothing for you on that",
            *written(n)[3:],
            "Thank you all",
        )
        for n in range(30)
    ]

    stays("MR. ORR: I have nothing for you on that", pages)
    stays("Thank you all", pages)


def test_the_rows_of_a_table_that_every_story_has_stay() -> None:
    rows = ["Copper in crowns a barrel", "Lamp oil in crowns a barrel", "Gauze in crowns a bale"]
    pages = [html(*written(n)[:3], *rows, *written(n)[3:]) for n in range(30)]
    before = [body for _, body in read(*pages)]

    assert bodies(*pages) == before


def test_words_alone_on_one_page_and_in_a_table_on_another_stay() -> None:
    row = "Copper in crowns a barrel"
    rows = [row, "Lamp oil in crowns a barrel", "Gauze in crowns a bale"]
    pages = [html(*written(n)[:3], *(rows if n % 3 else [row]), *written(n)[3:]) for n in range(30)]

    stays(row, pages)


def test_a_sentence_in_a_box_of_many_sentences_stays() -> None:
    """The box has other text on most pages."""
    usual = "The envoy was born in Kelm and came to the talks as a pilot."
    notes = [written(n + 500, 1)[0] if n % 5 else usual for n in range(40)]
    pages = [html(*written(n), f"<div class='note'>{notes[n]}</div>") for n in range(40)]

    assert sum(usual in body for body in bodies(*pages)) == 8


def test_takes_and_copies_of_a_story_count_once() -> None:
    """Nine takes of one story share everything but the last paragraph."""
    shared = [*written(1, 6), "A list of the names that the office gave"]
    pages = [html(*shared, written(number + 50, 1)[0]) for number in range(9)]
    pages += [html(*written(number)) for number in range(100, 110)]

    repetition = learn(*pages)

    assert repetition.counts.stories == 11
    assert repetition.known == set()


def test_header_lines_are_not_in_question() -> None:
    header = "DATE=12/17/01\nTYPE=BACKGROUND REPORT\nTITLE=TALKS PUT OFF\nDATELINE=KELM\nVOICED AT:"
    pages = [
        f"<pre>{header}\n\n" + "\n\n".join(written(number)) + "\n\nNEB/AO\n</pre>"
        for number in range(30)
    ]

    repetition = learn(*pages)

    assert repetition.known == set()
    assert mark_of("TYPE=BACKGROUND REPORT") not in repetition.counts.texts


def test_a_body_of_nothing_else_is_left_as_it_is() -> None:
    assert strip_repeated(BANNER, [Block((BANNER,), MAIN)], {mark_of(BANNER)}) == (BANNER, [])


def test_words_of_a_banner_within_a_sentence_stay() -> None:
    sentence = f'The sign said "{BANNER}" and no more.'
    blocks = [Block((BANNER,), "html/body/div.post"), Block((sentence,), MAIN)]

    assert strip_repeated(sentence, blocks, {mark_of(BANNER)}) == (sentence, [])


# --- always ---

WORDS = st.sampled_from("eel lamp oar pilot rope sail tar tide".split())
PARAGRAPH = st.builds(
    lambda words, end: " ".join(words).capitalize() + end,
    st.lists(WORDS, min_size=2, max_size=5),
    st.sampled_from(("", ".", "!")),
)
BLOCK = st.builds(
    lambda text, place, linked: Block((text,), place, linked=linked),
    PARAGRAPH,
    st.sampled_from((MAIN, MAIN, "html/body/div.post/p", "html/body/table/tr/td")),
    st.sampled_from((0.0, 0.0, 0.6)),
)
STORIES = st.lists(st.lists(BLOCK, min_size=1, max_size=9), min_size=1, max_size=60)


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(STORIES)
def test_what_few_stories_have_is_never_taken(stories: list[list[Block]]) -> None:
    repetition = Repetition()
    texts = [all_texts(blocks, "\n\n".join(block.text for block in blocks)) for blocks in stories]

    repetition.learn(texts)

    on = Counter(mark for story in texts for mark in {text.mark for text in story})
    least = min(threshold.stories for threshold in THRESHOLDS.values())
    share = min(threshold.share for threshold in THRESHOLDS.values())
    for mark in repetition.known:
        assert on[mark] >= least
        assert on[mark] >= share * repetition.counts.stories


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(STORIES, st.randoms(use_true_random=False))
def test_a_body_loses_what_is_known_and_nothing_else(
    stories: list[list[Block]], rng: random.Random
) -> None:
    for blocks in stories:
        body = "\n\n".join(block.text for block in blocks)
        known = {mark_of(block.text) for block in blocks if rng.random() < 0.3}
        rest = [block.text for block in blocks if mark_of(block.text) not in known]

        kept, taken = strip_repeated(body, blocks, known)

        if rest:
            assert kept.split("\n\n") == rest
            assert len(taken) == len(blocks) - len(rest)
        else:
            assert kept


def test_memory_is_bounded_and_what_is_known_stays() -> None:
    repetition = Repetition()
    banner = Text(BANNER, mark_of(BANNER), "html/body", "line")

    def story(number: int) -> list[Text]:
        own = [Text(f"{number} {n}", number * 100 + n, "html/body", "within") for n in range(8)]
        return [banner, *own] if number < WINDOW else own

    sizes = []
    for start in range(0, 6 * WINDOW, 100):
        repetition.learn([story(number) for number in range(start, start + 100)])
        sizes.append(len(repetition.counts.texts))
        assert repetition.counts.stories <= WINDOW + 100

    assert max(sizes) <= 8 * (WINDOW + 100) + 1
    assert repetition.known == {mark_of(BANNER)}


def test_the_newspaper_of_these_tests_is_read_exactly_without_its_boilerplate() -> None:
    """Else they would show the reading's faults as those of repetition."""
    for story in newspaper(40):
        plain = html(*story.body)
        assert read(plain)[0][1] == "\n\n".join(story.body)


def test_a_page_of_a_hundred_thousand_banners_takes_no_time() -> None:
    blocks = [Block((BANNER,), MAIN)] * 100_000
    body = "\n\n".join([BANNER] * 50_000 + ["It rained."])
    begun = time.process_time()

    assert all_texts(blocks, body) == []
    assert strip_repeated(body, blocks, {mark_of(BANNER)})[0] == "It rained."
    assert time.process_time() - begun < 5
