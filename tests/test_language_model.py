"""The model that detects languages: as py3langid's own, read from a file, without NumPy."""

import gc
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from py3langid import langid

from crawler.reading.language_file import cached_file
from crawler.reading.language_model import LanguageModel, load_model
from tests.support.languages import TEXTS
from tests.support.other_scripts import STORIES

ROOT = Path(__file__).parent.parent
SENTENCES = [each.text for each in TEXTS]
PARAGRAPHS = [each for story in STORIES for each in story.paragraphs]
WORDS = sorted({word for text in SENTENCES + PARAGRAPHS for word in text.split()})
MOST = 20
"""MB that a process may need to detect its first language; decompressing takes 8."""


@pytest.fixture(scope="module")
def caches(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of caches with the file of the model."""
    folder = tmp_path_factory.mktemp("caches")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder))
        load_model()
    return folder


@pytest.fixture(scope="module")
def model(caches: Path) -> LanguageModel:
    """The model from a cached file."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(caches))
        return load_model()


@pytest.fixture(scope="module")
def own() -> Any:
    """The model as py3langid itself has it."""
    return langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)


def open_files() -> Counter[str]:
    """Return how often this process has which file open."""
    found: Counter[str] = Counter()
    for each in Path("/proc/self/fd").iterdir():
        if each.is_symlink():  # not the one that lists them
            found[str(each.readlink())] += 1
    return found


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in (folder / "wirecrawl").iterdir())


class TestClassifies:
    """As py3langid does, but for its rounding."""

    pytestmark = pytest.mark.slow

    @staticmethod
    def agrees(model: LanguageModel, own: Any, text: str) -> None:
        language, probability = model.classify(text)
        expected = dict(own.rank(text))
        assert probability == pytest.approx(expected[language], abs=1e-4)
        assert probability == pytest.approx(max(expected.values()), abs=1e-4)

    @pytest.mark.parametrize("text", SENTENCES + PARAGRAPHS)
    def test_texts(self, text: str, model: LanguageModel, own: Any) -> None:
        for each in (text, text.upper(), (text * 20)[:400], text * 100):
            self.agrees(model, own, each)
            assert model.classify(each)[0] == own.classify(each)[0]

    @pytest.mark.parametrize("text", ["", " ", "12:30", "\ud800", "\0", "e\u0301", "ÿ" * 3000])
    def test_what_is_hardly_a_text(self, text: str, model: LanguageModel, own: Any) -> None:
        self.agrees(model, own, text)
        assert model.classify(text)[0] == own.classify(text)[0]

    @given(text=st.lists(st.sampled_from(WORDS) | st.text(max_size=12), max_size=60).map(" ".join))
    def test_mixtures(self, text: str, model: LanguageModel, own: Any) -> None:
        self.agrees(model, own, text)

    @given(
        start=st.integers(0x20, 0x3000),
        letters=st.lists(st.integers(0, 0x60) | st.none(), max_size=400),
    )
    def test_letters_of_any_script(
        self, start: int, letters: list[int | None], model: LanguageModel, own: Any
    ) -> None:
        text = "".join(" " if each is None else chr(start + each) for each in letters)
        self.agrees(model, own, text)


@pytest.mark.slow
def test_the_file_is_made_once(
    caches: Path, model: LanguageModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(caches))
    made = cached_file().stat()

    again = load_model()

    assert again.classify(SENTENCES[0]) == model.classify(SENTENCES[0])
    assert cached_file().stat().st_mtime_ns == made.st_mtime_ns
    assert names(caches) == [cached_file().name]  # and no unfinished one
    assert made.st_mode & 0o777 == 0o644


@pytest.mark.slow
def test_the_file_is_closed_as_soon_as_the_model_is_released(
    caches: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(caches))
    before = open_files()
    gc.disable()
    try:
        model = load_model()
        model.classify(SENTENCES[0])
        loaded = open_files() - before
        del model
    finally:
        gc.enable()

    assert loaded == {str(cached_file()): 1}
    assert open_files() == before


@pytest.mark.slow
def test_a_fork_that_releases_the_model_leaves_it_to_its_parent(
    caches: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(caches))
    models = [load_model()]
    expected = models[0].classify(SENTENCES[0])
    if not (child := os.fork()):
        try:
            agrees = models.pop().classify(SENTENCES[0]) == expected
        finally:
            os._exit(not agrees)

    assert os.waitpid(child, 0)[1] == 0
    for text in SENTENCES[1:]:
        assert models[0].classify(text)[1] > 0.5


