-- The records of a dump (wire-story/1) as a table of Athena, or of Trino with a Hive catalogue.
--
--     python -m crawler parts s3://bucket/wire > parts.txt
--     aws s3 cp parts.txt s3://bucket/tables/wire/parts.txt
--
-- The table is what parts.txt lists. Moments are text, which from_iso8601_timestamp() converts:
-- both engines expect another notation in JSON.

CREATE EXTERNAL TABLE wire_records (
    `schema` string,
    `op` string,
    `id` string,
    `revision` bigint,
    `supersedes` string,
    `changed` array<string>,
    `url` string,
    `canonical_url` string,
    `source` string,
    `infosource` struct<`code`:string,`name`:string>,
    `headline` string,
    `slugline` string,
    `story_number` string,
    `genre` string,
    `byline` string,
    `authors` array<string>,
    `located` string,
    `ednote` string,
    `intro` string,
    `body` string,
    `language` string,
    `pubstatus` string,
    `corrected` boolean,
    `published` struct<`date`:date,`datetime`:string,`precision`:string,`timezone`:string,`evidence`:string,`raw`:string,`conflict`:boolean,`candidates`:array<struct<`date`:date,`evidence`:string,`raw`:string,`datetime`:string,`timezone`:string>>>,
    `updated` struct<`date`:date,`datetime`:string,`precision`:string,`timezone`:string,`evidence`:string,`raw`:string,`conflict`:boolean,`candidates`:array<struct<`date`:date,`evidence`:string,`raw`:string,`datetime`:string,`timezone`:string>>>,
    `subjects` array<string>,
    `image` struct<`url`:string,`credit`:string>,
    `free_access` boolean,
    `fetched_at` string,
    `digest` string,
    `cluster` struct<`id`:string,`original`:string,`overlap`:double>,
    `evidence` array<struct<`field`:string,`source`:string>>,
    `removed` array<struct<`rule`:string,`count`:bigint>>,
    `rights` struct<`robots`:string,`x_robots_tag`:string,`meta_robots`:string,`tdm_reservation`:string,`licence`:string,`tdm_policy`:string,`content_signal`:string,`content_usage`:string,`rsl_license`:string,`page_license`:string,`license_links`:array<string>,`usage_info`:string,`copyright_notice`:string,`digital_source_type`:string,`ai_agents`:array<struct<`agent`:string,`allowed`:boolean>>,`statements`:array<struct<`key`:string,`value`:string,`source`:string,`url`:string,`fetched_at`:string,`sha256`:string>>>,
    `extractor` string,
    `raw` struct<`sha256`:string,`bytes`:bigint,`charset`:string,`archive`:string>
)
ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'
STORED AS
    INPUTFORMAT 'org.apache.hadoop.hive.ql.io.SymlinkTextInputFormat'
    OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'
LOCATION 's3://bucket/tables/wire/';

CREATE VIEW wire_stories AS
SELECT * FROM (
    SELECT *, row_number() OVER (PARTITION BY id ORDER BY revision DESC) AS newest
    FROM wire_records
) WHERE newest = 1 AND op <> 'delete';
