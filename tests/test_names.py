"""Names of writers: every word of the table by its example, and the forms of bylines."""

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from crawler.reading.names import byline_of, printed_span, same_name, split_names
from crawler.reading.names.words import By, known_words, load_words

WORDS = load_words()
JOINED = {*WORDS.joined.always, *WORDS.joined.full_names, *WORDS.joined.glued, "、", "و", "ו"}
LANGUAGES = (
    "en de fr es pt it nl pl ru uk tr ar fa hi zh ja ko da nb sv fi cs sk hu ro el he id vi th hr"
    " sr bg lt lv et ca eu sl ur bn az sq"
).split()


@pytest.mark.parametrize("by", WORDS.by, ids=lambda by: by.language)
def test_the_word_in_front_of_a_writer(by: By) -> None:
    assert split_names(by.example) == by.gives
    for label in by.labels:
        assert split_names(f"{label}: {by.gives[0]}") == by.gives


def test_plain_names_are_split_as_all_others() -> None:
    """A second blank is folded, but makes a name take the long way."""
    for word in sorted(known_words() | {"orr"}):
        for name in (f"Ada {word.title()}", f"{word.title()} Lund", f"{word.title()} B. Lund"):
            for printed in (name, name.upper()):
                assert split_names(printed) == split_names(printed.replace(" ", "  "))


@pytest.mark.parametrize("example", WORDS.other.examples)
def test_who_is_not_the_writer(example: str) -> None:
    assert split_names(example) == ("Ada Lund",)


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_that_join_names_are_those_of_cldr(language: str) -> None:
    pattern = Locale.parse(language).list_patterns["standard"]["2"]
    assert pattern.replace("{0}", "").replace("{1}", "").strip() in JOINED


@pytest.mark.parametrize(
    ("text", "names"),
    [
        # what is no name
        ("Hanna Meier 2 hours ago", "Hanna Meier"),
        ("Hanna Meier vor 20 Minuten", "Hanna Meier"),
        ("Luis Prado hace 3 horas", "Luis Prado"),
        ("Hanna Meier • 7 min read", "Hanna Meier"),
        ("Hanna Meier Lesezeit: 4 Min.", "Hanna Meier"),
        ("Hanna Meier @hmeier", "Hanna Meier"),
        ("Hanna Meier@hmeier", "Hanna Meier"),
        ("Hanna Meier (@hmeier)", "Hanna Meier"),
        ("hanna.meier@post.example", ""),
        ("Hanna Meier | hmeier@post.example", "Hanna Meier"),
        ("Hanna Meier https://post.example/hm", "Hanna Meier"),
        ("Hanna Meier March 5, 2024", "Hanna Meier"),
        ("Hanna Meier Published 5 March 2024", "Hanna Meier"),
        ("Hanna Meier, Tue 5 Mar 2024, 10:30", "Hanna Meier"),
        ("Theresa May 3 hours ago", "Theresa May"),
        ("Hanna Meier Senior Political Correspondent", "Hanna Meier"),
        ("Hanna Meier, harbour correspondent", "Hanna Meier"),
        ("Hanna Meier, Senior Harbour Correspondent", "Hanna Meier"),
        ("Hanna Meier, The Ledger", "Hanna Meier"),
        ("Door onze verslaggever Hanna Meier", "Hanna Meier"),
        ("Reporter Hanna Meier", "Hanna Meier"),
        ("Hanna Meier, Chefredakteurin", "Hanna Meier"),
        ("Jeanne Moreau, envoyée spéciale à Lyon", "Jeanne Moreau"),
        ("Анна Смирнова, корреспондент", "Анна Смирнова"),
        ("Hanna MeierStaff Writer", "Hanna Meier"),
        ("Hanna Meier, The Kelm Gazette", "Hanna Meier"),
        ("Hanna Meier for The Kelm Gazette", "Hanna Meier"),
        ("Hanna Meier, Associated Press", "Hanna Meier"),
        ("HANNA MEIER Associated Press", "HANNA MEIER"),
        ("Hanna Meier, dpa", "Hanna Meier"),
        ("Hanna Meier / AFP", "Hanna Meier"),
        ("Hanna Meier, Lille", "Hanna Meier"),
        ("Hanna Meier, New York", "Hanna Meier"),
        ("Ana Ruiz en Madrid", "Ana Ruiz"),
        ("Hanna Meier aus Berlin", "Hanna Meier"),
        ("Hanna Meier, Jr.", "Hanna Meier"),
        ("Hanna Meier, PhD", "Hanna Meier"),
        ("Text: Hanna Meier Fotos: Tom Falk und Jo Orr", "Hanna Meier"),
        ("Words by Hanna Meier, illustrations by Tom Falk", "Hanna Meier"),
        ("Photos by Tom Falk, story by Hanna Meier", "Hanna Meier"),
        ("Tom Falk (photos), Hanna Meier (text)", "Hanna Meier"),
        ("Hanna Meier; Editing by Tom Falk", "Hanna Meier"),
        ("Story and photos by Hanna Meier", "Hanna Meier"),
        ("Text und Fotos: Hanna Meier", "Hanna Meier"),
        ("文・写真＝森田葵", "森田葵"),
        ("By by Hanna Meier, Tom Falk", "Hanna Meier|Tom Falk"),
        ("admin", ""),
        ("webteam", ""),
        ("", ""),
        # several
        ("Hanna Meier, Tom Falk and Jo Orr", "Hanna Meier|Tom Falk|Jo Orr"),
        ("Hanna Meier, Tom Falk, and Jo Orr", "Hanna Meier|Tom Falk|Jo Orr"),
        ("Hanna Meier und Tom Falk", "Hanna Meier|Tom Falk"),
        ("HANNA MEIER AND TOM FALK", "HANNA MEIER|TOM FALK"),
        ("Hanna Meier | Tom Falk", "Hanna Meier|Tom Falk"),
        ("Ana Silva e Rui Costa", "Ana Silva|Rui Costa"),
        ("José Ortega y Gasset", "José Ortega y Gasset"),
        ("Chus del Pino y Martí Abad", "Chus del Pino|Martí Abad"),
        ("Иван Петров и Анна Смирнова", "Иван Петров|Анна Смирнова"),
        ("Jan Kowalski i Anna Nowak", "Jan Kowalski|Anna Nowak"),
        ("Jan de Vries en Piet Bakker", "Jan de Vries|Piet Bakker"),
        ("ميرا علي ويان بيرغ", "ميرا علي|يان بيرغ"),
        ("محمد وليد حسن", "محمد وليد حسن"),
        ("מירה לוי ויוסי כהן", "מירה לוי|יוסי כהן"),
        ("王小明、李晓月", "王小明|李晓月"),
        ("王小明和李晓月", "王小明|李晓月"),
        ("李和平", "李和平"),
        ("文在寅", "文在寅"),
        ("文/李晓月 图/王小明", "李晓月"),
        ("新华社记者李晓月", "李晓月"),
        ("ロジャー・モリタ", "ロジャー・モリタ"),
        ("한유리·김태연 기자", "한유리|김태연"),
        # surname first
        ("Meier, Hanna", "Hanna Meier"),
        ("Meier, Hanna; Falk, Tom", "Hanna Meier|Tom Falk"),
        ("von der Aue, Hanna", "Hanna von der Aue"),
        ("Meier, Hanna L.", "Hanna L. Meier"),
        # particles
        ("Leonardo da Vinci", "Leonardo da Vinci"),
        ("Von der Leyen", "Von der Leyen"),
        ("viktor hedlund", "viktor hedlund"),
        # bodies, where nobody else is named
        ("By the Associated Press", "the Associated Press"),
        ("Redaktion", "Redaktion"),
        ("Hanna Meier, Redaktion", "Hanna Meier"),
        ("dpa", "dpa"),
    ],
)
def test_names_of_a_byline(text: str, names: str) -> None:
    assert "|".join(split_names(text)) == names


