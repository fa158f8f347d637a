"""The section and the keywords of an article, as its metadata state them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from crawler.reading.headlines import bare
from crawler.reading.parse.head.values import text_of_value

_COMMA = re.compile(r"[,;，、؛،]")
_MOST, _LONGEST = 40, 100
"""Subjects of a page, and characters of one."""
_STATED = {"articleSection": "article:section", "keywords": "article:tag"}
"""Keys of JSON-LD, and the meta of OpenGraph that is asked where the JSON-LD is silent."""


def read_subjects(article: Mapping[str, Any], metas: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """Return the sections, then the keywords, each once.

    >>> read_subjects({"articleSection": "World", "keywords": "Kelm, ferries, world"}, [])
    ('World', 'Kelm', 'ferries')
    >>> read_subjects({"keywords": ["War, the", {"name": "Kelm"}]}, [("article:section", "World")])
    ('World', 'War, the', 'Kelm')
    """
    subjects: dict[str, str] = {}
    for key, meta in _STATED.items():
        stated = [*islice(_subjects(article.get(key), key == "keywords"), _MOST)]
        if not stated:
            own = [content for name, content in metas if name.lower() == meta]
            stated = [*islice(_subjects(own, is_list=False), _MOST)]
        for subject in stated:
            subjects.setdefault(bare(subject), subject)
    subjects.pop("", None)
    return tuple(islice(subjects.values(), _MOST))


def _subjects(value: Any, is_list: bool) -> Iterator[str]:
    """Yield the names in a value: written out, with commas between them in a list, or objects."""
    if isinstance(value, str):
        value = _COMMA.split(value[: _MOST * _LONGEST]) if is_list else [value]
    for each in value if isinstance(value, list) else [value]:
        text = text_of_value(each.get("name") if isinstance(each, Mapping) else each)
        if text and len(text) <= _LONGEST:
            yield text
