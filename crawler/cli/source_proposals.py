"""`sources new`: survey a site, propose its source file, show how its pages are read."""

import os
import re
import sys
from argparse import Namespace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from crawler.archive.saved import LIST
from crawler.base.faults import Fault, UsageFault, printable
from crawler.cli.inputs import listed_inputs
from crawler.cli.progress import working
from crawler.cli.source_checks import story_lines
from crawler.cli.visiting import Visitor
from crawler.contract import encode
from crawler.discover import canonical
from crawler.model import Page
from crawler.probing.proposal import Proposal
from crawler.probing.proposal import propose as propose_source
from crawler.probing.source_file import source_toml, write_files
from crawler.probing.survey import survey
from crawler.reading.page import read_page
from crawler.run.seeds import unlisted_source
from crawler.sources import Source, load_source

GOLDEN = "golden.jsonl"


def propose(options: Namespace) -> int:
    """Propose a source, and write its file; return the exit code."""
    url = canonical(options.url, "")
    if url is None:
        raise UsageFault(f"{options.url}: not an http or https URL")
    name = options.id or _name_of(url)
    folder = options.out or Path(os.environ.get("WIRE_SOURCES") or ".")
    if not options.dry_run and (folder / f"{name}.toml").exists():
        raise UsageFault(f"{folder / name}.toml: exists already; --id takes another name")
    try:
        proposal = _proposal(url)
    except Fault as fault:
        print(printable(f"{url}: {fault}"), file=sys.stderr)
        return 1
    for check, _ in proposal.checks:
        print("\n".join(map(printable, story_lines(check))), end="\n\n")
    if not proposal.story:
        print(f"{url}: no pattern for stories found: see the pages above", file=sys.stderr)
        return 1
    day = datetime.now(UTC).date().isoformat()
    print(source_toml(proposal, day))
    if not options.dry_run:
        file, pages = write_files(proposal, name, folder, day)
        _write_golden(pages, load_source(file))
        print(f"written: {file}, {pages}/ with {GOLDEN}")
        print(f"next: WIRE_SOURCES={folder} python -m crawler sources check {name}")
    return 0


def _write_golden(pages: Path, source: Source) -> None:
    """Write the records of the saved pages, as `read --pages --source` gives them."""
    with (pages / GOLDEN).open("wb") as golden:
        for _, page in listed_inputs(pages / LIST, source):
            for record in read_page(page()).records:
                golden.write(encode(record) + b"\n")


def _proposal(url: str) -> Proposal:
    parts = urlsplit(url)
    inside = unlisted_source(f"{parts.scheme}://{parts.netloc}")
    with Visitor(url) as visitor, working() as report:

        def fetch(url: str) -> Page:
            report(f"fetching {url}")
            return visitor.fetch(url)

        found = survey(url, fetch, lambda: visitor.sitemaps, inside)
        return propose_source(found, fetch, inside)


def _name_of(url: str) -> str:
    """Return an id for a source of a host: its name without `www.` and the last part.

    >>> _name_of("https://www.harborledger.example/a"), _name_of("http://127.0.0.1:8000/")
    ('harborledger', '127.0.0.1')
    """
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    name = host if re.fullmatch(r"[\d.]+", host) else host.rpartition(".")[0] or host
    return re.sub(r"[^a-z0-9.-]", "-", name).strip("-.") or "source"
