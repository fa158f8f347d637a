"""The language of a record: stated by source or page, else detected."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from msgspec.structs import replace
from py3langid import langid

from crawler.contract import sources_by_field
from crawler.reading.language import detect_language
from crawler.reading.language_model import cache_folder, load_identifier
from crawler.reading.page import read_page
from tests.support.pages import PROSE, html, page


@dataclass(frozen=True)
class Text:
    language: str
    text: str


TEXTS = [
    Text("en", "The council voted by eight to seven on Tuesday to keep the night ferry running."),
    Text("de", "Der Rat beschloss am Dienstag mit acht zu sieben Stimmen, die Fähre zu behalten."),
    Text("fr", "Le conseil a voté mardi, par huit voix contre sept, le maintien du bac de nuit."),
    Text("es", "El consejo votó el martes, por ocho votos a siete, mantener el barco nocturno."),
    Text("pl", "Rada zdecydowała we wtorek stosunkiem głosów osiem do siedmiu o utrzymaniu promu."),
    Text("ru", "Совет проголосовал во вторник восемью голосами против семи за ночной паром."),
    Text("uk", "Рада проголосувала у вівторок вісьмома голосами проти семи за нічний пором."),
    Text("tr", "Konsey salı günü yediye karşı sekiz oyla gece feribotunun sürmesine karar verdi."),
    Text("ar", "صوت المجلس يوم الثلاثاء بثمانية أصوات مقابل سبعة للإبقاء على العبارة."),
    Text("fa", "شورا روز سه‌شنبه با هشت رأی در برابر هفت رأی به ادامه کار کشتی شبانه رأی داد."),
    Text("hi", "परिषद ने मंगलवार को सात के मुकाबले आठ मतों से रात की नौका सेवा जारी रखने का फैसला किया।"),
    Text("zh", "议会周二以八比七的投票结果决定保留夜间渡轮，结束了持续两年的争议。"),
    Text("ja", "評議会は火曜日、八対七の票決で夜間フェリーを維持することを決めた。"),
    Text("ko", "의회는 화요일 여덟 대 일곱의 표결로 야간 여객선을 유지하기로 결정했다."),
]


@pytest.mark.parametrize("case", TEXTS, ids=lambda case: case.language)
def test_detected(case: Text) -> None:
    assert detect_language(case.text) == case.language
    assert detect_language(case.text * 50) == case.language


@pytest.mark.parametrize("text", ["", "Kelm", "12:30 " * 40, "* " * 200, "Sill River, Kelm"])
def test_too_short_or_uncertain(text: str) -> None:
    assert detect_language(text) is None


def test_what_is_stated_goes_before_what_is_detected() -> None:
    plain = page(html("By Ana Orr", "KELM (AP) -- " + PROSE, PROSE))
    stated = replace(plain, body=plain.body.replace(b"<html>", b"<html lang=fr>"))
    configured = replace(stated, language="de")
    read = [read_page(each).records[0] for each in (plain, stated, configured)]
    assert [record.language for record in read] == ["en", "fr", "de"]
    evidence = [sources_by_field(record.evidence)["language"] for record in read]
    assert evidence == ["detected", "meta", "source"]


def test_a_few_english_words_make_no_text_english() -> None:
    text = (
        "De zangeres trad op met The Who and Friends, en ook That Was Then, With Love en This Is It"
        " van Their Own Band klonken in de zaal, waar de"
        " burgemeester had gegeten; of hij met zijn gasten bleef dansen, was niet te zien."
    )
    assert detect_language(text) == "nl"


def _truncated(folder: Path) -> None:
    os.truncate(folder / "nextmove.npy", 1_000_000)


def _without_a_part(folder: Path) -> None:
    (folder / "classes.npy").unlink()


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache with the unpacked model."""
    caches = tmp_path_factory.mktemp("caches")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(caches))
        load_identifier()
    return caches


@pytest.fixture(scope="module")
def expected() -> list[tuple[str, float]]:
    """What py3langid itself finds."""
    own = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)
    return [own.classify(case.text) for case in TEXTS]


@pytest.mark.slow
def test_the_mapped_model_classifies_as_py3langid_does(
    unpacked: Path, expected: list[tuple[str, float]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(unpacked))
    (folder,) = (unpacked / "wirecrawl").iterdir()  # and no unfinished one
    before = {file.name: file.stat().st_mtime_ns for file in folder.iterdir()}

    mapped = load_identifier()

    assert [mapped.classify(case.text) for case in TEXTS] == expected
    assert cache_folder() == folder
    assert {file.name: file.stat().st_mtime_ns for file in folder.iterdir()} == before
    assert "nextmove.npy" in Path("/proc/self/maps").read_text()


@pytest.mark.slow
@pytest.mark.parametrize("damage", [_truncated, _without_a_part])
def test_incomplete_files_of_the_model_are_not_used(
    damage: Callable[[Path], None],
    unpacked: Path,
    expected: list[tuple[str, float]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shutil.copytree(unpacked, tmp_path, dirs_exist_ok=True)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    damage(cache_folder())
    loaded = load_identifier()

    assert [loaded.classify(case.text) for case in TEXTS] == expected


@pytest.mark.slow
def test_without_a_cache_the_model_is_loaded_as_well(
    expected: list[tuple[str, float]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    loaded = load_identifier()

    assert [loaded.classify(case.text) for case in TEXTS] == expected
