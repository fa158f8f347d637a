"""Lines of a dump as lines of another format."""

from collections.abc import Iterable, Iterator

import msgspec

from crawler.dump.compression import PartError
from crawler.dump.rows import record
from crawler.exports import FORMATS
from crawler.sinks import SinkError


def exported(name: str, lines: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the records of a dump as objects of a format, one per line, without newlines.

    Raises SinkError for an invalid record.
    """
    encode = msgspec.json.Encoder().encode
    convert = FORMATS[name]
    for line in lines:
        try:
            yield encode(convert(record(line)))
        except PartError as error:
            raise SinkError(str(error)) from error
