"""`sources check`: fetch, check and print."""

import sys
from argparse import Namespace
from collections.abc import Iterator
from datetime import UTC, datetime

import msgspec

from crawler.base.faults import printable
from crawler.cli.inputs import known_sources
from crawler.cli.progress import working
from crawler.cli.visiting import Visitor
from crawler.discover import canonical
from crawler.model import Page
from crawler.probing.check import ListingCheck, SourceCheck, check_source
from crawler.probing.stories import StoryCheck, shown_fields
from crawler.sources import find_source


def check(options: Namespace) -> int:
    """Check one source; return the exit code."""
    source = find_source(options.source, known_sources())
    listing = options.listing and (canonical(options.listing, source.base) or options.listing)
    with Visitor(source.base, source.id) as visitor, working() as report:

        def fetch(url: str) -> Page:
            report(f"fetching {url}")
            return visitor.fetch(url)

        found = check_source(source, fetch, datetime.now(UTC).date(), listing)
    if options.json:
        sys.stdout.buffer.write(msgspec.json.encode(found) + b"\n")
    else:
        print("\n".join(printable(line) for line in check_lines(found)))
    return 0 if found.is_good else 1


def check_lines(check: SourceCheck) -> Iterator[str]:
    """Yield what was found, for people."""
    for listing in check.listings:
        yield from _listing_lines(listing)
    if not check.listings:
        yield "no start pages in the source's file"
    elif not check.stories:
        yield "no stories found"
    for story in check.stories:
        yield ""
        yield from story_lines(story)


def _listing_lines(listing: ListingCheck) -> Iterator[str]:
    if listing.links is None:
        yield f"listing {listing.url}: {listing.problem}"
        return
    links = listing.links
    yield (
        f"listing {listing.url} ({listing.kind}): {links.links} links: {links.stories} stories, "
        f"{links.listings} listings, {links.excluded} excluded by not_story, "
        f"{links.unmatched} unmatched, {links.links - _inside(listing)} of other hosts"
    )
    for name, examples in (
        ("story", links.story_examples),
        ("listing", links.listing_examples),
        ("unmatched", links.unmatched_examples),
    ):
        for path in examples:
            yield f"  {name:9}  {path}"
    for host, count in links.outside.items():
        yield f"  {'other':9}  {host} ({count})"


def _inside(listing: ListingCheck) -> int:
    links = listing.links
    return links.stories + links.listings + links.excluded + links.unmatched if links else 0


def story_lines(story: StoryCheck) -> Iterator[str]:
    """Yield how a page was read, for people."""
    yield f"story {story.url}" + (f": {story.problem}" if story.problem else "")
    for record in story.records:
        for name, value in shown_fields(record):
            yield f"  {name:9}  {value}"
