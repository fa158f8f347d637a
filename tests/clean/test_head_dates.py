"""Machine-readable dates: which of them belong to the article."""

import pytest
from lxml.html import document_fromstring

from crawler.model import Metadata
from crawler.reading.parse.head import read_head

URL = "https://www.calverra-post.example/town/ferry"
DAY = "2024-03-05T10:00:00+01:00"
OTHER = "2023-01-02T10:00:00+01:00"
LONG = (
    "Councillors had been told that the crossing carries about ninety people a night in winter. "
    * 2
)


def stated(
    head: str = "", article: str = "<h1>Council keeps the ferry</h1>", after: str = ""
) -> Metadata:
    page = (
        f"<html><head><title>Council keeps the ferry - The Post</title>{head}</head><body>"
        f"<header><h1>The Post</h1></header><main><article>{article}<p>{LONG}</p></article>{after}"
        "</main></body></html>"
    )
    return read_head([*document_fromstring(page).iter("*")], URL, page.encode()).metadata


@pytest.mark.parametrize(
    "name",
    ["article:published_time", "article.published", "published_time", "Publication-Date",
     "publish_date", "publish.date", "pubDate", "DC.date.issued", "dcterms.issued",
     "parsely-pub-date", "sailthru.date", "datePublished", "og:published_time"],
)  # fmt: skip
@pytest.mark.parametrize("attribute", ["name", "property", "itemprop"])
def test_metas_that_publishers_state_the_day_in(name: str, attribute: str) -> None:
    assert stated(f'<meta {attribute}="{name}" content="{DAY}">').published == (DAY,)


@pytest.mark.parametrize(
    "name",
    ["date", "DC.date", "dcterms.created", "created", "citation_date", "article_date_original",
     "bt:pubDate", "cXenseParse:recs:publishtime", "release_date", "DCSext.articleFirstPublished",
     "og:regDate", "iso-8601-publish-date", "displaydate", "ptime", "timestamp"],
)  # fmt: skip
def test_metas_that_are_less_sure(name: str) -> None:
    metadata = stated(f'<meta name="{name}" content="{DAY}">')

    assert (*metadata.published, *metadata.dated) == (DAY,)


@pytest.mark.parametrize(
    "name",
    ["article:modified_time", "last-modified", "DC.date.modified", "expiry_date", "event_date",
     "article:expiration_time", "copyright_date", "revised", "startDate", "dateModified"],
)  # fmt: skip
def test_metas_of_other_days(name: str) -> None:
    metadata = stated(f'<meta name="{name}" content="{DAY}">')

    assert (metadata.published, metadata.dated) == ((), ())


def test_one_that_cannot_be_read_hides_none_behind_it() -> None:
    metas = (
        '<meta property="article:published_time" content="soon">'
        '<meta property="article:published_time" content="1970-01-01T00:00:00Z">'
        f'<meta name="publish-date" content="{DAY}">'
    )

    assert stated(metas).published == (DAY,)


HEADLINE = "<h1>Council keeps the ferry</h1>"


@pytest.mark.parametrize(
    "article",
    [
        f'{HEADLINE}<time datetime="{DAY}">3 hours ago</time>',
        f'<p><time datetime="{DAY}"></time></p>{HEADLINE}',
        f'{HEADLINE}<h2>What it means</h2><p>Ada Lund <time datetime="{DAY}">5 March</time></p>',
        f'{HEADLINE}<span itemprop="datePublished" content="{DAY}">last Tuesday</span>',
        f'{HEADLINE}<abbr class="published" title="{DAY}">Tuesday</abbr>',
        f'{HEADLINE}<span property="dc:date dc:created" content="{DAY}">Tuesday</span>',
        f'{HEADLINE}<relative-time datetime="{DAY}">2 days ago</relative-time>',
        f'{HEADLINE}<p>Updated <time datetime="{OTHER}"></time></p><time datetime="{DAY}"></time>',
        f'{HEADLINE}<time class="updated" datetime="{OTHER}"></time>'
        f'<time class="entry-date published" datetime="{DAY}"></time>',
        f'<aside><time datetime="{OTHER}"></time></aside>{HEADLINE}<time datetime="{DAY}"></time>',
        f'<article><h2>Mill burns</h2><time datetime="{OTHER}"></time></article>{HEADLINE}'
        f'<time datetime="{DAY}"></time>',
        f'{HEADLINE}<div class="related"><time datetime="{OTHER}"></time></div>'
        f'<time datetime="{DAY}"></time>',
    ],
)
def test_the_element_of_the_article(article: str) -> None:
    assert stated(article=article).marked[0] == DAY


@pytest.mark.parametrize(
    "after",
    [
        f'<aside><time datetime="{DAY}"></time></aside>',
        f'<section class="comments"><p>Jo <time datetime="{DAY}"></time></p></section>',
        f'<article><h2>Mill burns</h2><time datetime="{DAY}"></time></article>',
        f'<ul class="related"><li><time datetime="{DAY}"></time></li></ul>',
        f'<div itemscope itemtype="https://schema.org/Comment"><i itemprop="datePublished" '
        f'content="{DAY}"></i></div>',
        f'<p><i itemprop="dateModified" content="{DAY}"></i></p>',
        f'<p>Last updated <time datetime="{DAY}"></time></p>',
        f'<h2>More</h2><h3>Mill</h3><h3>Rail</h3><h3>Port</h3><time datetime="{DAY}"></time>',
    ],
)
def test_elements_of_something_else(after: str) -> None:
    assert stated(after=after).marked == ()


def test_a_moment_that_its_own_words_deny_is_that_of_a_move() -> None:
    article = f'{HEADLINE}<time datetime="2019-07-03T10:18:46Z">Publié le 29 juin 2019</time>'

    assert stated(article=article).marked == ("Publié le 29 juin 2019",)
