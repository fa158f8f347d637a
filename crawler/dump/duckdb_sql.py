"""The records of a dump for DuckDB: SQL with the type of each key, for types that are guessed from
the first parts lose keys that are null there."""

import sys

import pyarrow

from crawler.dump.parquet import COLUMNS

_HEAD = """\
-- The records of a dump (wire-story/1) in DuckDB, with the type of each key.
--
--     set variable dump = 's3://bucket/wire';
--     .read docs/wire-story-1.sql
--     select infosource.code, count(*) from stories() group by 1;
--
-- records() are all revisions, stories() the current state. Only parts that index.json names
-- are read, those that were there when this file was run.

set variable dump = coalesce(getvariable('dump'), 'dump');

set variable manifests = (
    select list(getvariable('dump') || '/' || named.manifest)
    from (
        select unnest(runs) as named
        from read_json(
            getvariable('dump') || '/index.json', columns = {runs: 'STRUCT(manifest VARCHAR)[]'}
        )
    )
);

set variable parts = (
    select list(getvariable('dump') || '/' || part."key")
    from (
        select unnest(parts) as part
        from read_json(
            getvariable('manifests'), columns = {parts: 'STRUCT(kind VARCHAR, "key" VARCHAR)[]'}
        )
    )
    where part.kind = 'records'
);

create or replace temp macro records() as table
    select * from read_json(
        getvariable('parts'),
        format = 'newline_delimited',
        hive_partitioning = false,
        columns = {
"""
_TAIL = """
        }
    );

create or replace temp macro stories() as table
    select * from records()
    qualify row_number() over (partition by id order by revision desc) = 1 and op <> 'delete';
"""
_NAMES = {
    pyarrow.string(): "VARCHAR",
    pyarrow.int64(): "BIGINT",
    pyarrow.float64(): "DOUBLE",
    pyarrow.bool_(): "BOOLEAN",
    pyarrow.date32(): "DATE",
}


def sql() -> str:
    """Return the SQL that docs/wire-story-1.sql holds."""
    columns = ",\n".join(
        f"            \"{field.name}\": '{_type(field.type)}'" for field in COLUMNS
    )
    return f"{_HEAD}{columns}{_TAIL}"


def _type(kind: pyarrow.DataType) -> str:
    """Return the name that DuckDB has for a type of Arrow."""
    if pyarrow.types.is_timestamp(kind):
        return "TIMESTAMPTZ"
    if pyarrow.types.is_map(kind):
        return f"MAP({_type(kind.key_type)}, {_type(kind.item_type)})"
    if pyarrow.types.is_list(kind):
        return f"{_type(kind.value_type)}[]"
    if pyarrow.types.is_struct(kind):
        fields = [f'"{each.name}" {_type(each.type)}' for each in kind]
        return f"STRUCT({', '.join(fields)})"
    return _NAMES[kind]


if __name__ == "__main__":
    sys.stdout.write(sql())
