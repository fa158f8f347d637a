#!/bin/sh
# ultimate-sitemap-parser 1.8.1 completes `<lastmod>2001</lastmod>` with month and day of today.
#
# sitemaps.org: `lastmod` is a W3C Datetime, which may stop at the year (2001) or the month (2001-12).
# The parser gives such a page a full date, with what is missing taken from the clock of the reader:
# the same sitemap read on two days gives two dates, none of which it states. Nothing marks them.
# A crawl that revisits by `last_modified` sees every such page change every day.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check ultimate-sitemap-parser==1.8.1
"$folder/venv/bin/python" - <<'PY'
import sys
from datetime import date

from usp.tree import sitemap_from_str

SITEMAP = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>https://wire.example/a.html</loc><lastmod>2001</lastmod></url>
<url><loc>https://wire.example/b.html</loc><lastmod>2001-12</lastmod></url>
</urlset>"""
today = date.today()
year, month = (page.last_modified.date() for page in sitemap_from_str(SITEMAP).all_pages())
print(f"today {today}: 2001 was read as {year}, 2001-12 as {month}")
leap = (today.month, today.day) == (2, 29)
as_seen = (year.month, year.day) == (today.month, 28 if leap else today.day) and month.day == today.day
sys.exit(None if as_seen and year.year == month.year == 2001 else "behaviour changed")
PY
