#!/bin/sh
# mlcroissant 1.1.1 validates a list of objects inside of an object, and reads something else.
#
# A field with `isArray` or `repeated` and `subField` is read if it is a column of its own. Inside of a
# struct its JSONPath gives the first match only, which is then taken for the list: one item for each
# byte of a text, without an error, and a TypeError for a date. Leave such fields out of the record set.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check "mlcroissant[parquet]==1.1.1" pyarrow==26.0.1
mkdir "$folder/dataset"
cd "$folder/dataset"
"$folder/venv/bin/python" - <<'PY' 2>/dev/null
import json
from importlib.metadata import version

import mlcroissant
import pyarrow
import pyarrow.parquet

rows = [{"id": "a", "published": {"candidates": [{"raw": "14 March"}, {"raw": "15 March"}]}}]
pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), "stories.parquet")
context = mlcroissant.Rdf().context


def field(name, **about):
    return {"@type": "cr:Field", "@id": f"stories/{name}", "name": name, **about}


def source(column, **about):
    return {"fileSet": {"@id": "tables"}, "extract": {"column": column}, **about}


path = {"transform": {"jsonPath": "$.candidates[*].raw"}}
raw = field("raw", dataType="sc:Text", source=source("published", **path))
candidates = field("candidates", repeated=True, subField=[raw])
published = field("published", subField=[candidates])
story = field("id", dataType="sc:Text", source=source("id"))
tables = {"@type": "cr:FileSet", "@id": "tables", "encodingFormat": "application/x-parquet"}
dataset = {
    "@context": context,
    "@type": "sc:Dataset",
    "conformsTo": "http://mlcommons.org/croissant/1.1",
    "name": "stories",
    "url": "https://wire.example/",
    "distribution": [tables | {"includes": "*.parquet"}],
    "recordSet": [{"@type": "cr:RecordSet", "@id": "stories", "field": [story, published]}],
}
with open("croissant.json", "w") as file:
    json.dump(dataset, file)
read = mlcroissant.Dataset(jsonld="croissant.json")
assert not read.metadata.ctx.issues.errors
(row,) = read.records("stories")
got = [each["stories/raw"] for each in row["stories/candidates"]]
print(f"mlcroissant {version('mlcroissant')}: ['14 March', '15 March'] is read as {got}")
assert got == [*b"14 March"], "behaviour changed"
PY
