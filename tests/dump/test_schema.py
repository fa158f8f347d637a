"""The published schemas equal the model, and each other."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema_rs
import pyarrow
import pyarrow.ipc
import pytest

from crawler.contract import Record, digest_of, encode
from crawler.dump.keys import SCHEMA
from crawler.dump.rows import record as decode
from crawler.dump.schemas import FILES, NAMES, RECORD_SET, schema_bytes
from crawler.dump.schemas.__main__ import generated
from crawler.dump.schemas.arrow import TYPED
from crawler.dump.schemas.meanings import example
from crawler.sinks import open_sink
from tests.support.dumps import record, run, story

ROW = json.loads(encode(record("story")))


def arrow_schema(content: bytes) -> pyarrow.Schema:
    return pyarrow.ipc.read_schema(pyarrow.py_buffer(content))


def schema() -> dict[str, Any]:
    decoded: dict[str, Any] = json.loads(schema_bytes())
    return decoded


def is_valid(row: object) -> bool:
    return jsonschema_rs.validator_for(schema()).is_valid(row)


FOUND = [pytest.param(*each, id=each[0]) for each in generated()]


@pytest.mark.parametrize(("name", "content"), FOUND)
def test_the_published_files_are_up_to_date(name: str, content: bytes) -> None:
    """Run `python -m crawler.dump.schemas` where they are not."""
    if name.endswith(".arrow"):  # other releases of pyarrow may write the same in other bytes
        schemas = map(
            pyarrow.ipc.read_schema, map(pyarrow.py_buffer, ((FILES / name).read_bytes(), content))
        )
        assert next(schemas) == next(schemas)
    else:
        assert (FILES / name).read_bytes() == content


def test_a_dump_has_the_schemas(dump_url: str, tmp_path: Path) -> None:
    run(dump_url, tmp_path, story("one"))
    sink = open_sink(dump_url)
    folder = SCHEMA.rpartition("/")[0]

    assert sorted(sink.list(f"{folder}/")) == sorted(f"{folder}/{name}" for name in NAMES)
    for name in NAMES:
        assert b"".join(sink.read(f"{folder}/{name}")) == (FILES / name).read_bytes()


def test_the_example_has_every_key() -> None:
    def empty(value: object, path: str = "") -> list[str]:
        if isinstance(value, dict):
            return [each for key in value for each in empty(value[key], f"{path}.{key}")]
        if isinstance(value, list):
            return [path] if not value else empty(value[0], f"{path}[]")
        return [path] if value in (None, "") else []

    made = decode(json.dumps(example()).encode())

    assert is_valid(example())
    assert json.loads(encode(made)) == example()
    assert made.digest == digest_of(made)
    assert empty(example()) == []


def test_every_key_has_its_meaning_and_an_example() -> None:
    tables = [schema(), *schema()["$defs"].values()]
    lacking = [
        key
        for table in tables
        for key, field in table["properties"].items()
        if not field["description"] or not (field.get("examples") or _names_objects(field))
    ]
    assert len(tables) > 8
    assert lacking == []


def _names_objects(field: dict[str, Any]) -> bool:
    return "$ref" in json.dumps(field)


def test_days_and_moments_have_their_types() -> None:
    """Also inside of lists."""
    moment = TYPED.field("published").type
    candidate = moment.field("candidates").type.value_type

    for table in (moment, candidate):
        assert table.field("date").type == pyarrow.date32()
        assert table.field("datetime").type == pyarrow.timestamp("ms", "UTC")
    assert TYPED.field("story_number").type == pyarrow.string()


def test_all_schemas_have_the_same_keys() -> None:
    spark = json.loads((FILES / "wire-story-1.spark.json").read_bytes())
    clickhouse = (FILES / "wire-story-1.clickhouse.txt").read_text()
    athena = (FILES / "wire-story-1.athena.sql").read_text()
    duckdb = (FILES / "wire-story-1.duckdb.sql").read_text()
    table = json.loads((FILES / "wire-story-1.table.json").read_bytes())
    record_set = json.loads((FILES / RECORD_SET).read_bytes())

    assert [field["name"] for field in spark["fields"]] == TYPED.names
    assert re.findall(r"^(\w+) ", clickhouse, re.MULTILINE) == TYPED.names
    assert re.findall(r"^    `(\w+)` ", athena, re.MULTILINE) == TYPED.names
    assert re.findall(r'^ +"(\w+)": ', duckdb, re.MULTILINE) == TYPED.names
    assert [field["name"] for field in table["fields"]] == TYPED.names
    assert [field["name"] for field in record_set["field"]] == TYPED.names


def test_no_key_has_free_keys() -> None:
    """All readers must infer one type for each key."""
    assert '"additionalProperties": {' not in schema_bytes().decode()
    assert "map<" not in str(TYPED)
    assert TYPED.names == list(Record.__struct_fields__)


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
