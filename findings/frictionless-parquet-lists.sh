#!/bin/sh
# frictionless 5.21.0 rejects every Parquet file that has a column of lists.
#
# Its parser reads through pandas, which gives lists as numpy arrays, and the field type `array` knows
# Python lists only: a type error in each row, and null as the value. `object` columns pass, unless they
# hold such a list themselves. List the same rows as JSON lines, or name the Parquet as a plain file.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check "frictionless[pandas,parquet]==5.21.0" pyarrow==26.0.1
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import frictionless
import pyarrow
import pyarrow.parquet

table = pyarrow.table({"id": ["a"], "authors": [["Ines Marlowe"]]})
pyarrow.parquet.write_table(table, "stories.parquet")
schema = {"fields": [{"name": "id", "type": "string"}, {"name": "authors", "type": "array"}]}
resource = frictionless.Resource({"name": "stories", "path": "stories.parquet", "schema": schema})
errors = frictionless.validate(resource).flatten(["fieldName", "type"])
print(f"frictionless {frictionless.__version__}: {errors}")
assert errors == [["authors", "type-error"]], "behaviour changed"
PY
