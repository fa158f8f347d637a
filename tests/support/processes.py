"""The reading processes of a crawl, from /proc (Linux)."""

from pathlib import Path


def readers_of(crawl: int) -> list[int]:
    """Return the ids of a crawl's reading processes."""
    try:
        children = Path(f"/proc/{crawl}/task/{crawl}/children").read_text().split()
    except OSError:
        return []
    return [int(pid) for pid in children if b"crawler.reading.workers" in command(int(pid))]


def command(pid: int) -> bytes:
    """Return the command line of a process; empty if it has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""
