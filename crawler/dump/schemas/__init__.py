"""The schemas of records that are part of every dump, all generated from the model.

`python -m crawler.dump.schemas` writes the files beside this module, which are published as they
are: runs do not load what generates them.
"""

from contextlib import suppress
from pathlib import Path

from crawler.dump.keys import SCHEMA
from crawler.sinks import ConflictError, Sink

FILES = Path(__file__).parent
NAMES = (
    "wire-story-1.schema.json",
    "wire-story-1.arrow",
    "wire-story-1.lines.arrow",
    "wire-story-1.duckdb.sql",
    "wire-story-1.clickhouse.txt",
    "wire-story-1.spark.json",
    "wire-story-1.athena.sql",
    "wire-story-1.table.json",
    "wire-story-1.dictionary.md",
)
"""Names in the folder `schema/` of a dump."""
RECORD_SET = "wire-story-1.croissant.json"
"""Record set of Croissant, which a dump's `croissant.json` contains."""


def schema_bytes() -> bytes:
    """Return the JSON Schema as published."""
    return (FILES / SCHEMA.rpartition("/")[2]).read_bytes()


def put_schemas(sink: Sink) -> None:
    """Publish the schemas. Runs do this first, because it also proves that the dump is writable."""
    folder = SCHEMA.rpartition("/")[0]
    for name in NAMES:
        key, content = f"{folder}/{name}", (FILES / name).read_bytes()
        found = sink.get(key)
        if key == SCHEMA or found is None or found[0] != content:
            with suppress(ConflictError):  # another run has just written it
                sink.replace(key, content, found[1] if found else None)
