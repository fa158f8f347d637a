"""The records of a dump for DuckDB: SQL with the type of each key, for types that are guessed from
the first parts lose keys that are null there."""

from crawler.dump.schemas.columns import COLUMNS, Kind, Repeated, Scalar, Table

_SQL = """\
-- The records of a dump (wire-story/1) in DuckDB, with the type of each key.
--
--     set variable dump = 's3://bucket/wire';
--     .read wire-story-1.duckdb.sql
--     select infosource.code, count(*) from stories() group by 1;
--
-- records() are all revisions, stories() the current state. Only parts that index.json names
-- are read, those that were there when this file was run; with these variables, only those of one
-- source, of one day of fetch, or of the runs after a version:
--
--     set variable source = 'wire';
--     set variable day = '2026-11-28';
--     set variable since = '20261128T030000Z-0a1b2c';

set variable dump = coalesce(getvariable('dump'), 'dump');

set variable manifests = (
    select list(getvariable('dump') || '/' || named.manifest)
    from (
        select unnest(runs) as named, version
        from read_json(
            getvariable('dump') || '/index.json',
            columns = {version: 'VARCHAR', runs: 'STRUCT(run VARCHAR, manifest VARCHAR)[]'}
        )
    )
    where named.run > coalesce(getvariable('since'), '') or named.run = version
);

set variable named = (
    select list({
        url: getvariable('dump') || '/' || part."key",
        wanted: part.kind = 'records'
            and run > coalesce(getvariable('since'), '')
            and part.source = coalesce(getvariable('source'), part.source)
            -- a part with a mark in its name may hold earlier days of that month
            and (
                contains(part."key", '/date=' || coalesce(getvariable('day'), ''))
                or regexp_matches(part."key", '-[0-9]{5}-[0-9a-f]{6}[.]jsonl')
                and substr(split_part(part."key", '/date=', 2), 1, 10)
                    between getvariable('day') and substr(getvariable('day'), 1, 7) || '-31'
            )
    })
    from (
        select unnest(parts) as part, run
        from read_json(
            getvariable('manifests'),
            columns = {
                run: 'VARCHAR',
                parts: 'STRUCT(kind VARCHAR, source VARCHAR, "key" VARCHAR)[]'
            }
        )
    )
);

set variable wanted = list_transform(
    list_filter(getvariable('named'), lambda each: each.wanted), lambda each: each.url
);

-- read_json needs a file also where no part is wanted: any, none of whose rows are used.
set variable parts = if(
    len(getvariable('wanted')) > 0, getvariable('wanted'), [getvariable('named')[1].url]
);

create or replace temp macro records() as table
    select * from read_json(
        getvariable('parts'),
        format = 'newline_delimited',
        hive_partitioning = false,
        maximum_object_size = 268435456,
        columns = {
@COLUMNS@
        }
    )
    where len(getvariable('wanted')) > 0
        and starts_with(
            strftime(make_timestamp(epoch_us(fetched_at)), '%Y-%m-%d'),
            coalesce(getvariable('day'), '')
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
    return _SQL.replace("@COLUMNS@", columns)


def _type(kind: Kind) -> str:
    """Return DuckDB's name for a type."""
    match kind:
        case Table(_, columns):
            fields = [f'"{each.name}" {_type(each.kind)}' for each in columns]
            return f"STRUCT({', '.join(fields)})"
        case Repeated(item):
            return f"{_type(item)}[]"
    return _NAMES[kind]
