"""The parts of a page before it is assembled, and the interface of a skin."""

from __future__ import annotations

import html
import json
import random
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.rendering.boilerplate import Boilerplate


@dataclass
class Sheet:
    """One page before it is put together."""

    rng: random.Random
    title: str  # of the <title> element
    metas: str
    around: Boilerplate
    parts: list[str]  # the story, in two halves
    published: str  # for JSON-LD, or nothing

    @property
    def story(self) -> str:
        """The whole story, with the advert that stands inside."""
        return self.around.inside.join(self.parts)

    @property
    def head(self) -> str:
        """The usual head."""
        return f"<title>{html.escape(self.title)}</title>\n<!--charset-->{self.metas}"

    def json_ld(self) -> str:
        """Metadata with the site as publisher, and a time if the page has one."""
        data = {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": self.title,
            "publisher": {"@type": "Organization", "name": "Saltmarsh Media"},
            "author": {"@type": "Person", "name": "John Pike"},
        }
        if self.published:
            data["datePublished"] = self.published
        return f'<script type="application/ld+json">{json.dumps(data)}</script>\n'


@dataclass(frozen=True)
class Skin:
    """A page skin, the layouts that go with it, and the first year that could have it."""

    make: Callable[[Sheet], str]
    layouts: tuple[str, ...]
    json_ld: bool = False
