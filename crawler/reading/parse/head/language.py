"""Read the language that a page states, as a BCP 47 tag."""

import re
from collections.abc import Mapping
from typing import Any

from lxml import etree

_METAS = ("language", "content-language", "dc.language", "dcterms.language", "og:locale")
"""Metas that state a language, most reliable first; the last often holds a system default."""
_TAG = re.compile(r"(?P<language>[a-z]{2,3})(?P<rest>(?:-[a-z0-9]{1,8})*)", re.IGNORECASE)
_NONE = frozenset(("und", "mul", "zxx", "mis", "xx"))
"""Codes that do not identify a language (ISO 639)."""


def read_language(
    root: etree._Element, metas: Mapping[str, str], article: Mapping[str, Any]
) -> str | None:
    """Return the first language stated: on the root element, in metas or in JSON-LD."""
    stated: list[Any] = [root.get("lang"), root.get("xml:lang")]
    stated += [metas.get(name) for name in _METAS[:-1]]
    language = article.get("inLanguage")
    if isinstance(language, dict):
        language = language.get("alternateName") or language.get("name")
    stated += [language, metas.get(_METAS[-1])]
    tags = (language_tag(each) for each in stated if isinstance(each, str))
    return next(filter(None, tags), None)


def language_tag(text: str) -> str | None:
    """Return a BCP 47 tag in conventional case; null if the text is not a language tag.

    >>> language_tag("en_US"), language_tag("ZH-hans-cn"), language_tag("English")
    ('en-US', 'zh-Hans-CN', None)
    """
    found = _TAG.fullmatch(text.strip().replace("_", "-"))
    if not found or found["language"].lower() in _NONE:
        return None
    parts = [found["language"].lower()]
    for part in found["rest"].split("-")[1:]:
        if len(part) == 1:  # extensions follow
            break
        parts.append(part.upper() if len(part) == 2 else part.title() if len(part) == 4 else part)
    return "-".join(parts)
