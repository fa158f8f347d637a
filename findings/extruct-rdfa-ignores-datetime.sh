#!/bin/sh
# extruct 0.18.0 gives the words of a <time> as its RDFa value, not its `datetime`.
#
# By the processing rules that HTML+RDFa 1.1 adds, the attribute `datetime` is the value. extruct runs
# pyRdfa by the rules of RDFa Core alone, so that a story of 2024 is published on "14 June", an English
# phrase without a year. Its microdata of the same element has the date, and so has pyRdfa if it knows the
# media type, text/html. Run pyRdfa that way, or take only dates in `content` from extruct's RDFa.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check extruct==0.18.0 pyrdfa3==3.6.5 rdflib==7.6.0
"$folder/venv/bin/python" -W ignore - <<'PY'
import sys

import extruct
from extruct.utils import parse_xmldom_html
from pyRdfa import Options, pyRdfa
from rdflib import Graph, URIRef

PAGE = """<!DOCTYPE html><html lang="en"><head><title>Ferry sails again</title></head><body>
<article vocab="http://schema.org/" typeof="NewsArticle" itemscope itemtype="http://schema.org/NewsArticle">
<h1 property="headline" itemprop="headline">Ferry sails again</h1>
<time property="datePublished" itemprop="datePublished" datetime="2024-06-14">14 June</time>
</article></body></html>"""
PUBLISHED = "http://schema.org/datePublished"
found = extruct.extract(PAGE, "https://wire.example/ferry", syntaxes=["rdfa", "microdata"])
(rdfa,) = (node[PUBLISHED][0]["@value"] for node in found["rdfa"] if PUBLISHED in node)
microdata = found["microdata"][0]["properties"]["datePublished"]
parser = pyRdfa(Options(embedded_rdf=False), media_type="text/html")
graph = parser.graph_from_DOM(parse_xmldom_html(PAGE, "utf-8"), graph=Graph())
(alone,) = graph.objects(predicate=URIRef(PUBLISHED))
print(f"datePublished: extruct's rdfa {rdfa!r}, its microdata {microdata!r}, pyRdfa as HTML {str(alone)!r}")
as_seen = (rdfa, microdata, str(alone)) == ("14 June", "2024-06-14", "2024-06-14")
sys.exit(None if as_seen else "behaviour changed")
PY
