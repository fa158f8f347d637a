"""Read the objects of a page's JSON-LD, tolerating common syntax errors."""

import html
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pyjson5
from lxml import etree

from crawler.reading.parse.head.values import text_of_value

Thing = dict[str, Any]

_LARGEST = 1_000_000
"""Maximum length, in characters, of a script to repair."""
_MOST = 2_000
"""Maximum objects examined per page."""
_WITHIN = ("@graph", "@list", "mainEntity", "mainEntityOfPage")
"""Keys whose values describe the page itself rather than things it mentions."""
_REPEATED = ("author", "creator", "publisher")
_STRICT = json.JSONDecoder(strict=False)
_WRAPPING = re.compile(r"<!--|-->|(?:(?://|/\*)\s{0,9})?(?:<!\[CDATA\[|\]\]>)(?:\s{0,9}\*/)?")
_BETWEEN = re.compile(r"[\s;,]*")
_CONTROL = re.compile(r"[\x00-\x1f\u2028\u2029]")
_QUOTE = re.compile(r'(?<!\\)"')
_BEFORE_TEXT, _AFTER_TEXT = tuple("[{,:"), tuple("]},:")


def read_things(scripts: list[etree._Element]) -> list[Thing]:
    """Return the objects of a page's JSON-LD, from lists, graphs and main entities; resolve writers
    and publishers given only by `@id`."""
    values = [value for script in scripts if _is_json_ld(script) for value in _read(script.text)]
    things = [thing for value in values for thing in _walk(value)][:_MOST]
    return _resolved(things, values) if things else things


def _is_json_ld(script: etree._Element) -> bool:
    return (script.get("type") or "").strip().lower().startswith("application/ld+json")


def _read(text: str | None) -> list[Any]:
    """Return the values of a script: as strict JSON, else after repair."""
    text = (text or "").strip()
    with suppress(ValueError, RecursionError):
        return [_STRICT.decode(text)]
    if not text or len(text) > _LARGEST:
        return []
    text = _WRAPPING.sub(" ", text).strip(" \t\r\n;,")
    for mend in (_in_a_row, _as_json5, _escaped, _quoted):
        with suppress(ValueError, RecursionError, pyjson5.Json5Exception):
            return mend(text)
    return []


def _in_a_row(text: str) -> list[Any]:
    """Read several concatenated values."""
    values = []
    at = 0
    while at < len(text):
        value, at = _STRICT.raw_decode(text, at)
        values.append(value)
        found = _BETWEEN.match(text, at)
        at = found.end() if found else at
    return values


def _as_json5(text: str) -> list[Any]:
    """Read JavaScript literals: comments, trailing commas, single quotes."""
    try:
        return [pyjson5.decode(text)]
    except pyjson5.Json5Exception:
        return [pyjson5.decode(f"[{_CONTROL.sub(' ', text)}]")]


def _escaped(text: str) -> list[Any]:
    """Read JSON that was escaped as HTML."""
    return _in_a_row(html.unescape(text)) if "&quot;" in text or "&#34;" in text else _fail()


def _quoted(text: str) -> list[Any]:
    """Read JSON whose strings contain unescaped quotes."""

    def escape(quote: re.Match[str]) -> str:
        before = text[max(0, quote.start() - 16) : quote.start()].rstrip()
        after = text[quote.end() : quote.end() + 16].lstrip()
        opens = not before or before.endswith(_BEFORE_TEXT)
        return '"' if opens or not after or after.startswith(_AFTER_TEXT) else '\\"'

    return [pyjson5.decode(f"[{_CONTROL.sub(' ', _QUOTE.sub(escape, text))}]")]


def _fail() -> list[Any]:
    raise ValueError


def _walk(value: Any, deep: int = 0) -> Iterator[Thing]:
    """Yield the objects of a value that describe the page."""
    if isinstance(value, list) and deep < 8:
        for each in value:
            yield from _walk(each, deep + 1)
    elif isinstance(value, dict) and deep < 8:
        yield value
        for key in _WITHIN:
            if isinstance(value.get(key), dict | list):
                yield from _walk(value[key], deep + 1)


def _resolved(things: list[Thing], values: list[Any]) -> list[Thing]:
    """Return the objects, with bare `@id` references replaced by their targets."""
    text = [thing[key] for thing in things for key in _REPEATED if key in thing]
    if not any(_is_reference(each) for value in text for each in _listed(value)):
        return things
    known = _by_id(values)

    def resolve(value: Any) -> Any:
        return [
            known.get(str(each["@id"]), each) if _is_reference(each) else each
            for each in _listed(value)
        ]

    return [
        thing | {key: resolve(thing[key]) for key in _REPEATED if key in thing} for thing in things
    ]


def _is_reference(value: Any) -> bool:
    return isinstance(value, dict) and "@id" in value and not _own_name(value)


def _by_id(values: list[Any]) -> dict[str, Thing]:
    """Return the named objects, by `@id`."""
    known: dict[str, Thing] = {}
    rest, seen = list(values), 0
    while rest and seen < _MOST:
        value = rest.pop()
        seen += 1
        if isinstance(value, list):
            rest.extend(value)
        elif isinstance(value, dict):
            if "@id" in value and _own_name(value):
                known.setdefault(str(value["@id"]), value)
            rest.extend(each for each in value.values() if isinstance(each, dict | list))
    return known


def _listed(value: Any) -> list[Any]:
    """Return a value as a list: itself, its items, or those of its `@list`."""
    if isinstance(value, dict) and isinstance(value.get("@list"), list):
        value = value["@list"]
    return value if isinstance(value, list) else [value]


def _own_name(thing: Thing) -> str | None:
    """Return the name of a person or organisation, joining name parts if needed."""
    for key in ("name", "legalName", "alternateName"):
        value = thing.get(key)
        if isinstance(value, list):
            value = next(iter(value), None)
        if isinstance(value, dict):
            value = value.get("@value")
        if text := text_of_value(value):
            return text
    parts = [text_of_value(thing.get(key)) for key in ("givenName", "additionalName", "familyName")]
    return " ".join(filter(None, parts)) or None


def read_names(value: Any, deep: int = 0) -> Iterator[str]:
    """Yield the names of people or organisations, from strings, objects or lists of either."""
    for each in _listed(value) if value else ():
        if isinstance(each, list) and deep < 4:
            yield from read_names(each, deep + 1)
            continue
        name = _own_name(each) if isinstance(each, dict) else text_of_value(each)
        name = name and name.strip(" ,;|")
        if name and "://" not in name:
            yield name
