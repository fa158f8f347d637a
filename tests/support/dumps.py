"""Invented records, and runs that publish them."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from msgspec.structs import replace

from crawler import EXTRACTOR
from crawler.base.fault_kinds import FaultKind
from crawler.base.faults import Fault
from crawler.base.verdicts import RunVerdict
from crawler.contract import (
    FieldSource,
    Infosource,
    Moment,
    Quarantined,
    Raw,
    Record,
    RemovedText,
    Rights,
    RuleCount,
    digest_of,
)
from crawler.dump.index import read_manifest, read_pointer
from crawler.dump.manifest import Counts
from crawler.dump.rows import lines
from crawler.model import Block, Fetch, Outcome, Page
from crawler.publishing.published import Published
from crawler.publishing.session import Session
from crawler.run.report import Crawled
from crawler.run.run import Run
from crawler.run.verdict import Ending
from crawler.sinks import open_sink
from crawler.sources import Source

Row = dict[str, Any]
"""A row of a part, decoded."""
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
BANNER = "Get the Harbor Daily in your post box"
FETCHED = "2026-03-01T12:00:00Z"


def at(moment: datetime) -> Callable[[], datetime]:
    """Return a clock that has stopped."""
    return lambda: moment


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def url(name: str, host: str = "wire.example") -> str:
    return f"https://{host}/{name}.htm"


def record(
    name: str, text: str = "first take", host: str = "wire.example", **other: object
) -> Record:
    """Return a record of the story `name` with the content `text`, at `name` on `host`."""
    made = Record(
        schema="wire-story/1",
        op="add",
        id=sha256(name)[:32],
        revision=1,
        supersedes=None,
        changed=(),
        url=url(name, host),
        canonical_url=None,
        source="wire",
        infosource=Infosource("voa", "Voice of America"),
        headline=f"THE {name.upper()} STORY",
        slugline=None,
        story_number=None,
        genre=None,
        byline=None,
        authors=(),
        located="LONDON",
        ednote=None,
        intro=None,
        body=f"{text} of {name}, told at “the harbour”.\n\nSecond paragraph.",
        language="en",
        pubstatus="usable",
        corrected=False,
        published=Moment(date="2026-02-28", precision="day", evidence="header", raw="2/28/26"),
        updated=Moment(),
        subjects=("wmd",),
        image=None,
        free_access=None,
        fetched_at=FETCHED,
        digest="",
        cluster=None,
        evidence=(FieldSource("headline", "title"),),
        removed=(RuleCount("newsletter", 1),),
        rights=Rights("allowed", None, None, None, None),
        extractor=EXTRACTOR,
        raw=Raw(sha256(f"bytes of {name} {text}"), 4096, "utf-8"),
    )
    made = replace(made, **other)
    if made.digest:
        return made
    try:
        return replace(made, digest=digest_of(made))
    except UnicodeEncodeError:  # what must not be published has none
        return replace(made, digest=sha256(f"{name}: {text}"))


def digest(name: str, text: str = "first take") -> str:
    """Return the digest of `record(name, text)`."""
    return record(name, text).digest


def source(name: str = "wire", **terms: Any) -> Source:
    """Return the source of `record`, or another one."""
    return Source(name, name, f"https://{name}.example", (re.compile(""),), **terms)


def page(name: str, host: str = "wire.example") -> Page:
    return Page(url(name, host), "wire", b"", NOON)


def outcome(*records: Record) -> Outcome:
    """Return the outcome of a page with these records and one removed text."""
    first = records[0]
    text = RemovedText(first.source, first.url, "newsletter", "body/div", "Join!", FETCHED)
    return Outcome(Fetch(first.url, first.source, NOON), records=records, removed=(text,))


def story(name: str, text: str = "first take", host: str = "wire.example") -> Outcome:
    return outcome(record(name, text, host))


def bannered(name: str) -> Outcome:
    """Return a story with a banner in its body that no rule knows."""
    made = record(name)
    paragraphs = made.body.split("\n\n")
    blocks = [Block((text,), "body/div.text/p") for text in paragraphs]
    blocks.insert(1, Block((BANNER,), "body/div.post/p"))
    body = "\n\n".join(block.text for block in blocks)
    made = replace(made, body=body)
    return replace(outcome(replace(made, digest=digest_of(made))), blocks=tuple(blocks))


def reject(name: str, kind: str = "charset") -> Outcome:
    """Return the outcome of a quarantined page."""
    row = Quarantined("wire", url(name), kind, "bytes of no charset", FETCHED, sha256(name))
    return Outcome(page(name).fetch, quarantined=(row,))


def open_run(dump: str, state: Path, **options: Any) -> Run:
    """A run into the dump, open for writing."""
    return Run(Session.open(dump, state, **options))


@contextmanager
def running(dump: str, state: Path, **options: Any) -> Iterator[Run]:
    """A run into the dump that is closed at the end of the block, as if it were killed."""
    opened = open_run(dump, state, **options)
    with closing(opened.session):
        yield opened


def crawl(run: Run, *outcomes: Outcome) -> list[str | None]:
    """Put pages through a run, which raises what goes wrong; returns their verdicts."""
    verdicts: list[tuple[int, str | None]] = []
    order = [each.fetch.url for each in outcomes]
    page_store = run.page_store
    for released in (*(page_store.buffer(each) for each in outcomes), page_store.release()):
        for each in released:
            decided = page_store.deduplicate(each)
            page_store.write(decided)
            verdicts.append((order.index(each.fetch.url), decided.verdict))
    return [verdict for _, verdict in sorted(verdicts, key=lambda pair: pair[0])]


def counts(verdicts: list[str | None], source: str = "wire") -> dict[str, Counts]:
    """Return the counters of these verdicts."""
    pages = len(verdicts)
    verdict_counts = {str(verdict): verdicts.count(verdict) for verdict in set(verdicts)}
    return {source: Counts(discovered=pages, fetched=pages, **verdict_counts)}


def miss(run: Run, address: str, now: datetime = NOON) -> None:
    """Report the page of a story as missing."""
    page = Page(address, "wire", b"", now, status=404)
    run.fail(page, Fault(FaultKind.HTTP, "HTTP 404"))


def publish(
    run: Run,
    counters: Mapping[str, Counts],
    ending: Ending = RunVerdict.OK,
    crawled: Mapping[str, Crawled] = MappingProxyType({}),
) -> Published:
    """Publish a run with these counters, whatever it has counted itself."""
    for name, row in counters.items():
        run.report.of(name).counters = Counter(asdict(row))
    for each in crawled.values():
        run.report.begin(each)
    return run.conclude(ending)


def run(dump: str, state: Path, *outcomes: Outcome, failed: bool = False) -> Published:
    """Publish one complete run."""
    with running(dump, state) as opened:
        verdicts = crawl(opened, *outcomes)
        ending: Ending = RunVerdict.FAILED if failed else RunVerdict.OK
        return publish(opened, counts(verdicts), ending)


def rows(dump: str, *kinds: str) -> list[Row]:
    """Return every row of some kinds, by default of the records, as a consumer finds it: through
    the index."""
    sink = open_sink(dump)
    found = []
    for named in read_pointer(sink).named():
        for part in read_manifest(sink, named).parts:
            if part.kind in (kinds or ("records",)):
                found += [json.loads(line) for line in lines(part.key, sink.read(part.key))]
    return found


def revisions(dump: str) -> list[tuple[str, int, str]]:
    """Return (headline, revision, digest) of every record, sorted: each must exist exactly once."""
    return sorted((row["headline"], row["revision"], row["digest"]) for row in rows(dump))
