#!/bin/sh
# ultimate-sitemap-parser 1.8.1 loses a story of an RSS sitemap that also has an <atom:link>.
#
# RSS 2.0 items may hold elements of other namespaces. The parser of RSS sitemaps goes by the name after
# the prefix: the empty <atom:link rel="related"> that follows an item's <link> takes its place, and the
# item is left out (the log has "Link is unset", but not of which item). In the same way the <media:title>
# of a picture (Media RSS) becomes the title of the story. Read the feeds that a robots.txt or an index of
# sitemaps names with a feed parser.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check ultimate-sitemap-parser==1.8.1 feedparser==6.0.14
"$folder/venv/bin/python" - <<'PY'
import sys

import feedparser
from usp.tree import sitemap_from_str

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/">
<channel><title>Wire</title><link>https://wire.example/</link><description>News</description>
<item><title>Ferry sails again</title><link>https://wire.example/ferry</link></item>
<item><title>Bridge shut</title><link>https://wire.example/bridge</link>
<atom:link rel="related" href="https://wire.example/bridge/plan"/></item>
<item><title>Mill reopens</title><link>https://wire.example/mill</link>
<media:content url="https://wire.example/mill.jpg"><media:title>Archive picture</media:title>
</media:content></item>
</channel></rss>"""
SEEN = [("https://wire.example/ferry", "Ferry sails again"), ("https://wire.example/mill", "Archive picture")]
feed = [(entry.link, entry.title) for entry in feedparser.parse(RSS).entries]
seen = [(page.url, page.news_story.title) for page in sitemap_from_str(RSS).all_pages()]
print(f"{len(feed)} items in the feed:", *feed, f"{len(seen)} pages from usp:", *seen, sep="\n")
sys.exit(None if len(feed) == 3 and seen == SEEN else "behaviour changed")
PY
