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
            "schema": 'VARCHAR',
            "op": 'VARCHAR',
            "id": 'VARCHAR',
            "revision": 'BIGINT',
            "supersedes": 'VARCHAR',
            "changed": 'VARCHAR[]',
            "url": 'VARCHAR',
            "canonical_url": 'VARCHAR',
            "source": 'VARCHAR',
            "infosource": 'STRUCT("code" VARCHAR, "name" VARCHAR)',
            "headline": 'VARCHAR',
            "slugline": 'VARCHAR',
            "story_number": 'VARCHAR',
            "genre": 'VARCHAR',
            "byline": 'VARCHAR',
            "authors": 'VARCHAR[]',
            "located": 'VARCHAR',
            "ednote": 'VARCHAR',
            "intro": 'VARCHAR',
            "body": 'VARCHAR',
            "language": 'VARCHAR',
            "pubstatus": 'VARCHAR',
            "corrected": 'BOOLEAN',
            "published": 'STRUCT("date" DATE, "datetime" TIMESTAMPTZ, "precision" VARCHAR, "timezone" VARCHAR, "evidence" VARCHAR, "raw" VARCHAR, "conflict" BOOLEAN, "candidates" STRUCT("date" DATE, "evidence" VARCHAR, "raw" VARCHAR, "datetime" TIMESTAMPTZ, "timezone" VARCHAR)[])',
            "updated": 'STRUCT("date" DATE, "datetime" TIMESTAMPTZ, "precision" VARCHAR, "timezone" VARCHAR, "evidence" VARCHAR, "raw" VARCHAR, "conflict" BOOLEAN, "candidates" STRUCT("date" DATE, "evidence" VARCHAR, "raw" VARCHAR, "datetime" TIMESTAMPTZ, "timezone" VARCHAR)[])',
            "subjects": 'VARCHAR[]',
            "image": 'STRUCT("url" VARCHAR, "credit" VARCHAR)',
            "free_access": 'BOOLEAN',
            "fetched_at": 'TIMESTAMPTZ',
            "digest": 'VARCHAR',
            "cluster": 'STRUCT("id" VARCHAR, "original" VARCHAR, "overlap" DOUBLE)',
            "evidence": 'STRUCT("field" VARCHAR, "source" VARCHAR)[]',
            "removed": 'STRUCT("rule" VARCHAR, "count" BIGINT)[]',
            "rights": 'STRUCT("robots" VARCHAR, "x_robots_tag" VARCHAR, "meta_robots" VARCHAR, "tdm_reservation" VARCHAR, "licence" VARCHAR, "tdm_policy" VARCHAR, "content_signal" VARCHAR, "content_usage" VARCHAR, "rsl_license" VARCHAR, "page_license" VARCHAR, "license_links" VARCHAR[], "usage_info" VARCHAR, "copyright_notice" VARCHAR, "digital_source_type" VARCHAR, "ai_agents" STRUCT("agent" VARCHAR, "allowed" BOOLEAN)[], "statements" STRUCT("key" VARCHAR, "value" VARCHAR, "source" VARCHAR, "url" VARCHAR, "fetched_at" TIMESTAMPTZ, "sha256" VARCHAR)[])',
            "extractor": 'VARCHAR',
            "raw": 'STRUCT("sha256" VARCHAR, "bytes" BIGINT, "charset" VARCHAR, "archive" VARCHAR)'
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
