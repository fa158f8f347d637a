"""Records in the terms of other standards: IPTC ninjs 3.1 and schema.org NewsArticle.

A pure mapping of one record to one object. What the record does not state is absent. Each format is
a table of terms, with the object that it makes of `crawler/contract/example.json` beside it.
"""

from collections.abc import Callable, Mapping
from typing import Any

from crawler.contract import Record
from crawler.exports.newsarticle import news_article
from crawler.exports.ninjs import ninjs

FORMATS: Mapping[str, Callable[[Record], dict[str, Any]]] = {
    "ninjs": ninjs,
    "newsarticle": news_article,
}
"""Name of a format -> function that returns a record in it."""
