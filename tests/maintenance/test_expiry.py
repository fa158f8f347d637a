"""Which parts, files and rows have expired."""

from contextlib import closing

import pytest

from crawler.base.verdicts import RunVerdict
from crawler.contract import encode
from crawler.dump.keys import run_of
from crawler.dump.manifest import SCHEMA_ID, Index, Manifest, Part, RawFile, Rows, RunRef
from crawler.dump.named import is_replaced
from crawler.dump.retention import Days
from crawler.maintenance.expiry import Cutoffs, trim
from crawler.maintenance.listing import Listing
from tests.support.dumps import FETCHED, record, sha256
from tests.support.maintaining import day

OLD, RUN, NEW = "20260228T120000Z-0a1b2c", "20260301T120000Z-0a1b2c", "20260302T120000Z-0a1b2c"
SUM = sha256("")


def part(kind: str, date: str, withheld: str = "") -> Part:
    key = f"{withheld}{kind}/source=wire/date={date}/{RUN}-00001.jsonl.gz"
    return Part(key, kind, "wire", 3, 99, SUM, None)  # type: ignore[arg-type]


def manifest(*parts: Part) -> Manifest:
    key = f"raw/date=2026-03-01/{RUN}-00002"
    return Manifest(
        *(SCHEMA_ID, RUN, RunVerdict.OK, None, FETCHED, FETCHED, None, {}, Rows(), None, {}),
        parts=parts,
        withheld=(part("records", "2026-03-01", "withheld/"),),
        raw=(RawFile(f"{key}.warc.gz", f"{key}.cdxj", 5, 99, SUM, SUM),),
    )


@pytest.mark.parametrize(
    ("days", "date", "is_expired"),
    [
        (0, "2026-03-03", False),
        (0, "2026-03-02", True),
        (2, "2026-03-01", False),
        (None, "", False),
    ],
)
def test_a_part_expires_after_the_last_of_its_days(
    days: int | None, date: str, is_expired: bool
) -> None:
    cutoffs = Cutoffs.of(Days(removed=days), day(2))

    assert cutoffs.has_expired(part("removed", date or "2000-01-01")) is is_expired
    assert not cutoffs.has_expired(part("quarantine", "2000-01-01"))


def test_records_do_not_expire_by_their_day() -> None:
    assert not Cutoffs.of(Days(records=0), day(999)).has_expired(part("records", "2026-03-01"))


def test_what_is_trimmed_is_counted() -> None:
    whole = manifest(part("records", "2026-03-01"), part("removed", "2026-03-01"))
    cutoffs = Cutoffs.of(Days(removed=1, withheld=1, raw=1), day(9))
    trimmed, expired = trim(whole, cutoffs, frozenset([whole.raw[0].key]))

    assert [each.kind for each in trimmed.parts] == ["records"]
    assert (trimmed.withheld, trimmed.raw, trimmed.rows.records) == ((), (), 3)
    assert expired == {"removed": 3, "withheld": 3, "raw": 5}
    assert trim(whole, Cutoffs.of(Days(), day(9)), frozenset()) == (whole, {})


def test_all_revisions_but_the_last_are_dropped() -> None:
    lines = [[("a", 1), ("b", 1)], [("a", 2), ("c", 1), ("a", 3)], [("b", 2)]]
    with closing(Listing()) as listing:
        numbers = [listing.add(part("records", "2026-03-01"), "") for _ in lines]
        for number, rows in zip(numbers, lines, strict=True):
            made = (encode(record(name, revision=revision)) for name, revision in rows)
            listing.add_revisions(number, made)
        listing.drop_superseded()

        assert [sorted(listing.dropped(number)) for number in numbers] == [[0, 1], [0], []]
        assert listing.dropped_rows() == {"records": 3}
        assert [entry.number for entry in listing] == numbers


@pytest.mark.parametrize(
    ("key", "replaced"),
    [
        (f"records/source=wire/date=2026-03-01/{OLD}-00001.jsonl.gz", True),
        (f"withheld/records/source=wire/date=2026-03-01/{OLD}-00001.jsonl.gz", True),
        (f"raw/date=2026-03-01/{OLD}-00001.cdxj", True),
        (f"records/source=wire/date=2026-03-01/{NEW}-00001.jsonl.gz", False),
        (f"raw/date=2026-03-01/{NEW}-00001.warc.gz", False),
        (f"runs/{RUN}/manifest.json", True),
        (f"runs/{OLD}/manifest.json", False),
        (f"runs/{NEW}/manifest.json", False),
        (f"runs/{NEW}/manifest-0a1b2c.json", True),
        ("records/notes.txt", False),
    ],
)
def test_which_unnamed_objects_never_will_be_named(key: str, replaced: bool) -> None:
    named = RunRef(RUN, f"runs/{RUN}/manifest-0a1b2c.json", SUM, 1)
    index = Index(SCHEMA_ID, RUN, FETCHED, None, {}, (named,))

    assert is_replaced(index, key) is replaced
    assert run_of(key) in (OLD, RUN, NEW, None)
