"""The TOML of a proposed source, and its golden pages."""

import json
from collections.abc import Iterable
from pathlib import Path

from crawler.archive.saved import LIST
from crawler.base.faults import UsageFault, printable
from crawler.contract import encode
from crawler.probing.proposal import Proposal

QUOTE = "'"


def source_toml(proposal: Proposal, day: str) -> str:
    """Return the file of a source."""
    good = sum(check.problem is None for check, _ in proposal.checks)
    tested = len(proposal.checks)
    lines = [
        f"# Proposed from {proposal.base} on {day}.",
        f"# {good} of {tested} tested pages are read as stories. For the keys see docs/sources.md.",
        "",
        f"name = {_text(proposal.name)}",
        f"base = {_text(proposal.base)}",
        *([f"hosts = [{', '.join(map(_text, proposal.hosts))}]"] if proposal.hosts else []),
        *([f"language = {_text(proposal.language)}"] if proposal.language else []),
        f"story = {_patterns(proposal.story)}",
        f"listing = {_patterns(proposal.listing)}",
        "",
        "[start]",
    ]
    for key in ("feeds", "sitemaps", "indexes"):
        if paths := getattr(proposal, key):
            name = {"feeds": "feed", "sitemaps": "sitemap", "indexes": "index"}[key]
            lines.append(f"{name} = [{', '.join(map(_text, paths))}]")
    return "\n".join(lines) + "\n"


def write_files(proposal: Proposal, name: str, folder: Path, day: str) -> tuple[Path, Path]:
    """Write the source file and the pages that were read as stories; return both places.

    The pages are in `<name>.pages/`, listed in its `pages.jsonl`. Raises UsageFault if there are
    such files, or they cannot be written.
    """
    file, pages = folder / f"{name}.toml", folder / f"{name}.pages"
    try:
        pages.mkdir(parents=True)
        with file.open("x", encoding="utf-8") as stream:
            stream.write(source_toml(proposal, day))
        _write_pages(proposal, pages)
    except FileExistsError as error:
        raise UsageFault(f"{error.filename}: exists already") from None
    except OSError as error:
        raise UsageFault(f"{error.filename}: {error.strerror}") from None
    return file, pages


def _write_pages(proposal: Proposal, folder: Path) -> None:
    listed: list[bytes] = []
    for check, page in proposal.checks:
        if page is None or check.problem is not None:
            continue
        name = f"{len(listed) + 1:02d}.html"
        (folder / name).write_bytes(page.body)
        values = {
            "path": name,
            "url": page.url,
            "fetched_at": page.fetched_at,
            "content_type": page.content_type,
            "hint": page.hint,
        }
        listed.append(encode(values) + b"\n")
    (folder / LIST).write_bytes(b"".join(listed))


def _text(value: str) -> str:
    return json.dumps(printable(value).strip(), ensure_ascii=False)


def _patterns(patterns: Iterable[str]) -> str:
    """Return patterns as TOML; in single quotes, where they stay as they are."""
    quoted = [_text(each) if QUOTE in each else f"{QUOTE}{each}{QUOTE}" for each in patterns]
    return f"[{', '.join(quoted)}]"
