#!/bin/sh
# trafilatura 2.3.1 takes U+200C (zero width non-joiner) out of the text it returns.
#
# Persian writes it between the parts of a word: "می‌ماند" (remains) is one letter form off without
# it, and search, spell checkers and shingles no longer match the page's own words. readability-lxml
# keeps it on the same page. Met where extractors are compared on pages in Persian and Kurdish.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check trafilatura==2.3.1 \
    readability-lxml==0.8.4.1 lxml-html-clean==0.4.6
"$folder/venv/bin/python" - <<'PY'
import trafilatura
from readability import Document

SENTENCES = (
    "انجمن شهر روز دوشنبه اعلام کرد که پل قدیمی بندر تا پایان سال بسته می‌ماند و راه تازه باز است.",
    "کارگران می‌توانند از جاده ساحلی بروند و کشتی‌ها هر ساعت از اسکله شمالی راه می‌افتند.",
    "شهردار گفت هزینه‌ها دو برابر شده است و کار تا بهار آینده به پایان نمی‌رسد.",
)
page = "<html lang=fa><body><article><h1>پل بندر</h1>{}</article></body></html>".format(
    "".join(f"<p>{each}</p>" for each in SENTENCES)
)
joiners = page.count("\u200c")
kept = trafilatura.extract(page).count("\u200c")
peer = Document(page).summary().count("\u200c")
print(f"U+200C in the page {joiners}, in trafilatura's text {kept}, in readability's {peer}")
assert joiners == peer > 0 and kept == 0, "behaviour changed"
PY
