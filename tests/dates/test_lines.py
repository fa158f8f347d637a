"""Lines that date a story: the day they state, and their other text."""

import pytest

from crawler.base.dates import locality, read_dated_line


@pytest.mark.parametrize(
    ("line", "raw"),
    [
        ("Updated: August 15, 2023 | Published: February 10, 2023", "February 10, 2023"),
        ("Published: 5 March 2024 Updated: 6 March 2024", "5 March 2024"),
        ("5 March 2024 (updated 6 March 2024)", "5 March 2024"),
        ("Stand: 05.03.2024, 18:00 Uhr", "05.03.2024"),
        ("Zuletzt aktualisiert am 6. März 2024, erschienen am 5. März 2024", "5. März 2024"),
        ("Publié le 5 mars 2024 à 10h30 - Mis à jour le 6 mars 2024 à 11h00", "5 mars 2024"),
        (
            "Actualizado el 6 de marzo de 2024. Publicado el 5 de marzo de 2024",
            "5 de marzo de 2024",
        ),
        ("Ultima modifica: 6 marzo 2024 - Pubblicato: 5 marzo 2024", "5 marzo 2024"),
        ("Bijgewerkt 6 maart 2024, geplaatst 5 maart 2024", "5 maart 2024"),
        ("Aktualizacja: 6 marca 2024 r., publikacja: 5 marca 2024 r.", "5 marca 2024"),
        ("Опубликовано 5 марта 2024 г. в 10:31, обновлено 6 марта 2024 г.", "5 марта 2024"),
        ("Оновлено 6 березня 2024, опубліковано 5 березня 2024", "5 березня 2024"),
        ("Son Güncelleme: 06.03.2024 11:00 Giriş Tarihi: 05.03.2024 10:31", "05.03.2024"),
        ("آخر تحديث: 6 مارس 2024 - تاريخ النشر: 5 مارس 2024", "5 مارس 2024"),
        ("تاریخ انتشار: ۱۲ اردیبهشت ۱۴۰۳ - ۱۰:۳۱", "۱۲ اردیبهشت ۱۴۰۳"),
        ("प्रकाशित: 5 मार्च 2024, अपडेट: 6 मार्च 2024", "5 मार्च 2024"),
        ("发布时间：2024年3月5日 更新时间：2024年3月6日", "2024年3月5日"),
        ("公開：2024年3月5日 18時00分 更新：2024年3月6日", "2024年3月5日"),
        ("입력 2024.03.05. 오후 10:31 수정 2024.03.06. 오전 11:00", "2024.03.05"),
        ("2024年3月6日 更新", None),
        ("Last modified on Tue 5 Mar 2024 10.31 GMT", None),
        ("Zuletzt aktualisiert: 5. März 2024", None),
        ("Mis à jour le 5 mars 2024", None),
    ],
)
def test_a_label_distinguishes_publication_and_update(line: str, raw: str | None) -> None:
    dated = read_dated_line(line)

    assert dated is not None
    assert (dated.published.printed.raw if dated.published else None) == raw
    assert dated.rest == ""


@pytest.mark.parametrize(
    ("line", "before", "after"),
    [
        ("By Ada Lund | May 1, 2024 | 3 min read", "By Ada Lund", "3 min read"),
        ("Geschrieben von Mira am 05.03.2004 um 22:30 Uhr, Kiel", "Geschrieben von Mira", "Kiel"),
        ("Published on Tuesday, 5 March 2024 at 10:31 by Ada Lund", "", "by Ada Lund"),
        ("jeudi 13 juin 2019, par Mira Olsen", "", "par Mira Olsen"),
        ("10:31, 5 марта 2024, Мира Олсен", "", "Мира Олсен"),
        ("Ada Lund · 2024. 3. 5.", "Ada Lund", ""),
    ],
)
def test_the_words_around_a_day(line: str, before: str, after: str) -> None:
    dated = read_dated_line(line)

    assert dated is not None
    assert (dated.before, dated.after) == (before, after)


@pytest.mark.parametrize(
    "line",
    ["3–5 March 2024", "3 March 2024 - 5 March 2024", "3 min read", "Posted 2 days ago", "x" * 300],
)
def test_what_dates_no_story(line: str) -> None:
    assert read_dated_line(line) is None


@pytest.mark.parametrize(
    ("line", "moment"),
    [
        ("March 5, 2024, 9:54 PM EST", "2024-03-06T02:54:00+00:00"),
        ("9:54 p.m. ET, March 5, 2024", "2024-03-06T02:54:00+00:00"),
        ("5. März 2024, 18:00 Uhr (MEZ)", "2024-03-05T17:00:00+00:00"),
        ("5 March 2024 10:31 IST", None),
        ("5 March 2024 10:31", None),
    ],
)
def test_a_clock_with_its_zone_is_a_moment(line: str, moment: str | None) -> None:
    dated = read_dated_line(line)

    assert dated is not None
    (part,) = dated.parts
    assert part.printed.day is not None
    found = part.moment(part.printed.day)
    assert (found.isoformat() if found else None) == moment


def test_a_zone_of_several_countries_is_read_where_the_country_is_known() -> None:
    dated = read_dated_line("5 March 2024 10:31 IST", locality("en-IN"))

    assert dated is not None
    assert dated.parts[0].clock is not None
    assert str(dated.parts[0].clock.zone) == "UTC+05:30"
