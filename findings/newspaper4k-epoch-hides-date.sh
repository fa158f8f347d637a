#!/bin/sh
# newspaper4k 0.9.6 returns 1 January 1970 as the day of publication although the page states one.
#
# Publishing systems write the zero of the clock where they know no date. A JSON-LD
# `datePublished` of 1970-01-01T00:00:00Z goes before a good <meta name="date"> and is returned with
# its zone, as if it had been stated. Seen on relaunched archives; compare dates with the epoch.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check newspaper4k==0.9.6
"$folder/venv/bin/python" -W ignore - <<'PY'
import newspaper
from newspaper.article import ArticleDownloadState

PAGE = """<html lang="en"><head><title>Harbor bridge stays shut</title>
<script type="application/ld+json">{"@context": "https://schema.org", "@type": "NewsArticle",
"headline": "Harbor bridge stays shut", "datePublished": "1970-01-01T00:00:00Z"}</script>
<meta name="date" content="2024-05-01"></head><body><article><h1>Harbor bridge stays shut</h1>
<p>The council said on Wednesday that the old bridge would stay shut until the winter.</p>
</article></body></html>"""
article = newspaper.Article("https://courier.example/news/bridge", language="en")
article.html, article.download_state = PAGE, ArticleDownloadState.SUCCESS
article.parse()
print(f"newspaper4k {newspaper.__version__}: publish_date {article.publish_date}")
assert article.publish_date.year == 1970, "behaviour changed"
PY
