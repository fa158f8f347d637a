"""Which rows an erasure takes."""

import pytest

from crawler.base.faults import UsageFault
from crawler.contract import encode
from crawler.dump.erasures import Erased
from crawler.dump.keys import PartKind
from crawler.dump.tombstones import Tombstone
from crawler.erasing.deletions import deletion
from crawler.erasing.target import Target, check_names
from tests.support.dumps import outcome, record, reject, sha256, url
from tests.support.erasing import DOOMED, rejected

PAGE = url("doomed").removeprefix("https")
STONE = Tombstone(DOOMED, "wire", (url("doomed"),), 2)
TARGET = Target((STONE,), frozenset([DOOMED]), frozenset([PAGE]), (DOOMED.encode(), PAGE.encode()))
MADE = outcome(record("doomed"))
OTHER = outcome(record("other", url=url("doomed")))


@pytest.mark.parametrize(
    ("kind", "line", "taken"),
    [
        ("records", encode(MADE.records[0]), True),
        ("records", encode(record("doomed", url="http://elsewhere.example/")), True),
        ("records", encode(OTHER.records[0]), False),
        ("records", encode(record("other", f"{DOOMED} at {url('doomed')}")), False),
        ("removed", encode(MADE.removed[0]), True),
        ("removed", encode(outcome(record("other")).removed[0]), False),
        ("quarantine", encode(rejected().quarantined[0]), True),
        ("quarantine", encode(reject("doomed").quarantined[0]), True),
        ("quarantine", encode(reject("other").quarantined[0]), False),
    ],
)
def test_rows_of_a_story_and_its_pages_are_taken(kind: PartKind, line: bytes, taken: bool) -> None:
    assert TARGET.takes(kind, line) is taken


@pytest.mark.parametrize("name", ["", "0123", DOOMED.upper(), "doomed.htm"])
def test_a_name_is_a_whole_id_or_a_url(name: str) -> None:
    with pytest.raises(UsageFault, match="give a story's whole id"):
        check_names([DOOMED, name])


def test_tombstones_name_stories_and_pages_under_any_scheme() -> None:
    erased = Erased.of([STONE, Tombstone(None, "wire", (url("page"),), 0)])

    assert erased.has_page(url("page").replace("https", "http"))
    assert erased.has(DOOMED, url("elsewhere"))
    assert erased.has_row(encode(OTHER.records[0]))
    assert not erased.has(record("other").id, url("other"))


def test_a_deletion_has_no_text_and_no_digest_of_one() -> None:
    made = deletion(DOOMED, "wire", 2, url("doomed"), "2026-03-02T12:00:00Z")

    assert (made.op, made.revision, made.supersedes, made.body) == ("delete", 3, None, "")
    assert made.raw.sha256 == sha256("")
    assert made.digest == deletion("0" * 32, "wire", 2, url("other"), made.fetched_at).digest
