#!/bin/sh
# courlan 1.4.0 removes a query that is not made of NAME=VALUE, so different stories get one URL.
#
# RFC 3986 leaves the form of a query to the site; `story.asp?12345` was common on news sites of the
# 1990s and 2000s. `clean_url` and `check_url` (by which trafilatura decides what it has crawled) give
# `story.asp` for all of them, and drop the bare part of `story.asp?12345&p=2` and the parameter of
# `s?a=&b=1` that is empty. No setting keeps them. surt, by contrast, keeps each.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check courlan==1.4.0 surt==0.3.1
"$folder/venv/bin/python" - <<'PY'
import sys

from courlan import check_url, clean_url
from surt import surt

BASE = "https://www.example.org/"
CLEANED = {
    "story.asp?12345": "story.asp",
    "story.asp?67890": "story.asp",
    "story.asp?12345&p=2": "story.asp?p=2",
    "s?a=&b=1": "s?b=1",
    "story.asp?id=12345": "story.asp?id=12345",
}
seen = {}
for path in CLEANED:
    seen[path] = clean_url(BASE + path).removeprefix(BASE)
    print(f"{path:22} courlan: {seen[path]:22} surt: {surt(BASE + path)}")
crawled = {check_url(BASE + path)[0] for path in ("story.asp?12345", "story.asp?67890")}
print(f"two stories, {len(crawled)} URL to crawl")
sys.exit(None if seen == CLEANED and len(crawled) == 1 else "behaviour changed")
PY
