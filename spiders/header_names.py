"""Names of HTTP headers."""

from functools import lru_cache

from scrapy.http import Headers


@lru_cache(maxsize=256)
def header_key(name: str | bytes) -> bytes:
    """Return a header's name as Scrapy's headers have it, which they would make each time."""
    return Headers().normkey(name)
