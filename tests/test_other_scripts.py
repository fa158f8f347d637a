"""Stories in scripts without spaces, without capitals, or with their own full stops."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.base.scripts import CLOSERS, FULL_STOPS, count_words
from crawler.base.text import ends_sentence, is_prose, repair
from crawler.reading.page import read_page
from tests.support.other_scripts import STORIES, Told, of_old, of_today
from tests.support.pages import page

SKINS = (of_today, of_old)
Skin = Callable[[Told, tuple[str, ...]], str]
ADDRESS = "http://kelm.example/2004/03/07/ferry"
HIDDEN = "".join(chr(0xE0100 + 7 * number % 240) for number in range(60))
"""A manifest as C2PA 2.4 writes it into text: its bytes as variation selectors."""


def named(story: Told) -> str:
    return story.language


@pytest.mark.parametrize("story", STORIES, ids=named)
@pytest.mark.parametrize("skin", SKINS)
@pytest.mark.parametrize("times", [1, 5])
def test_a_story_keeps_all_its_paragraphs(story: Told, skin: Skin, times: int) -> None:
    paragraphs = story.paragraphs * times

    outcome = read_page(page(skin(story, paragraphs), ADDRESS))

    assert [record.headline for record in outcome.records] == [story.headline], outcome
    assert outcome.records[0].body.split("\n\n") == list(paragraphs)


@pytest.mark.parametrize("story", STORIES, ids=named)
def test_running_text_of_every_script_is_prose(story: Told) -> None:
    assert [text for text in story.paragraphs if not is_prose(text)] == []
    assert [text for text in story.paragraphs if not ends_sentence(text)] == []


@pytest.mark.parametrize(
    "menu",
    [
        "首页 新闻 体育 财经 娱乐 科技 汽车 房产 教育 旅游 健康 军事 文化 论坛",
        "หน้าแรก ข่าว กีฬา การเมือง เศรษฐกิจ บันเทิง ต่างประเทศ ภูมิภาค วิดีโอ ติดต่อ",
        "الرئيسية | أخبار | رياضة | اقتصاد | ثقافة | صحة | علوم | صور | فيديو | اتصل بنا",
    ],
)
def test_a_menu_is_no_prose(menu: str) -> None:
    assert not is_prose(menu)


@given(st.text(st.characters(max_codepoint=0x0DFF)))
def test_words_are_counted_by_blanks_where_a_script_has_blanks(text: str) -> None:
    assert count_words(text) == text.count(" ") + 1


@given(st.sampled_from(FULL_STOPS), st.sampled_from(["", *CLOSERS]))
def test_every_full_stop_ends_a_sentence(stop: str, closer: str) -> None:
    assert ends_sentence(f"Kelm{stop}{closer}")


@pytest.mark.parametrize(
    "text",
    [
        "سه‌شنبه موج‌شکن می‌شود",
        "ئه‌وه‌",
        "SMS‌ها",
        "क्‍ष",
        "ന്‍ ",
        "ශ්‍රී ලංකා",
        "👨‍👩‍👧 ❤️‍🔥 👩🏽‍⚕️ 🏳️‍🌈",
        "1️⃣ ☎︎ ©️",
        "葛󠄀城",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    ],
)
def test_what_gives_a_letter_or_sign_its_form_stays(text: str) -> None:
    assert repair(text) == text


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("a\u200db caf\u200cé x\u200b", "ab café x"),
        ("the ques\u00ad\n tion", "the question"),
        ("\u202bשלום\u202c\u200f", "שלום"),
        (f"The end.\ufeff{HIDDEN}", "The end."),
        (f"\ufeff{HIDDEN}The beginning", "The beginning"),
        (f"☀️\ufeff{HIDDEN} sun", "☀️ sun"),
        (f"😀{HIDDEN}", "😀"),
        ("hidden\U000e0041\U000e0042", "hidden"),
        ("a\ufe0fb", "ab"),
    ],
)
def test_other_invisible_characters_go(text: str, mended: str) -> None:
    assert repair(text) == mended
