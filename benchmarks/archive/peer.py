"""FastWARC and trafilatura: one process of several that share a WARC file.

Arguments: file, output, number of this process, number of processes.
"""

import json
import sys
from pathlib import Path

from fastwarc.warc import ArchiveIterator, WarcRecordType
from trafilatura import bare_extraction
from trafilatura.settings import Document


def main(file: str, output: str, mine: int, processes: int) -> None:
    """Write a line of JSON for each of this process's pages."""
    with Path(file).open("rb") as stream, Path(output).open("w", encoding="utf-8") as lines:
        for number, record in enumerate(ArchiveIterator(stream, WarcRecordType.response)):
            if number % processes != mine:
                continue
            url = record.headers.get("WARC-Target-URI")
            found = bare_extraction(record.reader.read(), url=url, with_metadata=True)
            if isinstance(found, Document):
                lines.write(json.dumps(found.as_dict(), default=str) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
