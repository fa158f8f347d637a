"""Read an article's section and keywords from its metadata."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from crawler.reading.headlines import bare
from crawler.reading.parse.head.values import text_of_value

_COMMA = re.compile(r"[,;，、؛،]")
_MOST, _LONGEST = 40, 100
"""Maximum subjects per page, and maximum length of one in characters."""
_STATED = {"articleSection": "article:section", "keywords": "article:tag"}
"""JSON-LD keys, each with the OpenGraph meta used as a fallback."""


def read_subjects(article: Mapping[str, Any], metas: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """Return the sections, then the keywords, without duplicates.

    >>> read_subjects({"articleSection": "World", "keywords": "Kelm, ferries, world"}, [])
    ('World', 'Kelm', 'ferries')
    >>> read_subjects({"keywords": ["War, the", {"name": "Kelm"}]}, [("article:section", "World")])
    ('World', 'War, the', 'Kelm')
    """
    subjects: dict[str, str] = {}
    for key, meta in _STATED.items():
        named = article.get(key)
        stated = [*islice(_subjects(named, key == "keywords"), _MOST)] if named else []
        if not stated and (own := [content for name, content in metas if name.lower() == meta]):
            stated = [*islice(_subjects(own, is_list=False), _MOST)]
        for subject in stated:
            subjects.setdefault(bare(subject), subject)
    subjects.pop("", None)
    return tuple(islice(subjects.values(), _MOST))


def _subjects(value: Any, is_list: bool) -> Iterator[str]:
    """Yield the names in a value: a string (comma-separated if `is_list`), objects, or a list."""
    if isinstance(value, str):
        value = _COMMA.split(value[: _MOST * _LONGEST]) if is_list else [value]
    for each in value if isinstance(value, list) else [value]:
        text = text_of_value(each.get("name") if isinstance(each, Mapping) else each)
        if text and len(text) <= _LONGEST:
            yield text
