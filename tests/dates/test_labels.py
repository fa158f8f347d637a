"""Labels of dates are found by the first letters of words, as if all were tried everywhere."""

import re
from collections.abc import Callable

import pytest

from crawler.base.dates.labels import _BRANCH, _CHANGED, _PUBLISHED, find_labels

LABELS = [*_BRANCH.split(_PUBLISHED), *_BRANCH.split(_CHANGED)]
WORDS = [re.sub(r"\\w\*|[()?:]|\[(.)[^]]*\]|\|\w*", r"\1", label) for label in LABELS]
"""A text for each label, without most of its optional parts."""
EVERYWHERE = re.compile(
    rf"(?<![^\W\d_])(?:(?P<changed>{_CHANGED})|(?P<published>{_PUBLISHED}))(?![a-zà-ÿ])",
    re.IGNORECASE,
)
UNPARTED = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def test_every_label_begins_with_a_letter_that_is_not_optional() -> None:
    assert all(label[0].isalpha() and label[1:2] not in ("?", "*") for label in LABELS)


@pytest.mark.parametrize("in_case", [str.lower, str.upper, str.title, str.swapcase])
def test_all_labels_are_found_in_any_case(in_case: Callable[[str], str]) -> None:
    words = [in_case(word) for word in WORDS if not UNPARTED.search(word)]
    for word, other in zip(words, [*words[1:], words[0]], strict=True):
        line = f"Harbour {word} 5.3.2024 | x{word} {other}: {word}{other} 2004"
        found = [(each.lastgroup, *each.span()) for each in EVERYWHERE.finditer(line)]
        assert find_labels(line) == found
        assert found
