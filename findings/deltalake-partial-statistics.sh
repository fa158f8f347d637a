#!/bin/sh
# deltalake 1.6.6 loses rows: a filter on a column without statistics finds nothing, without an error,
# if the file has statistics of another column.
#
# Statistics of a file may cover some columns only: delta.dataSkippingNumIndexedCols is 32 by default, and writers
# choose. `to_pyarrow_table(filters=…)` and `to_pyarrow_dataset()` take the bounds that are missing for
# null (`revision >= null`), so that no row of the file is left. Give either no bounds (numRecords alone)
# or those of every column.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check deltalake==1.6.6 pyarrow==26.0.1
"$folder/venv/bin/python" - "$folder" <<'PY'
import json
import os
import sys

import pyarrow
import pyarrow.parquet
from deltalake import DeltaTable, Schema
from deltalake.transaction import AddAction, create_table_with_add_actions

table = pyarrow.table({"source": ["wire", "wire"], "revision": [1, 2]})
SOME = {"numRecords": 2, "minValues": {"source": "wire"}, "maxValues": {"source": "wire"}}
SEEN = {"none": ({"numRecords": 2}, 2), "some": (SOME, 0)}
for name, (statistics, found) in SEEN.items():
    place = f"{sys.argv[1]}/{name}"
    os.mkdir(place)
    pyarrow.parquet.write_table(table, f"{place}/a.parquet")
    size = os.path.getsize(f"{place}/a.parquet")
    add = AddAction("a.parquet", size, {}, 0, True, json.dumps(statistics))
    create_table_with_add_actions(place, Schema.from_arrow(table.schema), [add])
    delta = DeltaTable(place)
    rows = delta.to_pyarrow_table(filters=[("revision", ">", 0)]).num_rows
    print(f"bounds of {name} columns: {delta.to_pyarrow_table().num_rows} rows, filtered {rows} of 2")
    assert rows == found, "behaviour changed"
PY
