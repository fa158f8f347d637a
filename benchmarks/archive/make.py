"""Make a WARC file of rendered stories in pages of 60 to 100 kB, with FastWARC."""

import gzip
import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from fastwarc.warc import WarcRecord, WarcRecordType

from benchmarks.crawl.pages import archive

HOST = "http://www.benchmark.example"
_ROUND = 2000
"""Different pages; a larger archive repeats them under other addresses."""
_SINCE = datetime(2026, 1, 15, tzinfo=UTC)


def make(path: Path, pages: int, first: int = 0, total: int = 0) -> int:
    """Write so many responses, from the `first` of a `total` on; return their mean size."""
    size = 0
    with path.open("wb") as file:
        for number, (url, body) in enumerate(_pages(pages, first, total or pages), first):
            size += len(body)
            record = WarcRecord()
            record.init_headers(WarcRecordType.response)
            record.headers["WARC-Target-URI"] = url
            moment = _SINCE + timedelta(seconds=number)
            record.headers["WARC-Date"] = moment.isoformat().replace("+00:00", "Z")
            record.is_http = True
            head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
            record.set_bytes_content(head + body)
            plain = io.BytesIO()
            record.write(plain)
            file.write(gzip.compress(plain.getvalue(), 6))
    return size // pages


@lru_cache(maxsize=1)
def _stories(count: int) -> list[tuple[str, bytes]]:
    return [
        (path, b"".join(pieces))
        for path, pieces in archive(count).items()
        if not path.startswith("/index-")
    ]


def _pages(count: int, first: int, total: int) -> Iterator[tuple[str, bytes]]:
    """Yield addresses and bodies; no two bodies are the same."""
    stories = _stories(min(total, _ROUND))
    for number in range(first, first + count):
        path, body = stories[number % len(stories)]
        turn = number // len(stories)
        if turn:
            mark = f"<p>Printed once more in edition {turn}, page {number}.</p></body".encode()
            body = body.replace(b"</body", mark, 1)
            path = f"{path}?edition={turn}"
        yield f"{HOST}{path}", body
