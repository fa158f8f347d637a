"""The reading processes of a crawl, from /proc (Linux)."""

from pathlib import Path


def readers_of(crawl: int) -> list[int]:
    """The processes that this one has started and that read."""
    try:
        children = Path(f"/proc/{crawl}/task/{crawl}/children").read_text().split()
    except OSError:
        return []
    return [int(pid) for pid in children if b"crawler.reading.workers" in command(int(pid))]


def command(pid: int) -> bytes:
    """Nothing for a process that has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""
