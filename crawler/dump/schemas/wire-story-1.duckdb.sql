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
    );

create or replace temp macro stories() as table
    select * from records()
    qualify row_number() over (partition by id order by revision desc) = 1 and op <> 'delete';
