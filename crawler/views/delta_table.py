"""A table of Delta Lake over the Parquet files of `latest/`: no row is copied.

The table is `latest/` itself, with a log in `latest/_delta_log/`. A commit adds and removes files,
so that the table has those that the manifest names. It is computed from what the table has: an
update that was killed is made up for by the next one, and one that another has overtaken starts
again.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from crawler.dump.keys import begun
from crawler.dump.latest import LATEST, Latest, Partition
from crawler.sinks import Sink, SinkError
from crawler.views.storage_options import storage_options

if TYPE_CHECKING:
    from deltalake import CommitProperties, DeltaTable, Schema
    from deltalake.transaction import AddAction, RemoveAction

ATTEMPTS = 5
_APP = "wirecrawl"
_STATISTICS = '{"numRecords":%d}'
"""Without smallest and largest values: where some columns have them and others do not, deltalake
takes those of the others for null, and a filter on these finds nothing."""
_KEPT = {"delta.deletedFileRetentionDuration": "interval 36500 days"}
"""VACUUM takes what the table does not name for rubbish; in `latest/` that is the JSON lines."""


def update_delta(sink: Sink, latest: Latest) -> None:
    """Bring the table of a dump to the files of a manifest; make it if there is none.

    Raises SinkError.
    """
    from deltalake.exceptions import CommitFailedError, DeltaError

    place, options = table_place(sink), storage_options(sink)
    for attempt in range(1, ATTEMPTS + 1):
        try:
            _commit(place, options, latest)
            return
        except CommitFailedError as error:  # another has committed since the table was read
            if attempt == ATTEMPTS:
                raise SinkError(f"{place}: {_line(error)}") from error
        except (DeltaError, OSError) as error:
            raise SinkError(f"{place}: {_line(error)}") from error


def _commit(place: str, options: dict[str, str], latest: Latest) -> None:
    from deltalake import DeltaTable, Schema

    from crawler.dump.schemas.arrow import TYPED

    schema = Schema.from_arrow(TYPED)
    wanted = {
        partition.table.key.removeprefix(LATEST): partition for partition in latest.partitions
    }
    if not DeltaTable.is_deltatable(place, options):
        _create(place, options, schema, _added(wanted, latest), latest)
        return
    table = DeltaTable(place, storage_options=options)
    if (table.transaction_version(_APP) or 0) > _number(latest):
        return  # that of a later run
    if table.schema() != schema:
        _create(place, options, schema, _added(wanted, latest), latest)
        return
    present = set(table.get_add_actions()["path"].to_pylist())
    added = _added({path: wanted[path] for path in wanted.keys() - present}, latest)
    removed = list(_removed(present - wanted.keys()))
    if added or removed:
        _append(table, added, removed, schema, latest)


def _create(
    place: str,
    options: dict[str, str],
    schema: "Schema",
    added: "list[AddAction]",
    latest: Latest,
) -> None:
    """Make the table; where there is one, replace its files and its schema."""
    from deltalake.transaction import create_table_with_add_actions

    create_table_with_add_actions(
        place,
        schema,
        added,
        mode="overwrite",
        name="stories",
        description="The last revision of each story that is not deleted.",
        configuration=_KEPT,
        storage_options=options,
        commit_properties=_properties(latest),
    )


def _append(
    table: "DeltaTable",
    added: "list[AddAction]",
    removed: "list[RemoveAction]",
    schema: "Schema",
    latest: Latest,
) -> None:
    from deltalake import PostCommitHookProperties

    table.create_write_transaction(
        [*added, *removed],
        mode="append",
        schema=schema,
        commit_properties=_properties(latest),
        post_commithook_properties=PostCommitHookProperties(cleanup_expired_logs=False),
    )


def _properties(latest: Latest) -> "CommitProperties":
    """Return the version in the log. Two commits at once with it are a conflict."""
    from deltalake import CommitProperties, Transaction

    return CommitProperties(
        custom_metadata={"wirecrawl.version": latest.version},
        max_commit_retries=0,
        app_transactions=[Transaction(_APP, _number(latest))],
    )


def _number(latest: Latest) -> int:
    """Return a number that grows with the version."""
    return int(begun(latest.version).timestamp())


def _added(wanted: dict[str, Partition], latest: Latest) -> "list[AddAction]":
    from deltalake.transaction import AddAction

    moment = int(datetime.fromisoformat(latest.at).timestamp() * 1000)
    return [
        AddAction(path, partition.table.bytes, {}, moment, True, _STATISTICS % partition.rows)
        for path, partition in sorted(wanted.items())
    ]


def _removed(paths: set[str]) -> "Iterator[RemoveAction]":
    from deltalake.transaction import RemoveAction

    now = int(datetime.now(UTC).timestamp() * 1000)
    for path in sorted(paths):
        yield RemoveAction(path=path, data_change=True, deletion_timestamp=now)


def table_place(sink: Sink) -> str:
    """Return the table's location for delta-rs: a path, or an `s3://` URL without a query."""
    place = sink.url.partition("?")[0]
    if place.startswith("file://"):
        place = unquote(urlsplit(place).path)
    return f"{place}/{LATEST.rstrip('/')}"


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:300]
