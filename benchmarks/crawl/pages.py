"""The archive that is crawled: rendered stories in furniture of the size that pages have today."""

import random
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from benchmarks.pages import SEED, rendered

SIZES = (61_000, 95_000)
"""Bytes of furniture on a page, least and most: with its story, a page has 60 to 100 kB."""
LISTED = 1000
"""Stories on one listing."""
_SKINS = 16
"""Sets of furniture: a site has few, for all its pages."""
_WORDS = (
    "harbor council pier dredger minister talks archive letter record union strait bridge".split()
)
_BODY = re.compile(rb"<body[^>]*>", re.IGNORECASE)


def archive(count: int) -> dict[str, tuple[bytes, ...]]:
    """Path -> the pieces of the page there: listings and so many stories."""
    skins = [_Skin(random.Random(SEED + n)) for n in range(_SKINS)]  # noqa: S311
    stories: dict[str, tuple[bytes, ...]] = {}
    for number, (path, body) in enumerate(_stories(count)):
        stories[path] = skins[number % _SKINS].worn_by(body)
    return stories | dict(_listings([*stories]))


def listings(count: int) -> list[str]:
    """The paths of the listings of so many stories."""
    return [f"/index-{number}.html" for number in range(-(-count // LISTED))]


def _stories(count: int) -> Iterator[tuple[str, bytes]]:
    seen: set[str] = set()
    for page in rendered(count + count // 4 + 10):
        path = urlsplit(page.url).path
        if path not in seen and page.body and len(seen) < count:
            seen.add(path)
            yield path, page.body


def _listings(paths: list[str]) -> Iterator[tuple[str, tuple[bytes]]]:
    for number, listing in enumerate(listings(len(paths))):
        links = paths[number * LISTED : (number + 1) * LISTED]
        items = "\n".join(f'<li><a href="{path}">{path}</a></li>' for path in links)
        yield listing, (f"<html><body><ul>\n{items}\n</ul></body></html>".encode(),)


class _Skin:
    """Style, scripts and menus: what makes 3 kB of story a page of 80. With the menus a page has
    about 400 elements, a third of them links."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        size = rng.randint(*SIZES)
        rule = ".{a}-{n} > a {{ color: #{n:06x}; margin: {n}px }}\n"
        code = 'var {a}_{n} = function (a) {{ return a.{b}("{c} {a}", {n}); }};\n'
        link = (
            '<li class="menu-item menu-item-type-post menu-item-object-page menu-item-{n}">'
            '<a class="menu-link menu-link-level-2" href="/{a}/{b}/{c}-{n}.html" '
            'data-track="navigation:{a}:{b}:{n}" aria-label="{a} {b} {c}">'
            '<span class="menu-label">{a} {b} {c}</span></a></li>\n'
        )
        style = f"<style>\n{self._fill(rule, size * 15 // 100)}</style>\n"
        scripts = [f"<script>\n{self._fill(code, size * 20 // 100)}</script>\n" for _ in range(2)]
        menus = [
            f'<ul class="menu">\n{self._fill(link, size * 22 // 100)}</ul>\n' for _ in range(2)
        ]
        self._before = (style + scripts[0] + menus[0]).encode()
        self._after = (menus[1] + scripts[1]).encode()

    def worn_by(self, body: bytes) -> tuple[bytes, ...]:
        """The pieces of a page; those of the skin are shared by all pages that wear it."""
        opened = _BODY.search(body)
        start = opened.end() if opened else 0
        end = body.lower().rfind(b"</body")
        end = end if end >= start else len(body)
        return body[:start], self._before, body[start:end], self._after, body[end:]

    def _fill(self, form: str, size: int) -> str:
        made: list[str] = []
        while size > 0:
            a, b, c = (self._rng.choice(_WORDS) for _ in range(3))
            made.append(form.format(a=a, b=b, c=c, n=self._rng.randrange(10**6)))
            size -= len(made[-1])
        return "".join(made)
