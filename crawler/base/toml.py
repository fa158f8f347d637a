"""Load TOML files as typed values; an error names the file, the key and the cause."""

import re
import tomllib
from collections.abc import Callable, Collection
from difflib import get_close_matches
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin

import msgspec

from crawler.base.faults import UsageFault

T = TypeVar("T")

_UNKNOWN = re.compile(r"unknown field `(.*)`")


def load_toml(
    file: Path | Traversable, kind: type[T], *, flags: re.RegexFlag | int = 0, **fixed: object
) -> T:
    """Return a TOML file as a value of type `kind`, with its patterns compiled with `flags`.

    `fixed` are fields that the file must not set. Raises UsageFault with file, key and cause.
    """
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
        for name in fixed.keys() & table.keys():
            raise ValueError(f"{name}: not allowed in a file")
        return msgspec.convert({**table, **fixed}, kind, dec_hook=_compiler(flags))
    except tomllib.TOMLDecodeError as error:
        cause = f"not TOML: {error}"
    except msgspec.ValidationError as error:
        cause = _with_key(str(error), kind, fixed.keys())
    except (OSError, ValueError) as error:
        cause = str(error)
    raise UsageFault(f"{file}: {cause}")


def _compiler(flags: re.RegexFlag | int) -> Callable[[type, Any], Any]:
    """Return a hook of `msgspec.convert` that compiles patterns."""

    def compiled(kind: type, value: Any) -> Any:
        if get_origin(kind) is not re.Pattern:
            raise TypeError(kind)
        try:
            return re.compile(value, flags)
        except (re.error, TypeError) as error:
            raise ValueError(f"invalid pattern {value!r}: {error}") from None

    return compiled


def _with_key(message: str, kind: type, fixed: Collection[str]) -> str:
    """Return msgspec's `cause - at `$.key`` as `key: cause`, with suggestions for unknown keys."""
    cause, _, place = message.partition(" - at `$")
    key = place.rstrip("`").lstrip(".")
    if unknown := _UNKNOWN.search(cause):
        keys = [name for name in _keys(kind, key) if name not in fixed]
        near = get_close_matches(unknown[1], keys, 1)
        cause += f" (did you mean {near[0]}?)" if near else f" (known: {', '.join(keys)})"
    return f"{key}: {cause}" if key else cause


def _keys(kind: Any, path: str) -> list[str]:
    """Return the keys of the table at a path of keys, such as `start` or `header[0]`.

    >>> from crawler.sources.source import Source
    >>> _keys(Source, "gone")
    ['runs', 'days', 'share']
    """
    for name in filter(None, re.sub(r"\[.*?\]", "", path).split(".")):
        kind = next(f.type for f in msgspec.structs.fields(kind) if f.encode_name == name)
        while not isinstance(kind, type) or get_origin(kind):
            kind = get_args(kind)[0]
    return [field.encode_name for field in msgspec.structs.fields(kind)]