def _halved(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def _emptied(file: Path) -> None:
    os.truncate(file, 0)


def _without_its_end(file: Path) -> None:
    os.truncate(file, file.stat().st_size - 1)


def _zeroed_at_the_start(file: Path) -> None:
    with file.open("r+b") as opened:
        opened.write(bytes(4096))


def _other_arrays(file: Path) -> None:
    np.savez(file, ptc=np.zeros((2, 3)))


DAMAGES = [_halved, _emptied, _without_its_end, _zeroed_at_the_start, _other_arrays]


@pytest.mark.slow
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_made_anew(
    damage: Callable[[Path], None],
    caches: Path,
    model: LanguageModel,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shutil.copytree(caches, tmp_path, dirs_exist_ok=True)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    sound = cached_file().read_bytes()
    damage(cached_file())
    before = open_files()

    found = load_model().classify(SENTENCES[1])

    assert open_files() == before
    assert found == model.classify(SENTENCES[1])
    assert cached_file().read_bytes() == sound
    assert names(tmp_path) == names(caches)


@pytest.mark.slow
def test_the_folder_of_earlier_releases_is_deleted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    earlier = cached_file().with_name(cached_file().name.removesuffix(".npz"))
    earlier.mkdir(parents=True)
    (earlier / "ptc.npy").write_bytes(bytes(1000))

    load_model()

    assert names(tmp_path) == [cached_file().name]


@pytest.mark.slow
@pytest.mark.parametrize("is_disk_writable", [True, False])
def test_without_a_cache_the_file_has_no_name(
    is_disk_writable: bool, model: LanguageModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    temporary = tmp_path if is_disk_writable else tmp_path / "file"
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    before = open_files()

    loaded = load_model()
    (file,) = open_files() - before

    assert [loaded.classify(each) for each in SENTENCES] == [
        model.classify(each) for each in SENTENCES
    ]
    assert file.startswith(f"{tmp_path}/" if is_disk_writable else "/memfd:")
    assert file.endswith(" (deleted)")
    assert [each.name for each in tmp_path.iterdir()] == ["file"]
    del loaded
    assert open_files() == before


DETECT = """
import sys
from pathlib import Path
from crawler.reading.language import detect_language

def peak():
    (line,) = [each for each in Path("/proc/self/status").read_text().splitlines()
        if each.startswith("VmHWM")]
    return int(line.split()[1]) / 1e3

before = peak()
print("ready", flush=True)
text = sys.stdin.readline().strip()
print(detect_language(text), "numpy" in sys.modules, peak() - before)
"""


def detecting(caches: Path) -> "subprocess.Popen[str]":
    """Start a process that detects the language of a line and prints it, whether it has imported
    NumPy, and the MB by which its peak has grown; it waits for the line."""
    process = subprocess.Popen(
        [sys.executable, "-c", DETECT],
        cwd=ROOT,
        env={**os.environ, "XDG_CACHE_HOME": str(caches)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    return process


@pytest.mark.slow
def test_the_first_text_takes_little_memory(tmp_path: Path) -> None:
    """Whether it must make the file or not."""
    for _ in range(2):
        with detecting(tmp_path) as process:
            output, _ = process.communicate(TEXTS[1].text)
        language, has_numpy, grown = output.split()
        assert (language, has_numpy) == (TEXTS[1].language, "False")
        assert float(grown) < MOST
        assert len(names(tmp_path)) == 1


@pytest.mark.slow
def test_processes_may_make_the_file_at_once(tmp_path: Path) -> None:
    processes = [detecting(tmp_path) for _ in range(3)]
    for process in processes:
        assert process.stdin
        process.stdin.write(f"{TEXTS[1].text}\n")
        process.stdin.flush()
    found = [process.communicate()[0].split()[0] for process in processes]

    assert found == [TEXTS[1].language] * 3
    assert len(names(tmp_path)) == 1


SMALL: dict[str, Any] = {
    "ptc": np.array([[-2, -3], [-5, -4]], dtype=np.float16),
    "pc": np.zeros(2, dtype=np.float32),
    "classes": np.array(["yy", "zzz"]),
    "nextmove": np.zeros(512, dtype=np.uint32),
    "nextmove_row": np.array([0, 0, 1], dtype=np.uint16),
    "out_feat": np.array([-1, 0, 1], dtype=np.int32),
}
"""A model with two features: the letters a and b."""
SMALL["nextmove"][[ord("a"), ord("b"), 256 + ord("a"), 256 + ord("b")]] = [1, 2, 1, 2]


def small_model(folder: Path, **others: Any) -> LanguageModel:
    """Return the small model, with some arrays changed, or without those that are None."""
    arrays = {name: each for name, each in {**SMALL, **others}.items() if each is not None}
    np.savez(folder / "small.npz", **arrays)
    return LanguageModel((folder / "small.npz").open("rb"))


def test_features_count_by_the_logarithm_of_their_number(tmp_path: Path) -> None:
    model = small_model(tmp_path)
    difference = (np.log1p(1) * (4 - 5) - np.log1p(3) * (2 - 3)) / np.sqrt(6)

    assert model.classify("a, a")[0] == "yy"
    assert model.classify("b, b")[0] == "zzz"
    language, probability = model.classify("aa ab.")
    assert language == "yy"
    assert probability == pytest.approx(1 / (1 + np.exp(-difference)))
    assert model.classify("none: c") == ("yy", 0.5)


def test_languages_that_are_written_in_two_ways_are_one(tmp_path: Path) -> None:
    model = small_model(tmp_path, classes=np.array(["zzz", "zzz"]))

    assert model.classify("a") == ("zzz", 1)


@pytest.mark.parametrize(
    "others",
    [
        {"pc": None},
        {"ptc": np.zeros((2, 2), dtype=np.float32)},
        {"ptc": np.zeros((2, 3), dtype=np.float16)},
        {"ptc": np.zeros(2, dtype=np.float16)},
        {"nextmove": np.zeros(500, dtype=np.uint32)},
        {"nextmove": np.zeros((2, 256), dtype=np.uint32)},
        {"nextmove_row": np.zeros(4, dtype=np.uint16)},
        {"more": np.zeros(1, dtype=np.uint16)},
    ],
    ids=lambda others: " ".join(
        f"{name} {getattr(each, 'shape', None)}" for name, each in others.items()
    ),
)
def test_a_model_of_another_form_is_refused(others: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="unknown model of py3langid"):
        small_model(tmp_path, **others)
