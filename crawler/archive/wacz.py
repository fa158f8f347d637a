"""The WARC files in a WACZ, which is a ZIP file."""

import zipfile
from collections.abc import Iterator
from functools import partial
from typing import BinaryIO, cast

from crawler.archive.values import ArchiveFile, UnreadableRecord


def wacz_files(name: str, stream: BinaryIO) -> Iterator[ArchiveFile | UnreadableRecord]:
    """Yield the WARC files in a WACZ; `stream` can be sought."""
    try:
        with zipfile.ZipFile(stream) as packed:
            for entry in packed.infolist():
                if entry.filename.startswith("archive/") and ".warc" in entry.filename:
                    yield ArchiveFile(
                        f"{name}/{entry.filename}", partial(_open, packed, entry), name
                    )
    except (OSError, zipfile.BadZipFile, NotImplementedError) as error:
        yield UnreadableRecord(name, 0, f"damaged WACZ: {error}")


def _open(packed: zipfile.ZipFile, entry: zipfile.ZipInfo, offset: int) -> BinaryIO:
    try:
        stream = packed.open(entry)
        stream.seek(offset)
    except (ValueError, NotImplementedError, RuntimeError, zipfile.BadZipFile) as error:
        raise OSError(str(error)) from error  # closed by now, or packed in an unknown way
    return cast("BinaryIO", stream)
