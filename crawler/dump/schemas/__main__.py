"""Write the generated schemas beside this module: `python -m crawler.dump.schemas`."""

from collections.abc import Iterator

from crawler.dump.schemas import FILES, RECORD_SET
from crawler.dump.schemas.arrow import PLAIN, TYPED, arrow_bytes
from crawler.dump.schemas.dictionary import dictionary
from crawler.dump.schemas.duckdb import duckdb_sql
from crawler.dump.schemas.engines import athena_sql, clickhouse_structure, spark_schema
from crawler.dump.schemas.json_schema import schema_bytes
from crawler.dump.schemas.record_set import record_set
from crawler.dump.schemas.table_schema import table_schema


def generated() -> Iterator[tuple[str, bytes]]:
    """Yield name and content of each file."""
    yield "wire-story-1.schema.json", schema_bytes()
    yield "wire-story-1.arrow", arrow_bytes(TYPED)
    yield "wire-story-1.lines.arrow", arrow_bytes(PLAIN)
    yield "wire-story-1.duckdb.sql", duckdb_sql().encode()
    yield "wire-story-1.clickhouse.txt", clickhouse_structure().encode()
    yield "wire-story-1.spark.json", spark_schema()
    yield "wire-story-1.athena.sql", athena_sql().encode()
    yield "wire-story-1.table.json", table_schema()
    yield RECORD_SET, record_set()
    yield "wire-story-1.dictionary.md", dictionary().encode()


if __name__ == "__main__":
    for name, content in generated():
        (FILES / name).write_bytes(content)
