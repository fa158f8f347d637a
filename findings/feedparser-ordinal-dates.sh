#!/bin/sh
# feedparser 6.0.14 reads a valid ISO 8601 ordinal date as another day, without a word.
#
# `2001-165` is the 165th day of 2001, 14 June (ISO 8601, 5.2.2.2). In the `<updated>` or `<dc:date>`
# of a feed it is returned as 1 April 2002, as `bozo` 0. The week date `2001-W24-4`, the same day,
# becomes 1 November 2001. Whoever dates stories by `*_parsed` publishes an invented day; keep the
# raw string and read it yourself.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check feedparser==6.0.14
"$folder/venv/bin/python" - <<'PY'
import feedparser

FEED = """<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>t</title>
<item><title>x</title><link>http://news.example/1</link><dc:date>{}</dc:date></item></channel></rss>"""
SEEN = {"2001-165": (2002, 4, 1), "2001-W24-4": (2001, 11, 1), "2001-06-14": (2001, 6, 14)}
for text, day in SEEN.items():
    feed = feedparser.parse(FEED.format(text))
    got = tuple(feed.entries[0].updated_parsed)[:3]
    print(f"{text} (14 June 2001): feedparser {feedparser.__version__} gives {got}, bozo {feed.bozo}")
    assert got == day and not feed.bozo, "behaviour changed"
PY
