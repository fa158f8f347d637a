"""Show the revisions of one story, oldest first, with what changed in its texts, word by word.

Removed words are in [-…-], added ones in {+…+}. With --json, one line for each revision: op, time,
run, part, changed keys. Reads all records of the dump.

Exit codes: 0, shown; 1, no such story, the dump is damaged, or the reader of the output has exited;
2, bad usage, or several stories match.
"""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from crawler.base.faults import printable
from crawler.base.text_diff import Edit, excerpts
from crawler.cli.list_filters import dump_argument
from crawler.cli.reading_progress import reading
from crawler.cli.tables import open_console
from crawler.dump.reader import read_index
from crawler.sinks import open_sink
from crawler.tools.filters import utc_now
from crawler.tools.history import Revision, revisions
from crawler.tools.names import version_named

if TYPE_CHECKING:
    from rich.text import Text

_MARKS = {"-": ("[-", "-]", "red"), "+": ("{+", "+}", "green"), " ": ("", "", "")}
"""Sign of an edit -> what is put before and after it, and its style."""


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `log`."""
    dump_argument(parser)
    parser.add_argument("story", metavar="ID", help="the story's id, a prefix of it, or its URL")
    parser.add_argument(
        "--since", metavar="RUN", help="only revisions after a version, as in delta"
    )
    parser.add_argument("--json", action="store_true", help="JSON lines, without the texts")
    parser.add_argument(
        "--whole", action="store_true", help="whole texts instead of the words around each change"
    )


def run(options: Namespace) -> int:
    """Print the revisions of one story; return the exit code."""
    sink = open_sink(options.dump)
    since = None
    if options.since:
        since = version_named(sink, read_index(sink), options.since, utc_now())
    with reading(sink, kinds=["records"]) as (watched, _):
        found = revisions(watched, options.story, since)
    if options.json:
        for each in found:
            sys.stdout.buffer.write(msgspec.json.encode(each.entry) + b"\n")
    elif found:
        console = open_console()
        for each in found:
            for text in _texts(each, options.whole):
                console.print(text, soft_wrap=True)
    if found and not since and found[0].entry.revision > 1 and found[0].entry.op != "delete":
        expired = found[0].entry.revision - 1
        print(f"{sink.url}: revisions 1 to {expired} have expired", file=sys.stderr)
    if not found:
        when = f" after {since}" if since else ""
        print(f"{sink.url}: no records of story {printable(options.story)}{when}", file=sys.stderr)
    return 0 if found else 1


def _texts(revision: Revision, whole: bool) -> "Iterator[Text]":
    """Yield the lines of one revision: its head, and each text that changed."""
    from rich.text import Text  # takes 50 ms

    entry, record = revision.entry, revision.record
    head = f"{record['id']} revision {entry.revision}: {entry.op}, {entry.fetched_at}"
    yield Text(head, style="bold")
    published = record["published"]["date"] or "undated"
    title = record["headline"] or record["intro"] or ""
    for name, value in (
        ("run", entry.run),
        ("url", entry.url),
        ("story", f"{published} {title}".strip()),
        ("changed", ", ".join(entry.changed)),
        ("besides", ", ".join(entry.besides)),
    ):
        if value:
            yield Text(f"  {name:8}{printable(value)}")
    for key, edits in revision.differences():
        yield Text(f"  {key}:", style="bold")
        yield from _diff_lines(edits if whole else excerpts(edits))


def _diff_lines(edits: list[Edit]) -> "Iterator[Text]":
    """Yield a difference as indented lines, one for each line of the text."""
    from rich.text import Text

    line = Text("    ")
    for sign, text in edits:
        before, after, style = _MARKS[sign]
        first, *more = text.split("\n")
        line.append(f"{before}{printable(first)}", style)
        for part in more:
            yield line
            line = Text("    ").append(printable(part), style)
        line.append(after, style)
    yield line
