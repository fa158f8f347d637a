"""The page of a story in a dump, from its raw archive, with the story's revisions."""

from urllib.parse import urlsplit

from msgspec.structs import replace

from crawler.archive.pages import page_of
from crawler.base.fault_kinds import FaultKind
from crawler.base.faults import Fault
from crawler.cli.inputs import known_sources
from crawler.inspector.inspection import inspect_story
from crawler.inspector.values import Inspection
from crawler.run.seeds import unlisted_source
from crawler.sinks import Sink
from crawler.sources import Source
from crawler.tools.archived import archived_answer
from crawler.tools.history import revisions


def inspect_published(sink: Sink, story: str) -> Inspection:
    """Inspect the archived page of a story's last revision that has one.

    `story` is its id, a prefix of it, or its URL. Raises UsageFault if several stories match;
    `Fault` if there is no such story, or no archived page of it; SinkError.
    """
    found = revisions(sink, story)
    if not found:
        raise Fault(FaultKind.FILE, f"no records of this story in {sink.url}")
    places = [each.record["raw"]["archive"] for each in found if each.record["raw"]["archive"]]
    record = found[-1].record
    if not places:
        raise Fault(FaultKind.WARC, "its page is not archived (WIRE_RAW was off when it was read)")
    answer = archived_answer(sink, places[-1])
    page = page_of(answer, _source(record["source"], answer.url), answer.url)
    return inspect_story(record["id"], page, found)


def _source(name: str, url: str) -> Source:
    """Return the source with this id; without a file of it, one with its settings by default."""
    parts = urlsplit(url)
    unlisted = unlisted_source(f"{parts.scheme}://{parts.netloc}")
    return known_sources().get(name) or replace(unlisted, id=name)
