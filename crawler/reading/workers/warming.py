"""Invented pages that a worker reads ahead of others: they load its rules and patterns.

The workers that are forked from it share what it has loaded.
"""

from datetime import UTC, datetime

from crawler.model import Page

_ARTICLE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Ferry to Kelm is late - The Ledger</title>
<meta name="viewport" content="width=device-width"><meta property="og:type" content="article">
<meta property="og:title" content="Ferry to Kelm is late"><meta name="author" content="Ada Holt">
<meta property="article:published_time" content="2026-01-15T08:30:00Z">
<script type="application/ld+json">{"@context": "https://schema.org", "@type": "NewsArticle",
"headline": "Ferry to Kelm is late", "datePublished": "2026-01-15T08:30:00Z",
"author": {"@type": "Person", "name": "Ada Holt"}}</script></head>
<body class="article-page"><nav class="menu"><ul><li><a href="/">Home</a></li>
<li><a href="/news/">News</a></li></ul></nav><main><article><h1>Ferry to Kelm is late</h1>
<p class="byline">By Ada Holt and Jan Kremer, Reuters</p><time>January 15, 2026 8:30 a.m.</time>
<figure><img src="/pier.jpg" alt=""><figcaption>The pier. Photo: A. Holt</figcaption></figure>
<p>KELM (Reuters) - The ferry was late again on Thursday, and itâ€™s the third time this week.</p>
<p>"We waited for two hours," a passenger told the harbor council, which will meet on Monday.</p>
<p>The mayor said that the pier would be repaired before winter, as had been promised in May.</p>
</article><aside class="newsletter">Sign up for our newsletter</aside></main>
<footer>Copyright 2026 The Ledger. All rights reserved. Share this article</footer></body></html>"""

_WIRE = """<html><head><title>Harbor talks end</title></head><body>
<ul><li><a href="/">Home</a></li><li><a href="/news/">News</a></li></ul>
<p>Xinhua<br>Harbor talks end<br>2000-10-03 12:30:00</p>
<p>KELM, October 3 (Xinhua) -- Talks on the harbor of Kelm ended on Tuesday, officials here said,
after the two ministers had met for six hours.</p><p>They would not say when there will be other
talks, but that they have agreed about the pier. Enditem</p>
<p>Join the mailing list</p></body></html>"""

_FETCHED = datetime(2026, 1, 15, tzinfo=UTC)

PAGES = tuple(
    Page(f"https://ledger.example/{path}", "ledger", text.encode(), _FETCHED)
    for path, text in (("2026/01/15/ferry-late", _ARTICLE), ("2000/harbor.htm", _WIRE))
)
"""Pages which together need most of what the reading loads on demand, but for the model that
detects languages other than English."""
