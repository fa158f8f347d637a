#!/bin/sh
# py-wacz 0.6.0: `wacz create --detect-pages` counts a page only if some request names it as referrer.
#
# A WARC of a crawler has no `Referer` that names its stories (nothing on them is fetched), and often
# no request records at all. From such a file, with an HTML page that was answered by 200,
# `--detect-pages` makes a WACZ of no pages: it prints "Num Pages Detected: 0", writes no pages.jsonl,
# exits with 0, and `wacz validate` finds the result valid. One request for a picture whose `Referer`
# is the page, and the page is there. Give the pages of a crawl as a list (`--pages`).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check wacz==0.6.0 cdxj-indexer==1.5.0 warcio==1.8.1
cd "$folder"
venv/bin/python - <<'PY'
from io import BytesIO

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

STORY, PICTURE = "http://wire.example/2026/ferry.htm", "http://wire.example/2026/ferry.png"


def answer(writer, url, kind, body):
    head = StatusAndHeaders("200 OK", [("Content-Type", kind)], protocol="HTTP/1.1")
    return writer.create_warc_record(url, "response", BytesIO(body), http_headers=head)


for name in ("stories", "browsed"):
    with open(f"{name}.warc.gz", "wb") as file:
        writer = WARCWriter(file, gzip=True)
        page = b"<html><head><title>Ferry</title></head><body><p>It sails."
        writer.write_record(answer(writer, STORY, "text/html", page))
        if name == "browsed":
            response = answer(writer, PICTURE, "image/png", b"\x89PNG")
            head = StatusAndHeaders("GET /2026/ferry.png HTTP/1.1", [("Referer", STORY)], is_http_request=True)
            request = writer.create_warc_record(PICTURE, "request", BytesIO(b""), http_headers=head)
            writer.write_request_response_pair(request, response)
PY
for name in stories browsed; do
    venv/bin/wacz create "$name.warc.gz" --detect-pages -o "$name.wacz" > "$name.log"
    venv/bin/wacz validate -f "$name.wacz" | tail -1
    echo "$name: $(grep Detected "$name.log"), pages.jsonl: $(venv/bin/python -m zipfile -l "$name.wacz" | grep -c pages.jsonl || true)"
done | tee seen
grep -q '^stories: Num Pages Detected: 0, pages.jsonl: 0$' seen \
    && grep -q '^browsed: Num Pages Detected: 1, pages.jsonl: 1$' seen \
    || { echo "behaviour changed"; exit 1; }
