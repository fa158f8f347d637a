"""Rows are checked against the schema, or against the model if that gives the same verdict."""

import msgspec
import pytest

from crawler.contract import Record
from crawler.dump.keys import PartPlace
from crawler.dump.schemas import schema_bytes
from crawler.tools.row_checks import RowError, Rules, _written_by_us
from tests.support.record_lines import INVALID, LINE, PUBLISHED, RECORD, UNUSUAL, changed

PLACE = PartPlace("records", RECORD["source"], RECORD["fetched_at"][:10])
BY_MODEL = Rules(schema_bytes())
BY_SCHEMA = Rules(schema_bytes() + b"\n")
CANDIDATE = PUBLISHED["candidates"][0]
DECEPTIVE = {
    "digits of another script": changed(published=PUBLISHED | {"date": "２０２６-11-28"}),
    "moment in another script": changed(
        updated=RECORD["updated"] | {"datetime": "٢026-11-28T03:00:00Z"}
    ),
    "candidate in another script": changed(
        published=PUBLISHED | {"candidates": [CANDIDATE | {"date": "２026-11-28"}]}
    ),
    "line break after a day": changed(published=PUBLISHED | {"date": "2026-11-28\n"}),
    "line break after a digest": changed(digest=RECORD["digest"] + "\n"),
    "line break after an id": changed(id=RECORD["id"] + "\n"),
    "empty text": changed(headline=""),
    "unknown word": changed(op="replace"),
    "revision 0": changed(revision=0),
    "large overlap": changed(cluster=RECORD["cluster"] | {"overlap": 1.5}),
    "inner key missing": changed(infosource={"code": "a"}),
    "key missing": msgspec.json.encode({key: RECORD[key] for key in RECORD if key != "image"}),
    "other order": msgspec.json.encode(dict(reversed(RECORD.items()))),
    "other source": changed(source="another"),
    "other day": changed(fetched_at="2001-01-01T00:00:00Z"),
}
GOOD = {
    "as published": LINE,
    "text in another script": changed(body="٢٠٢٦ \U0001f600\n\nвторой"),
    "line break at the end of a text": changed(body="a\n"),
    "no date": changed(published=PUBLISHED | {"date": None}),
}
LINES = {**UNUSUAL, **INVALID, **DECEPTIVE, **GOOD}


def verdict(rules: Rules, line: bytes) -> object:
    try:
        return rules.row(PLACE, line)
    except RowError as error:
        return str(error)


@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
def test_both_ways_give_one_verdict(line: bytes) -> None:
    assert verdict(BY_MODEL, line) == verdict(BY_SCHEMA, line)


@pytest.mark.parametrize("line", GOOD.values(), ids=GOOD)
def test_records_are_valid(line: bytes) -> None:
    assert isinstance(verdict(BY_MODEL, line), Record)


def test_what_is_written_as_we_write_it_needs_no_schema() -> None:
    assert _written_by_us(LINE) == verdict(BY_SCHEMA, LINE)
    assert _written_by_us(GOOD["text in another script"]) is not None


@pytest.mark.parametrize("line", DECEPTIVE.values(), ids=DECEPTIVE)
def test_records_that_only_look_right_are_refused(line: bytes) -> None:
    assert isinstance(verdict(BY_MODEL, line), str)
