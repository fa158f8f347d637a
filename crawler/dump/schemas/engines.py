"""The schema of records for engines that read JSON lines: ClickHouse, Spark, Athena."""

from collections.abc import Mapping
from typing import Any

import msgspec

from crawler.dump.schemas.columns import COLUMNS, Column, Kind, Repeated, Scalar, Table

_CLICKHOUSE = {
    Scalar.TEXT: "Nullable(String)",
    Scalar.INTEGER: "Nullable(Int64)",
    Scalar.NUMBER: "Nullable(Float64)",
    Scalar.BOOLEAN: "Nullable(Bool)",
    Scalar.DAY: "Nullable(Date32)",
    Scalar.MOMENT: "Nullable(DateTime64(3, 'UTC'))",
}
_SPARK = {
    Scalar.TEXT: "string",
    Scalar.INTEGER: "long",
    Scalar.NUMBER: "double",
    Scalar.BOOLEAN: "boolean",
    Scalar.DAY: "date",
    Scalar.MOMENT: "timestamp",
}
_HIVE = {
    Scalar.TEXT: "string",
    Scalar.INTEGER: "bigint",
    Scalar.NUMBER: "double",
    Scalar.BOOLEAN: "boolean",
    Scalar.DAY: "date",
    Scalar.MOMENT: "string",
}
_ATHENA = """\
-- The records of a dump (wire-story/1) as a table of Athena, or of Trino with a Hive catalogue.
--
--     python -m crawler parts s3://bucket/wire > parts.txt
--     aws s3 cp parts.txt s3://bucket/tables/wire/parts.txt
--
-- The table is what parts.txt lists. Moments are text, which from_iso8601_timestamp() converts:
-- both engines expect another notation in JSON.

CREATE EXTERNAL TABLE wire_records (
{columns}
)
ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'
STORED AS
    INPUTFORMAT 'org.apache.hadoop.hive.ql.io.SymlinkTextInputFormat'
    OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'
LOCATION 's3://bucket/tables/wire/';

CREATE VIEW wire_stories AS
SELECT * FROM (
    SELECT *, row_number() OVER (PARTITION BY id ORDER BY revision DESC) AS newest
    FROM wire_records
) WHERE newest = 1 AND op <> 'delete';
"""


def clickhouse_structure() -> str:
    """Return the structure of records for ClickHouse's table functions `file`, `s3`, `url`."""

    def kind(each: Kind) -> str:
        match each:
            case Table(_, columns):
                return f"Tuple({', '.join(map(column, columns))})"
            case Repeated(Scalar.TEXT):
                return "Array(String)"
            case Repeated(item):
                return f"Array({kind(item)})"
        return _CLICKHOUSE[each]

    def column(each: Column) -> str:
        return f"{each.name} {kind(each.kind)}"

    return ",\n".join(map(column, COLUMNS)) + "\n"


def spark_schema() -> bytes:
    """Return the schema of records for Spark's `StructType.fromJson`."""

    def kind(each: Kind) -> Any:
        match each:
            case Table(_, columns):
                return {"type": "struct", "fields": [column(inner) for inner in columns]}
            case Repeated(item):
                return {"type": "array", "elementType": kind(item), "containsNull": True}
        return _SPARK[each]

    def column(each: Column) -> Mapping[str, Any]:
        return {"name": each.name, "type": kind(each.kind), "nullable": True, "metadata": {}}

    fields = {"type": "struct", "fields": [column(each) for each in COLUMNS]}
    return msgspec.json.format(msgspec.json.encode(fields), indent=1) + b"\n"


def athena_sql() -> str:
    """Return the table definition of records for Athena and Trino."""

    def kind(each: Kind) -> str:
        match each:
            case Table(_, columns):
                return (
                    f"struct<{','.join(f'`{inner.name}`:{kind(inner.kind)}' for inner in columns)}>"
                )
            case Repeated(item):
                return f"array<{kind(item)}>"
        return _HIVE[each]

    columns = ",\n".join(f"    `{each.name}` {kind(each.kind)}" for each in COLUMNS)
    return _ATHENA.format(columns=columns)
