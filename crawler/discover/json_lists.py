"""URLs in JSON: documents of any shape, JSON lines, and JSON Feed with dates and titles.

JSON Feed: https://www.jsonfeed.org/version/1.1/ · pages of a WACZ:
https://specs.webrecorder.net/wacz/1.1.1/#pages-jsonl
"""

import re
from collections.abc import Iterator, Mapping
from io import BufferedReader, BytesIO
from typing import Any

import msgspec

from crawler.base.dates import as_rfc3339, as_stated
from crawler.base.fault_kinds import FaultKind
from crawler.base.faults import Fault
from crawler.discover.captures import in_json
from crawler.discover.lines import Entries
from crawler.discover.links import Link, canonical
from crawler.discover.listing_decompression import MOST_BYTES
from crawler.discover.tables import ADDRESS
from crawler.model import Hint

DOCUMENT = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*(?:\{|\[\s*[\[{\]\"])")
"""The start of a JSON document."""
FEED = re.compile(rb'"version"\s*:\s*"https?:\\?/\\?/(?:www\.)?jsonfeed\.org\\?/version')

_KEYS = ("url", "link", "href", "loc", "permalink", "uri", "address", "original")
"""Keys for the URL of a page, the most reliable first."""


def in_document(lines: BufferedReader, name: str) -> Entries:
    """Yield the URLs in a JSON document, or in JSON lines if it is not a single document."""
    body = lines.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise Fault(FaultKind.SIZE, f"{name}: more than {MOST_BYTES} bytes of JSON")
    try:
        document = msgspec.json.decode(body.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        yield from in_json(BufferedReader(BytesIO(body)), name)
    else:
        yield from enumerate(_addresses(document), 1)


def _addresses(document: Any) -> Iterator[str]:
    """Yield the URLs of pages in document order: strings in lists, and one URL per object.

    Further URLs in an object (images, links) are ignored.
    """
    waiting = [document]
    while waiting:
        match waiting.pop():
            case str(text) if ADDRESS.match(text):
                yield text.strip()
            case list(items):
                waiting.extend(reversed(items))
            case dict(fields):
                inner = [value for value in fields.values() if isinstance(value, list | dict)]
                address = _address(fields)
                if address and not (fields is document and inner):
                    yield address
                else:
                    waiting.extend(reversed(inner))


def _address(fields: Mapping[str, Any]) -> str | None:
    named = (fields[key] for key in _KEYS if isinstance(fields.get(key), str))
    return next((text.strip() for text in named if ADDRESS.match(text)), None)


def read_json_feed(body: bytes, url: str) -> list[Link]:
    """Return the items of a JSON Feed. Raises Fault `list` if it is not JSON."""
    try:
        feed = msgspec.json.decode(body.removeprefix(b"\xef\xbb\xbf"), type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise Fault(FaultKind.LIST, f"{url}: {error}") from None
    items = feed.get("items")
    links = [
        Link(address, _hint(item, url))
        for item in (items if isinstance(items, list) else [])
        if isinstance(item, dict) and (address := canonical(_item_address(item), url))
    ]
    following = canonical(str(feed.get("next_url") or ""), url)
    return [*links, Link(following, Hint(url), leads_on=True)] if following else links


def _item_address(item: Mapping[str, Any]) -> str:
    if item.get("url"):
        return str(item["url"])
    named = str(item.get("id") or "")
    return named if ADDRESS.match(named) else ""


def _hint(item: Mapping[str, Any], url: str) -> Hint:
    date, modified = (str(item.get(f"date_{what}") or "") for what in ("published", "modified"))
    title = " ".join(str(item.get("title") or "").split())
    return Hint(url, as_stated(date), title or None, as_rfc3339(modified))
