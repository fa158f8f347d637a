"""The records of a dump for DuckDB: SQL with the type of each key, for types that are guessed from
the first parts lose keys that are null there."""

from crawler.dump.schemas.columns import COLUMNS, Kind, Repeated, Scalar, Table

_HEAD = """\
-- The records of a dump (wire-story/1) in DuckDB, with the type of each key.
--
--     set variable dump = 's3://bucket/wire';
--     .read wire-story-1.duckdb.sql
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
    Scalar.TEXT: "VARCHAR",
    Scalar.INTEGER: "BIGINT",
    Scalar.NUMBER: "DOUBLE",
    Scalar.BOOLEAN: "BOOLEAN",
    Scalar.DAY: "DATE",
    Scalar.MOMENT: "TIMESTAMPTZ",
}


def duckdb_sql() -> str:
    """Return SQL that defines `records()` and `stories()` of a dump."""
    columns = ",\n".join(
        f"            \"{column.name}\": '{_type(column.kind)}'" for column in COLUMNS
    )
    return f"{_HEAD}{columns}{_TAIL}"


def _type(kind: Kind) -> str:
    """Return DuckDB's name for a type."""
    match kind:
        case Table(_, columns):
            fields = [f'"{each.name}" {_type(each.kind)}' for each in columns]
            return f"STRUCT({', '.join(fields)})"
        case Repeated(item):
            return f"{_type(item)}[]"
    return _NAMES[kind]
