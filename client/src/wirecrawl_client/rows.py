"""Records of a dump, as iterator or table."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import msgspec

from crawler.contract import Record
from wirecrawl_client.extras import naming_extras

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

_records = msgspec.json.Decoder(Record)


class Rows:
    """Records, which are read and checked anew by each method.

    Iterating yields each record as a dictionary, in little memory. All methods raise SinkError if
    the dump is damaged or cannot be read, the tables MissingExtra if their library is missing.
    """

    def __init__(self, read: Callable[[], Iterator[bytes]]) -> None:
        """`read` starts reading the lines."""
        self._read = read

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Yield the records as dictionaries; days and moments are ISO 8601 texts."""
        return map(msgspec.json.decode, self.lines())

    def lines(self) -> Iterator[bytes]:
        """Yield the records as lines of JSON, byte for byte as published, without newline."""
        with naming_extras():
            yield from self._read()

    def typed(self) -> Iterator[Record]:
        """Yield the records as structs."""
        return map(_records.decode, self.lines())

    def batches(self) -> "Iterator[pyarrow.RecordBatch]":
        """Yield the records as Arrow batches with the schema of the dump, in little memory."""
        with naming_extras():
            from crawler.dump.parquet import record_batches

            yield from record_batches(self.lines())

    def arrow(self) -> "pyarrow.Table":
        """Return the records as an Arrow table."""
        with naming_extras():
            import pyarrow

            from crawler.dump.schemas.arrow import TYPED

            return pyarrow.Table.from_batches(self.batches(), TYPED)

    def pandas(self) -> "pandas.DataFrame":
        """Return the records as a data frame with Arrow types, which keep nulls and old days."""
        with naming_extras():
            import pandas

            frame: pandas.DataFrame = self.arrow().to_pandas(types_mapper=pandas.ArrowDtype)
            return frame

    def polars(self) -> "polars.DataFrame":
        """Return the records as a polars data frame."""
        with naming_extras():
            import polars

            frame = polars.from_arrow(self.arrow())
            assert isinstance(frame, polars.DataFrame)  # noqa: S101  # a table never is a series
            return frame
