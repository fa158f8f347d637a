"""`datapackage.json`: the newest state of a dump as a Data Package (datapackage.org, 2.0)."""

from collections.abc import Iterator
from typing import Any

import msgspec

from crawler.dump.keys import SCHEMA
from crawler.dump.latest import Latest, Partition, StoredFile
from crawler.views.described import Described

NAME = "datapackage.json"
_SCHEMA = SCHEMA.replace(".schema.json", ".table.json")
_MARK = 12


def datapackage(latest: Latest, dump: Described) -> bytes:
    """Return the description of a dump's newest state as JSON."""
    made = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": dump.name,
        "title": f"Stories of {dump.name}",
        "description": dump.description,
        "rights": dump.rights,
        "version": latest.version,
        "created": latest.at,
        "resources": [each for partition in latest.partitions for each in _resources(partition)],
    }
    return msgspec.json.format(msgspec.json.encode(made), indent=1) + b"\n"


def _resources(partition: Partition) -> Iterator[dict[str, Any]]:
    """Yield the lines of a partition with their fields, and the same rows as Parquet."""
    days = f"{partition.first_day or 'undated'} to {partition.last_day or 'undated'}"
    title = f"{partition.source}: {partition.rows} stories, {days}"
    yield {
        **_resource("lines", partition.lines, title),
        "type": "table",
        "format": "jsonl",
        "mediatype": "application/jsonl",
        "compression": "gz",
        "encoding": "utf-8",
        "schema": _SCHEMA,
    }
    yield {
        **_resource("table", partition.table, f"{title}, as Parquet"),
        "type": "file",
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
    }


def _resource(kind: str, file: StoredFile, title: str) -> dict[str, Any]:
    return {
        "name": f"{kind}-{file.sha256[:_MARK]}",
        "title": title,
        "path": file.key,
        "bytes": file.bytes,
        "hash": f"sha256:{file.sha256}",
    }
