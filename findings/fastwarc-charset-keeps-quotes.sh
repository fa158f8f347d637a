#!/bin/sh
# FastWARC 2.0.1: `http_charset` of `Content-Type: text/html; charset="koi8-r"` is '"koi8-r"'.
#
# RFC 9110, 5.6.6: a parameter's value may be quoted, and the quotes are not part of it. Python knows no
# codec of that name, so a reader that decodes with `http_charset` fails, or falls back to UTF-8, on
# pages whose server quotes it; `http_content_type` of the same record is right. Blanks around `=`, which
# old servers sent although no RFC allows them, give no charset at all. Strip the quotes.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check fastwarc==2.0.1
"$folder/venv/bin/python" - <<'PY'
import codecs
import sys
from io import BytesIO

from fastwarc.warc import ArchiveIterator

HEAD = """WARC/1.1\r
WARC-Type: response\r
WARC-Record-ID: <urn:uuid:12345678-1234-1234-1234-123456789012>\r
WARC-Date: 2026-11-30T00:00:00Z\r
WARC-Target-URI: http://wire.example/a.htm\r
Content-Type: application/http; msgtype=response\r
Content-Length: {}\r
\r
"""


def charset(kind: str) -> str | None:
    block = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n\r\n<p>Ferry".encode()
    warc = HEAD.format(len(block)).encode() + block + b"\r\n\r\n"
    (record,) = [(each.http_content_type, each.http_charset) for each in ArchiveIterator(BytesIO(warc))]
    print(f"{kind}: {record}")
    return record[1]


quoted, plain = charset('text/html; charset="koi8-r"'), charset("text/html; charset=koi8-r")
try:
    codecs.lookup(quoted)
except LookupError as error:
    print(error)
    sys.exit(None if (quoted, plain) == ('"koi8-r"', "koi8-r") else "behaviour changed")
sys.exit("behaviour changed")
PY