@pytest.mark.parametrize(
    ("line", "byline"),
    [
        ("By Hanna Meier and Tom Falk, Gazette staff writers", "Hanna Meier and Tom Falk"),
        ("Von Hanna Meier und Tom Falk", "Hanna Meier und Tom Falk"),
        ("Par Jeanne Moreau, à Lyon", "Jeanne Moreau"),
        ("By the Associated Press", "the Associated Press"),
        ("Автор: Анна Смирнова", "Анна Смирнова"),
        ("بقلم: ميرا علي", "ميرا علي"),
        ("By Sunday the talks had failed.", None),
        ("Von Bedeutung ist das nicht", None),
        ("Di Maria scored twice for the team", None),
        ("Por fin llega el verano", None),
        ("Hanna Meier", None),
        ("By " * 80, None),
    ],
)
def test_a_line_that_opens_with_by(line: str, byline: str | None) -> None:
    found = byline_of(line)
    assert (found and found[0]) == byline


def test_names_in_their_line() -> None:
    line = "Story by Hanna Meier and Tom Falk in Kelm"
    assert printed_span(line, ("Hanna Meier", "Tom Falk")) == "Hanna Meier and Tom Falk"
    assert printed_span(line, ("Jo Orr",)) is None
    assert printed_span("Hanna Meier spoke to a woman by the name of Jo Orr", ("Jo Orr",))
    apart = "Hanna Meier, who has long written for us, and Tom Falk"
    assert printed_span(apart, ("Hanna Meier", "Tom Falk")) is None


def test_one_name_in_two_forms() -> None:
    assert same_name("The Bay Courier", "BAY COURIER")
    assert same_name("www.stern.example", "Stern")
    assert not same_name("Hanna Meier", "Tom Falk")
    assert not same_name("", "")


@given(st.text(max_size=400))
def test_names_are_always_part_of_what_was_printed(text: str) -> None:
    for name in split_names(text):
        assert name == name.strip()
        assert name
