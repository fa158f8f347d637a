"""Self-contained HTML pages: the shared base template, and filters for text from web pages.

A page extends `base.html.j2`. It has its CSS and script inside, loads nothing, and its content
security policy allows no other script. Without the script it only lacks sorting and filtering.
"""

import base64
import hashlib
import re
from functools import cache
from importlib.resources import files

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from crawler.html.bytecode import TemplateBytecode

LONGEST = 160
"""Default maximum characters of a text from a page."""
LONGEST_LINK = 600
"""Maximum characters of a URL that is linked."""
_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
"""Controls, also bidirectional ones, and invisible characters. Joiners of letters are not in it."""
_WEB = re.compile(r"https?://[^\s\\]+", re.IGNORECASE)


@cache
def environment(package: str) -> Environment:
    """Return the environment for the templates of a package, which is also where the base template
    is found. It escapes everything, and an undefined name is an error.

    Its filters are the functions of this module.
    """
    made = Environment(
        loader=ChoiceLoader([PackageLoader(package), PackageLoader("crawler.html")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=TemplateBytecode(),
    )
    made.filters |= {"short": short, "visible": visible, "web": web}
    made.filters |= {"number": number, "moment": moment, "size": size}
    script = files("crawler.html").joinpath("templates/tables.js").read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    made.globals |= {"script": Markup(script), "script_digest": digest}  # noqa: S704  # our own
    return made


def short(text: str | None, longest: int = LONGEST) -> str:
    """Return a text on one line, cut to a length, with invisible characters written out.

    >>> short("two\\nlines, \\u202egpj.exe", 30), short("a" * 200, 8)
    ('two lines, [U+202E]gpj.exe', 'aaaaaaa…')
    """
    cut = (text or "")[: 4 * longest]  # white space takes up more than it leaves
    line = visible(" ".join(cut.split()))
    return f"{line[: longest - 1].rstrip()}…" if len(line) > longest else line


def visible(text: str) -> str:
    """Return a text of several lines with invisible characters written out."""
    return _UNPRINTABLE.sub(
        lambda found: found[0] if found[0] in "\n\t" else f"[U+{ord(found[0]):04X}]", text
    )


def web(url: str | None) -> str | None:
    """Return a URL that a page may link to; None for any other scheme than HTTP.

    >>> web("https://a.example/b"), web("javascript:alert(1)"), web("https://a.example/\\u202e")
    ('https://a.example/b', None, None)
    """
    if (
        url is None
        or len(url) > LONGEST_LINK
        or not _WEB.fullmatch(url)
        or _UNPRINTABLE.search(url)
    ):
        return None
    return url


def number(value: float | None) -> str:
    """Return a number with a thin space between thousands, an en dash for none.

    >>> number(12345), number(0.5), number(None)
    ('12\u202f345', '0.5', '–')
    """
    if value is None:
        return "–"
    return (f"{value:,}" if isinstance(value, int) else f"{value:,.4g}").replace(",", "\u202f")


def moment(value: str | None) -> str:
    """Return an RFC 3339 moment as a reader prefers it.

    >>> moment("2026-11-29T20:30:31Z"), moment(None)
    ('2026-11-29 20:30 UTC', '–')
    """
    if not value:
        return "–"
    return f"{value[:10]} {value[11:16]} UTC" if len(value) > 10 else value


def size(value: int) -> str:
    """Return a number of bytes in a readable unit.

    >>> size(900), size(132_630), size(5_000_000)
    ('900 B', '133 kB', '5.0 MB')
    """
    if value < 1000:
        return f"{value} B"
    return f"{value / 1000:.0f} kB" if value < 1_000_000 else f"{value / 1_000_000:.1f} MB"
