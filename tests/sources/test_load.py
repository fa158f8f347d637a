"""The loader of source files: what it accepts, and its error messages."""

from pathlib import Path

import pytest

from crawler.base.faults import UsageFault
from crawler.sources import load_source, load_sources, with_base

PLAIN = "name = 'Ledger'\nbase = 'http://127.0.0.1:8000'\nstory = ['^/a/']\n"


def write(folder: Path, text: str, name: str = "ledger.toml") -> Path:
    file = folder / name
    file.write_text(text)
    return file


def test_the_shipped_sources_load() -> None:
    assert {"globalsecurity", "sample"} <= load_sources().keys()


def test_an_operators_file_overrides_a_shipped_one(tmp_path: Path) -> None:
    write(tmp_path, PLAIN)
    write(tmp_path, PLAIN, "globalsecurity.toml")

    sources = load_sources(tmp_path)

    assert sources["ledger"].name == "Ledger"
    assert sources["globalsecurity"].name == "Ledger"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name = ", "not TOML: Invalid value (at end of"),
        ("name = 3", "name: Expected `str`, got `int`"),
        (f"{PLAIN}colour = 'red'", "Object contains unknown field `colour` (known: name, base, s"),
        (f"{PLAIN}storys = ['a']", "Object contains unknown field `storys` (did you mean story?"),
        (
            f"{PLAIN}start.sitemaps = ['/']",
            "start: Object contains unknown field `sitemaps` (did you mean sitemap?",
        ),
        (f"{PLAIN}limits.walks = 3", "limits: Object contains unknown field `walks`"),
        (f"{PLAIN}limits.walk = 0", "limits.walk: Expected `int` >= 1"),
        (PLAIN.replace("'^/a/'", ""), "story: Expected `array` of length >= 1"),
        (f"{PLAIN}listing = ['(']", "listing[0]: invalid pattern '('"),
        (f"{PLAIN}start.index = ['news']", "start.index[0]: Expected `str` matching"),
        (f"{PLAIN}start.index = ['/{{year}}/']", "start: unknown placeholder {year} in /{year}/"),
        (f"{PLAIN}start.index = ['{{topic}}']", "start: {topic} uses {topic}, but"),
        (f"{PLAIN}topics.iraq = '/iraq'", "topics[...]: Expected `str` matching"),
        (f"{PLAIN}assert.colour = 1", "assert: Object contains unknown field `colour`"),
        (f"{PLAIN}assert.stories = 0", "assert.stories: Expected `int` >= 1"),
        (f"{PLAIN}assert.stories = '9'", "assert.stories: Expected `int | null`, got `str`"),
        (f"{PLAIN}assert.date = 95", "assert.date: Expected `float` <= 1.0"),
        (f"{PLAIN}gone.runs = 0", "gone.runs: Expected `int` >= 1"),
        (f"{PLAIN}gone.weeks = 1", "gone: Object contains unknown field `weeks`"),
        (f"{PLAIN}id = 'other'", "id: not allowed"),
        (PLAIN.replace("http:", "ftp:"), "base: ftp://127.0.0.1:8000 is not an http"),
        (PLAIN.replace("127", "me:secret@127"), "base: user name and password"),
        ("name = 'x'\nbase = 'http://a.example'", "Object missing required field `story`"),
    ],
)
def test_refuses_in_one_line_with_file_key_and_cause(tmp_path: Path, text: str, said: str) -> None:
    file = write(tmp_path, text)

    with pytest.raises(UsageFault) as fault:
        load_sources(tmp_path)

    assert str(fault.value).startswith(f"{file}: {said}")
    assert "\n" not in str(fault.value)
    assert "secret" not in str(fault.value)


def test_refuses_a_name_that_is_no_id(tmp_path: Path) -> None:
    file = write(tmp_path, PLAIN, "The Ledger.toml")

    with pytest.raises(UsageFault, match="invalid file name"):
        load_source(file)


@pytest.mark.parametrize(
    "stem",
    [
        "2003",
        "2003-03-14",
        "1.5",
        "1e5",
        "0x1f",
        "true",
        "no",
        "null",
        "nan",
        "none",
        "1-2",
        "007",
        "5d",
    ],
)
def test_an_id_that_readers_take_for_another_value(tmp_path: Path, stem: str) -> None:
    with pytest.raises(UsageFault, match=f"take the source id {stem} for a number"):
        load_source(write(tmp_path, PLAIN, f"{stem}.toml"))


@pytest.mark.parametrize("stem", ["archive-2003", "e5", "norway", "1-true", "x2003", "nanking"])
def test_an_id_that_no_reader_takes_for_another_value(tmp_path: Path, stem: str) -> None:
    assert load_source(write(tmp_path, PLAIN, f"{stem}.toml")).id == stem


def test_an_address_within_the_archive_has_one_path(tmp_path: Path) -> None:
    source = load_source(write(tmp_path, f"{PLAIN}hosts = ['a.example', 'www.a.example']"))
    moved = with_base(source, "http://127.0.0.1:9000/copy/")

    assert source.path_of("http://127.0.0.1:8000/a/b.htm?c=1") == "/a/b.htm?c=1"
    assert source.path_of("https://127.0.0.1:8000/a/") == "/a/"
    assert source.path_of("https://www.a.example/a/") == "/a/"
    assert source.path_of("http://127.0.0.1:8001/a/") is None
    assert source.path_of("http://b.example/a/") is None
    assert source.path_of("ftp://a.example/a/") is None
    assert moved.path_of("http://127.0.0.1:9000/copy/a/") == "/a/"
    assert moved.path_of("http://127.0.0.1:9000/a/b") == "/a/b"  # a link from the root
    assert moved.path_of("http://127.0.0.1:9001/a/b") is None
    assert moved.url_of("/a/") == "http://127.0.0.1:9000/copy/a/"


def test_a_folder_of_a_host_moved_into_another_folder(tmp_path: Path) -> None:
    plain = PLAIN.replace("http://127.0.0.1:8000", "http://a.example/en")
    source = load_source(write(tmp_path, plain))

    assert source.base == "http://a.example/en"
    for base in ("http://127.0.0.1:9000/copy/en", "http://127.0.0.1:9000"):
        moved = with_base(source, base)
        assert moved.path_of("http://a.example/en/a/b") == "/a/b"
        assert moved.path_of("http://a.example/fr/a/b") is None
        assert moved.path_of(f"{base}/a/b") == "/a/b"
        assert moved.path_of("http://127.0.0.1:9000/en/a/b") == "/a/b"
