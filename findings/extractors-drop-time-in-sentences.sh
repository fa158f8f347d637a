#!/bin/sh
# trafilatura 2.3.1 and Resiliparse 2.0.1 take the words of a <time> out of the sentence around it.
#
# `time` is for any date in running text (HTML standard, 4.5.14), not only for the date line of a page. Both
# extractors remove it wherever it is (Resiliparse with main_content): of "The vote is on 14 June, the mayor
# said" remains "The vote is on , the mayor said". readability-lxml keeps the words. Unwrap each `time` in
# a paragraph (lxml: drop_tag) before the page is handed over.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check trafilatura==2.3.1 Resiliparse==2.0.1 \
    readability-lxml==0.8.4.1 lxml-html-clean==0.4.6
"$folder/venv/bin/python" - <<'PY'
import sys

import trafilatura
from lxml import html
from readability import Document
from resiliparse.extract.html2text import extract_plain_text

PAGE = """<!DOCTYPE html><html lang="en"><head><title>Harbor bridge stays shut</title></head><body><article>
<h1>Harbor bridge stays shut</h1>
<p>The council of the harbor town met again and said that the old bridge would stay shut until the winter.</p>
<p>The vote on the new one is on <time datetime="2026-06-14">14 June</time>, the mayor told the town's people.</p>
<p>Ferries will carry the passengers every hour, and the fare will be the same as in the last two years.</p>
</article></body></html>"""
texts = {
    "trafilatura": trafilatura.extract(PAGE),
    "trafilatura, recall": trafilatura.extract(PAGE, favor_recall=True),
    "trafilatura, precision": trafilatura.extract(PAGE, favor_precision=True),
    "Resiliparse": extract_plain_text(PAGE, main_content=True),
    "readability-lxml": html.fromstring(Document(PAGE).summary()).text_content(),
}
for name, text in texts.items():
    (sentence,) = (line for line in text.splitlines() if "vote" in line)
    print(f"{name}: {sentence}")
dropped = [name for name, text in texts.items() if "14 June" not in text and "the mayor told" in text]
sys.exit(None if dropped == [*texts][:-1] else "behaviour changed")
PY
