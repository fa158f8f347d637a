"""Build the archive to crawl: rendered stories in boilerplate of the size of present-day pages."""

import random
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from benchmarks.pages import SEED, rendered

SIZES = (61_000, 95_000)
"""Minimum and maximum bytes of boilerplate per page; with its story, a page has 60 to 100 kB."""
LISTED = 1000
"""Stories per listing."""
_SKINS = 16
"""Number of boilerplate sets: a site has few, shared by all its pages."""
_WORDS = (
    "harbor council pier dredger minister talks archive letter record union strait bridge".split()
)
_BODY = re.compile(rb"<body[^>]*>", re.IGNORECASE)


def archive(count: int) -> dict[str, tuple[bytes, ...]]:
    """Return the pieces of each page by path: listings and `count` stories."""
    skins = [_Skin(random.Random(SEED + n)) for n in range(_SKINS)]  # noqa: S311
    stories: dict[str, tuple[bytes, ...]] = {}
    for number, (path, body) in enumerate(_stories(count)):
        stories[path] = skins[number % _SKINS].worn_by(body)
    return stories | dict(_listings([*stories]))


def listings(count: int) -> list[str]:
    """Return the paths of the listings for this many stories."""
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
    """Styles, scripts and menus that turn 3 kB of story into a page of 80 kB. With the menus a page
    has about 400 elements, a third of them links."""

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
        """Return the pieces of a page; all pages of a skin share its pieces."""
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
