#!/bin/sh
# extruct 0.18.0 ignores JSON-LD whose media type has a parameter.
#
# JSON-LD 1.1 gives its media type the parameter `profile` (section 7.2 of the syntax has HTML scripts
# with it: `application/ld+json;profile=http://www.w3.org/ns/json-ld#compacted`), and media types are
# case-insensitive. extruct compares the attribute with `application/ld+json` letter by letter: such a
# script is left out without an error, and a page whose only metadata it is appears to have none.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check extruct==0.18.0
"$folder/venv/bin/python" - <<'PY'
import sys

import extruct

PAGE = """<html><head><script type="{}">
{{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Ferry sails again"}}
</script></head><body></body></html>"""
KINDS = {
    "application/ld+json": 1,
    "application/ld+json;profile=http://www.w3.org/ns/json-ld#compacted": 0,
    "application/ld+json; charset=utf-8": 0,
    "Application/LD+JSON": 0,
}
seen = {kind: len(extruct.extract(PAGE.format(kind), syntaxes=["json-ld"])["json-ld"]) for kind in KINDS}
for kind, found in seen.items():
    print(f"{found} found: {kind}")
sys.exit(None if seen == KINDS else "behaviour changed")
PY
