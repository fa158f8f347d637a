#!/bin/sh
# cdxj-indexer 1.5.0 with surt 0.3.1 gives two pages whose paths differ only in case one key.
#
# RFC 3986, 6.2.2.1: only scheme and host are case-insensitive; `/2001/A.htm` and `/2001/a.htm` may be
# two pages, and on hand-made archives they are. The key of a CDXJ line is made by surt, which
# lower-cases the path, too. So a look-up by key answers with the captures of both, and the newest
# of them may be the other page. Compare the `url` field of each line before a capture is used.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check cdxj-indexer==1.5.0 surt==0.3.1 warcio==1.8.1
cd "$folder"
venv/bin/python - <<'PY'
from io import BytesIO

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

with open("two.warc.gz", "wb") as file:
    writer = WARCWriter(file, gzip=True)
    for second, path in enumerate(("A.htm", "a.htm")):
        head = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
        body = BytesIO(f"<p>This is {path}".encode())
        date = {"WARC-Date": f"2026-11-29T00:00:0{second}Z"}
        url = f"http://wire.example/2001/{path}"
        writer.write_record(
            writer.create_warc_record(url, "response", body, http_headers=head, warc_headers_dict=date)
        )
PY
venv/bin/cdxj-indexer --sort two.warc.gz | tee lines
keys=$(cut -d' ' -f1 lines | sort -u)
echo "2 pages, keys: $keys"
[ "$(wc -l < lines)" = 2 ] && [ "$keys" = "example,wire)/2001/a.htm" ] || { echo "behaviour changed"; exit 1; }
