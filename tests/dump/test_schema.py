"""The published schema equals the model's."""

import json
from pathlib import Path

import jsonschema_rs
import pytest

from crawler.contract import encode
from crawler.dump.schema import schema, schema_bytes
from tests.support.dumps import record

COPY = Path(__file__).parents[2] / "docs" / "wire-story-1.schema.json"
ROW = json.loads(encode(record("story")))


def is_valid(row: object) -> bool:
    return jsonschema_rs.validator_for(schema()).is_valid(row)


def test_the_copy_in_the_docs_is_up_to_date() -> None:
    """Run `python -m crawler.dump.schema > docs/wire-story-1.schema.json` where it is not."""
    assert COPY.read_bytes() == schema_bytes()


def test_the_schema_is_one() -> None:
    jsonschema_rs.meta.validate(schema())


def test_a_record_satisfies_it() -> None:
    assert is_valid(ROW)


@pytest.mark.parametrize("key", list(ROW))
def test_every_key_must_be_there(key: str) -> None:
    assert not is_valid({name: value for name, value in ROW.items() if name != key})


@pytest.mark.parametrize("table", ["infosource", "published", "rights", "raw"])
def test_no_other_key_may_be_there(table: str) -> None:
    assert not is_valid({**ROW, "extra": 1})
    assert not is_valid({**ROW, table: {**ROW[table], "extra": 1}})


def test_docstrings_of_fields_become_descriptions() -> None:
    timezone = schema()["$defs"]["Candidate"]["properties"]["timezone"]

    assert timezone["description"].startswith("Time zone as printed")
