"""Endings below a story, and sentences that only look like one."""

import pytest

from crawler.reading.wire.ending import strip_ending

LAST = "The vote was put off."


@pytest.mark.parametrize(
    "sign",
    [
        "MO/JB/HSN", "HM/PA", "MO/JB END MNA", "1391**1420**", "1412 ** 1771", "1416**",
        "End/129", "MM/215 End", "1424/1432", "./end", "SB/MK/13", "2050*1396", "END IRNA",
    ],
)  # fmt: skip
def test_sign_offs_go(sign: str) -> None:
    assert strip_ending((LAST, sign))[0] == (LAST,)
    assert strip_ending((f"{LAST} {sign}",))[0] == (LAST,)


@pytest.mark.parametrize(
    "notice",
    [
        "(The Washington File is a product of the Bureau of International Information Programs,"
        " U.S. Department of State. Web site: http://usinfo.state.gov)",
        "This site is produced and maintained by the U.S. Department of State's Office of"
        " International Information Programs (usinfo.state.gov).",
        "For information media • not an official record",
        "This material may not be published, broadcast, rewritten or redistributed.",
        "No part of this report may be reproduced without the written consent of the agency.",
        "Reproduction in whole or in part is prohibited without permission.",
        "All articles may be reprinted with attribution to the agency; photos need permission.",
    ],
)
def test_notices_go(notice: str) -> None:
    assert strip_ending((LAST, LAST, notice, "# # #"))[0] == (LAST, LAST)


@pytest.mark.parametrize(
    "text",
    [
        "They met at gate A/B",
        "Sales fell to 1420/1416",
        "The council wants this to end",
        "The report was published in May, and nobody asked for permission to read it aloud.",
        "64 auditors slept in the customs hall on Wednesday night.",
        "He said the ban may not be lifted without the consent of the board.",
    ],
)
def test_text_stays(text: str) -> None:
    assert strip_ending((LAST, text))[0] == (LAST, text)


def test_a_notice_above_the_end_stays() -> None:
    quoted = "This material may not be published, broadcast, rewritten or redistributed."

    assert quoted in strip_ending((quoted, *[LAST] * 6))[0]
