"""Closed sets: the tables in the docs list exactly the members of each enum."""

import re
from enum import Enum
from pathlib import Path

import pytest

from crawler.base.events import Event
from crawler.base.exits import Exit
from crawler.base.fault_kinds import BARRED, FaultKind
from crawler.base.skips import SkipReason
from crawler.base.verdicts import PageVerdict, RunVerdict, SourceVerdict

DOCS = Path(__file__).parent.parent / "docs"
TABLES: list[tuple[type[Enum], str, str]] = [
    (Exit, "operating.md", "## Exit codes"),
    (SkipReason, "operating.md", "### Skip reasons"),
    (FaultKind, "operating.md", "### Fault kinds"),
    (Event, "operating.md", "### Log events"),
    (RunVerdict, "dump.md", "## Verdicts of a run"),
    (SourceVerdict, "dump.md", "### Verdicts of a source"),
    (PageVerdict, "dump.md", "### Verdicts of a page"),
]
ROW = re.compile(r"^\| (.*?) \|", re.MULTILINE)


def listed(file: str, heading: str) -> list[str]:
    """Return the words in the first column of the first table below a heading."""
    section = (DOCS / file).read_text("utf-8").partition(f"\n{heading}\n")[2]
    table = section[section.index("\n|") :].partition("\n\n")[0]
    _, *rows = ROW.findall(table)
    return [a or b for row in rows for a, b in re.findall(r"`([^`]+)`|(\d+)", row)]


@pytest.mark.parametrize(
    ("members", "file", "heading"), TABLES, ids=lambda x: getattr(x, "__name__", None)
)
def test_the_docs_list_every_member_once(members: type[Enum], file: str, heading: str) -> None:
    assert sorted(listed(file, heading)) == sorted(str(member.value) for member in members)


def test_a_barred_host_is_a_reason_to_skip() -> None:
    assert {kind.value for kind in BARRED} < {reason.value for reason in SkipReason}


def test_every_event_is_logged() -> None:
    """A member that no code logs would be a promise of the docs that nobody keeps."""
    code = "".join(
        file.read_text("utf-8")
        for folder in ("crawler", "pipelines", "spiders")
        for file in (DOCS.parent / folder).rglob("*.py")
    )

    assert [event.name for event in Event if f"Event.{event.name}" not in code] == []
    assert [kind.name for kind in FaultKind if f"FaultKind.{kind.name}" not in code] == []
    assert [reason.name for reason in SkipReason if f"SkipReason.{reason.name}" not in code] == [
        "CRAWL_DELAY",
        "ROBOTS",
        "ROBOTS_UNREACHABLE",
    ]  # named by the fault
