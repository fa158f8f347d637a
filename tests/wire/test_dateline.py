"""Datelines in every known form, and prose that only looks like one."""

import pytest

from crawler.reading.page import read_page
from crawler.reading.wire.dateline import read_dateline
from tests.support.pages import ADDRESS, PROSE, page

FORMS = [
    ("WASHINGTON, Oct. 17, 2000 -- ", "WASHINGTON", "Oct. 17, 2000", None),
    ("WASHINGTON, June 9, 2004 – ", "WASHINGTON", "June 9, 2004", None),
    ("Vienna, Nov 11, IRNA -- ", "Vienna", "Nov 11", "irna"),
    ("TEHRAN (ISNA)-", "TEHRAN", None, "isna"),
    ("Pyongyang, April 6 (KCNA) -- ", "Pyongyang", "April 6", "kcna"),
    ("12:18 16/11/2009 KELM, May 16 (RIA Novosti) - ", "KELM", "May 16", "rianovosti"),
    ("BEIJING - ", "BEIJING", None, None),
    ("SEOUL, October 4. /TASS/. ", "SEOUL", "October 4", "tass"),
    ("TEHRAN, July 1 (UPI) -- ", "TEHRAN", "July 1", "upi"),
    ("ISLAMABAD, Pakistan (AP) _ ", "ISLAMABAD, Pakistan", None, "ap"),
    ("KELM {AP}- ", "KELM", None, "ap"),
    ("KELM (AP) ? ", "KELM", None, "ap"),
    ("Kelm, June 14, KNA -- ", "Kelm", "June 14", None),
    ("KELM, 14 June 2001, ODRAN - ", "KELM", "14 June 2001", None),
    ("NEW DELHI, May 13 Kyodo - ", "NEW DELHI", "May 13", "kyodo"),
    ("SEOUL, Nov. 6 (Yonhap) -- ", "SEOUL", "Nov. 6", "yonhap"),
    ("ISLAMABAD, May 18 (APP) : ", "ISLAMABAD", "May 18", "app"),
    ("Kelm/Vellan, 5 January 1999 (RFE/RL) - ", "Kelm/Vellan", "5 January 1999", "rferl"),
    ("September 14, 2006 -- ", None, "September 14, 2006", None),
    ("27 August 2016 - ", None, "27 August 2016", None),
    ("TAMPA, Fla.-(BUSINESS WIRE)-", "TAMPA, Fla.", None, "businesswire"),
    ("KELM, Ind., May 7, 2023 (GLOBE NEWSWIRE) -- ", "KELM, Ind.", "May 7, 2023", "globenewswire"),
    ("Washington -- ", "Washington", None, None),
    ("AUBURN, Wash. — ", "AUBURN, Wash.", None, None),
    ("ŁÓDŹ, May 1 (Reuters) - ", "ŁÓDŹ", "May 1", "reuters"),
    ("Čáslav/Ústí, 5 January 1999 (RFE/RL) - ", "Čáslav/Ústí", "5 January 1999", "rferl"),
    ("МОСКВА, May 16 (RIA Novosti) - ", "МОСКВА", "May 16", "rianovosti"),
    ("ΠΑΤΡΑ (AFP) -- ", "ΠΑΤΡΑ", None, "afp"),
    ("KELM, Odrania – ", "KELM, Odrania", None, None),
    ("5/6/2003 - KELM AIR BASE, Odrania (AFPN) -- ", "KELM AIR BASE, Odrania", "5/6/2003", "afpn"),
    ("May 6, 2003 — KELM, Odrania — ", "KELM, Odrania", "May 6, 2003", None),
    ("KELM (Army News Service, May 6, 2003) -- ", "KELM", "May 6, 2003", "arnews"),
    ("KELM, Odrania (May 6, 2003) -- ", "KELM, Odrania", "May 6, 2003", None),
    ("Port-au-Prince, Haiti, Jan. 3, 2004 -- ", "Port-au-Prince, Haiti", "Jan. 3, 2004", None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("dateline", "located", "date", "agency"), FORMS, ids=lambda form: str(form)
)
def test_forms(dateline: str, located: str | None, date: str | None, agency: str | None) -> None:
    found = read_dateline(f"{dateline}The vote was put off.")

    assert found is not None
    assert (found.located, found.date) == (located, date)
    assert (found.agency.code if found.agency else None) == agency
    assert found.rest == "The vote was put off."


@pytest.mark.parametrize(
    "prose",
    [
        "The Foreign Ministry (MFA) -- said it would go on.",
        "U.N. officials - he said - went home.",
        "However - it failed.",
        "MR. AMAR: I am not predicting one.",
        "WASHINGTON: a city on a river",
        "Two launchers crossed into Odrania early on Wednesday -- nobody saw them.",
        "Join the mailing list",
        "Sunday – a day on which nobody works in Kelm – was chosen for the vote on the tolls.",
        "Tuesday, May 6, 2003",
    ],
)
def test_prose_is_no_dateline(prose: str) -> None:
    assert read_dateline(prose) is None


@pytest.mark.parametrize("line", ["WASHINGTON (AFP) Dec 20, 2003", "Baku, July 8, AZERTAC"])
def test_a_dateline_may_fill_its_line(line: str) -> None:
    found = read_dateline(line)

    assert found is not None
    assert found.rest == ""


def test_an_en_dash_parts_a_place_from_a_sentence() -> None:
    text = "The harbor board said on Tuesday that the pier stays shut."
    found = read_dateline(f"Kelm – {text}")

    assert found is not None
    assert (found.located, found.rest) == ("Kelm", text)
    assert read_dateline("Kelm – A Town in Brief") is None


def test_a_weekday_is_no_place() -> None:
    found = read_dateline("Wednesday, March 5, 2003 - 1:32 p.m. EST")

    assert found is None or found.located is None


@pytest.mark.parametrize(
    ("dateline", "located", "name"),
    [
        ("KELM, KNA -- ", "KELM", "KNA"),
        ("Kelm, KNA, December 17 -- ", "Kelm", "KNA"),
        ("Kelm, December 17, KNA -- ", "Kelm", "KNA"),
        ("KELM, USA -- ", "KELM, USA", None),
    ],
)
@pytest.mark.parametrize("between", ["</b><br>", "</b> ", "<br></b>"])
def test_the_code_of_the_address_is_no_place(
    dateline: str, located: str, name: str | None, between: str
) -> None:
    url = ADDRESS.replace("-ap01", "-kna01")
    head = f"<p><b>Talks on the Sill break up{between}{dateline}{PROSE}</p><p>{PROSE}</p>"
    title = "<title>Talks on the Sill break up</title>"
    (record,) = read_page(page(f"<html>{title}<body>{head}</body></html>", url)).records

    assert (record.located, record.headline) == (located, "Talks on the Sill break up")
    assert (record.infosource.code, record.infosource.name) == ("kna", name)
