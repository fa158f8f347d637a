"""`croissant.json`: the newest state of a dump as a dataset of Croissant 1.1 (mlcommons.org)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from crawler.dump.latest import Latest, StoredFile
from crawler.dump.schemas import FILES, RECORD_SET
from crawler.views.described import Described

NAME = "croissant.json"
TABLES = "stories-parquet"
"""Id of the set of files that the record set is read from."""
_CONTEXT = Path(__file__).with_name("croissant.context.json")
_LINES, _TABLE = "application/jsonlines+gzip", "application/x-parquet"


def croissant(latest: Latest, dump: Described) -> bytes:
    """Return the description of a dump's newest state as JSON-LD."""
    made = {
        "@context": msgspec.json.decode(_CONTEXT.read_bytes()),
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        "name": dump.name,
        "description": dump.description,
        "url": dump.url,
        "version": "1.0.0",
        "isLiveDataset": True,
        "datePublished": latest.at,
        "creator": {"@type": "sc:Organization", "name": dump.maker},
        "license": {
            "@type": "sc:CreativeWork",
            "name": "Rights differ from story to story",
            "description": dump.rights,
        },
        "citeAs": f"{dump.name}, version {latest.version}, {dump.url}",
        "distribution": list(_distribution(latest)),
        "recordSet": [msgspec.json.decode((FILES / RECORD_SET).read_bytes())],
    }
    return msgspec.json.format(msgspec.json.encode(made), indent=1) + b"\n"


def _distribution(latest: Latest) -> Iterator[dict[str, Any]]:
    for partition in latest.partitions:
        yield _file(partition.table, _TABLE)
        yield _file(partition.lines, _LINES)
    yield {
        "@type": "cr:FileSet",
        "@id": TABLES,
        "name": TABLES,
        "description": "The tables that hold all stories, and no others.",
        "encodingFormat": _TABLE,
        "includes": [partition.table.key for partition in latest.partitions],
    }


def _file(file: StoredFile, kind: str) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": file.key,
        "name": file.key,
        "contentUrl": file.key,
        "contentSize": f"{file.bytes} B",
        "encodingFormat": kind,
        "sha256": file.sha256,
    }
