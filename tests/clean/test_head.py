"""Article metadata from JSON-LD, meta elements and markup."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.model import Head
from crawler.reading.parse.head import read_head
from crawler.reading.parse.tree import parse

URL = "https://www.calverra-post.example/town/ferry"
HEADLINE = "Council keeps the night ferry"
AUTHOR = {"@type": "Person", "name": "Ines Marlowe"}
ARTICLE = {
    "@type": "NewsArticle",
    "headline": HEADLINE,
    "datePublished": "2024-03-05",
    "author": AUTHOR,
}
OTHER = {
    "@type": "NewsArticle",
    "headline": "Herring season opens early",
    "url": "https://www.calverra-post.example/sea/herring",
    "datePublished": "2019-01-01",
    "author": {"@type": "Person", "name": "Bertil Orr"},
}
SCRIPT = '<script type="application/ld+json">{}</script>'


def head_of(head: str = "", body: str = "", h1: str = f"<h1>{HEADLINE}</h1>") -> Head:
    viewport = '<meta name="viewport" content="width=device-width">'
    page = f"<html><head>{viewport}{head}</head><body>{h1}{body}</body></html>"
    return read_head([*parse(page.encode()).iter()], URL, page.encode())


def authors(head: str = "", body: str = "") -> tuple[str, ...]:
    return head_of(head, body).metadata.authors


WRITTEN = json.dumps(ARTICLE)


@pytest.mark.parametrize(
    "text",
    [
        WRITTEN,
        f"{WRITTEN};",
        f"{WRITTEN},",
        f"<!-- {WRITTEN} -->",
        f"//<![CDATA[\n{WRITTEN}\n//]]>",
        f"/* <![CDATA[ */ {WRITTEN} /* ]]> */",
        f"// the article\n{WRITTEN}",
        f"/* the article */ {WRITTEN}",
        WRITTEN[:-1] + ",}",
        WRITTEN.replace("}}", ",},}"),
        WRITTEN.replace('"', "'"),
        WRITTEN.replace(HEADLINE, HEADLINE + '", "description": "first\nsecond\tthird'),
        WRITTEN.replace(HEADLINE, HEADLINE + '", "description": "he said "no" to it'),
        WRITTEN.replace('"', "&quot;"),
        f'{{"@type": "WebSite"}}{WRITTEN}',
        f'{{"@type": "WebSite"}};\n{WRITTEN};',
        f'{{"@type": "WebSite"}},{WRITTEN},',
        f"[[{WRITTEN}]]",
        f'{{"@graph": [{{"@type": "WebSite"}}, {WRITTEN}]}}',
        f'{{"@graph": {WRITTEN}}}',
        f'{{"@type": "WebPage", "mainEntity": {WRITTEN}}}',
        f'{{"@type": "WebPage", "mainEntity": [{WRITTEN}]}}',
        f'{{"@type": "WebPage", "mainEntityOfPage": {WRITTEN}}}',
        WRITTEN.replace('"NewsArticle"', '["Article", "NewsArticle"]'),
        WRITTEN.replace('"NewsArticle"', '"http://schema.org/NewsArticle"'),
    ],
)
def test_json_ld_as_it_is_met(text: str) -> None:
    metadata = head_of(SCRIPT.format(text)).metadata
    assert metadata.headline == HEADLINE
    assert metadata.authors == ("Ines Marlowe",)
    assert metadata.published == ("2024-03-05",)


def test_json_ld_by_the_type_of_its_script() -> None:
    for kind in ("application/ld+json; charset=utf-8", "Application/LD+JSON"):
        assert authors(f'<script type="{kind}">{WRITTEN}</script>') == ("Ines Marlowe",)


@pytest.mark.parametrize(
    ("stated", "names"),
    [
        ("Ines Marlowe", "Ines Marlowe"),
        (["Ines Marlowe", "Tom Aldous"], "Ines Marlowe|Tom Aldous"),
        ([["Ines Marlowe"]], "Ines Marlowe"),
        ({"@list": [AUTHOR, {"name": "Tom Aldous"}]}, "Ines Marlowe|Tom Aldous"),
        ({"@type": "Person", "givenName": "Ines", "familyName": "Marlowe"}, "Ines Marlowe"),
        ({"name": ["Ines Marlowe"]}, "Ines Marlowe"),
        ({"name": {"@value": "Ines Marlowe"}}, "Ines Marlowe"),
        ({"name": "Ines Marlowe &amp; Tom Aldous"}, "Ines Marlowe|Tom Aldous"),
        ({"name": "Ines Marlowe", "url": "https://a.example"}, "Ines Marlowe"),
        ([{"name": "Ines Marlowe"}, {"name": "Ines Marlowe"}], "Ines Marlowe"),
        ({"name": "Marlowe, Ines"}, "Ines Marlowe"),
        ("https://a.example/ines", ""),
        (7, ""),
        ({"name": {}}, ""),
    ],
)
def test_writers_of_the_json_ld(stated: object, names: str) -> None:
    assert "|".join(authors(SCRIPT.format(json.dumps(ARTICLE | {"author": stated})))) == names


def test_a_writer_by_its_id() -> None:
    person = {"@type": "Person", "@id": "#ines", "name": "Ines Marlowe"}
    article = ARTICLE | {"author": {"@id": "#ines"}}
    for graph in ([article, person], [person, article], [article, {"@type": "X", "about": person}]):
        assert authors(SCRIPT.format(json.dumps({"@graph": graph}))) == ("Ines Marlowe",)
    apart = SCRIPT.format(json.dumps(article)) + SCRIPT.format(json.dumps(person))
    assert authors(apart) == ("Ines Marlowe",)


def test_a_creator_where_no_author_is_named() -> None:
    article = {key: value for key, value in ARTICLE.items() if key != "author"}
    assert authors(SCRIPT.format(json.dumps(article | {"creator": AUTHOR}))) == ("Ines Marlowe",)


@pytest.mark.parametrize(
    "things",
    [
        [OTHER, ARTICLE],
        [ARTICLE, OTHER],
        [OTHER, ARTICLE | {"headline": HEADLINE.upper() + "!"}],
        [OTHER, ARTICLE | {"headline": "Ferry stays", "url": URL + "?from=rss"}],
        [OTHER, ARTICLE | {"headline": None, "mainEntityOfPage": {"@id": URL + "/"}}],
        [OTHER, {"@type": "WebPage", "mainEntity": ARTICLE}],
    ],
)
def test_the_article_is_the_one_of_the_page(things: list[object]) -> None:
    for written in (
        SCRIPT.format(json.dumps(things)),
        "".join(SCRIPT.format(json.dumps(thing)) for thing in things),
        SCRIPT.format(json.dumps({"@graph": things})),
    ):
        metadata = head_of(written).metadata
        assert metadata.authors == ("Ines Marlowe",)
        assert metadata.published == ("2024-03-05",)


def test_the_metas_where_all_articles_are_others() -> None:
    metas = '<meta name="author" content="Ines Marlowe">'
    second = OTHER | {"headline": "Mill burns down", "url": "https://a.example/mill"}
    for things in ([OTHER], [OTHER, second]):
        metadata = head_of(metas + SCRIPT.format(json.dumps(things))).metadata
        assert metadata.authors == ("Ines Marlowe",)
        assert metadata.published == ()


def test_an_article_that_is_alone_is_the_pages() -> None:
    lone = ARTICLE | {"headline": "What the vote means", "url": None}
    assert authors(SCRIPT.format(json.dumps(lone))) == ("Ines Marlowe",)


SHAPES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["@type", "@id", "@graph", "mainEntity", "author", "name", "url"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(SHAPES)
def test_json_ld_of_any_shape_is_borne(value: object) -> None:
    assert authors(SCRIPT.format(json.dumps([value, ARTICLE]))) == ("Ines Marlowe",)


@given(st.integers(min_value=0, max_value=len(WRITTEN)))
def test_json_ld_that_is_cut_short_is_borne(at: int) -> None:
    head_of(SCRIPT.format(WRITTEN[:at]))


@pytest.mark.parametrize("piece", ["[", '{"@graph":[', '{"a":', '"', "//<![CDATA[", "}", "{,"])
def test_hostile_json_ld_is_borne(piece: str) -> None:
    assert authors(SCRIPT.format(piece * 20_000)) == ()


@pytest.mark.parametrize(
    "meta",
    [
        '<meta name="author" content="Ines Marlowe">',
        '<meta property="article:author" content="Ines Marlowe">',
        '<meta name="article.author" content="By Ines Marlowe">',
        '<meta name="parsely-author" content="Ines Marlowe">',
        '<meta name="sailthru.author" content="Ines Marlowe">',
        '<meta name="DC.creator" content="Marlowe, Ines">',
        '<meta name="dcterms.creator" content="Ines Marlowe">',
        '<meta name="citation_author" content="Marlowe, Ines">',
        '<meta name="byl" content="By INES MARLOWE">',
        '<meta name="articleAuthor" content="Ines Marlowe">',
        '<meta name="cXenseParse:author" content="Ines Marlowe">',
        '<meta itemprop="author" content="Ines Marlowe">',
        '<meta property="post_authors" content="Ines Marlowe">',
        '<meta name="twitter:label1" content="Written by">'
        '<meta name="twitter:data1" content="Ines Marlowe">',
        '<meta name="twitter:label2" content="Von">'
        '<meta name="twitter:data2" content="Ines Marlowe">',
        '<meta property="article:author" content="https://a.example/ines">'
        '<meta name="author" content="Ines Marlowe">',
        '<meta name="author" content="admin"><meta name="dc.creator" content="Ines Marlowe">',
    ],
)
def test_writers_of_the_metas(meta: str) -> None:
    assert [name.title() for name in authors(meta)] == ["Ines Marlowe"]


def test_a_meta_for_each_writer() -> None:
    metas = "".join(
        f'<meta name="citation_author" content="{name}">'
        for name in ("Marlowe, Ines", "Aldous, Tom")
    )
    assert authors(metas) == ("Ines Marlowe", "Tom Aldous")


def test_a_label_of_another_thing_is_no_writer() -> None:
    metas = '<meta name="twitter:label1" content="Filed under">'
    assert authors(metas + '<meta name="twitter:data1" content="Harbour News">') == ()


MARKED = [
    '<p class="byline"><a rel="author" href="/p/ines">Ines Marlowe</a></p>',
    '<div class="article-author">By Ines Marlowe</div>',
    '<span class="byline__name">Ines Marlowe</span>',
    '<div itemprop="author" itemscope><span itemprop="name">Ines Marlowe</span></div>',
    '<div class="meta"><a href="/author/ines-marlowe/">Ines Marlowe</a></div>',
    '<div class="autor">Von Ines Marlowe</div>',
    '<div class="c-auteur__nom">Par Ines Marlowe</div>',
    '<ul class="authors"><li class="authors__item"><b>Ines Marlowe</b></li></ul>',
    '<div class="author"><img alt=""><span class="author-name">Ines Marlowe</span>'
    '<span class="author-role">Harbour Correspondent</span></div>',
    '<div class="author"><a class="author-link" href="/author/im">Ines Marlowe</a>'
    '<a class="author-twitter" href="https://t.example/im">@imarlowe</a></div>',
    '<div class="ArticleByline">INES MARLOWE, Staff Writer</div>',
    '<div id="author">Ines Marlowe</div>',
    '<p data-author="Ines Marlowe">ima</p>',
    '<p data-testid="article-author">Ines Marlowe</p>',
    '<div class="article-author"><div class="article-author__shimmer"></div></div><p>At six.</p>'
    '<p>Later. <span itemprop="author">Ines Marlowe</span></p>',
    '<div data-qa="byline-name">Ines Marlowe</div>',
    '<div data-testid="byline"><img data-testid="author-image" alt=""><span '
    'data-testid="author-name">Ines Marlowe</span><i data-testid="author-title">Harbour</i></div>',
]


@pytest.mark.parametrize("markup", MARKED)
def test_writers_by_markup(markup: str) -> None:
    for title in ("", '<meta property="og:site_name" content="The Calverra Post">'):
        found = authors(title, f"<main>{markup}<p>The council voted.</p></main>")
        assert [name.title() for name in found] == ["Ines Marlowe"]


@pytest.mark.parametrize("markup", MARKED[:6])
@pytest.mark.parametrize(
    "box",
    [
        '<aside><h3>More</h3>{}</aside>',
        '<nav>{}</nav>',
        '<footer>{}</footer>',
        '<div class="related-stories"><div>{}</div></div>',
        '<section id="comments">{}</section>',
        '<a class="story" href="/x"><b>Mill burns down</b>{}</a>',
        '<div class="c-teaser">{}</div>',
    ],
)  # fmt: skip
def test_writers_of_other_stories(markup: str, box: str) -> None:
    assert authors(body=f"<p>The council voted.</p>{box.format(markup)}") == ()


@pytest.mark.parametrize(
    "words", ["More from this writer", "Themen", "Follow", "5 min read", "Show all", "Editor"]
)
def test_words_in_a_writers_box_that_are_no_name(words: str) -> None:
    assert authors(body=f'<div class="author">{words}</div>') == ()


@pytest.mark.parametrize(
    "page",
    [
        '<div class="hfeed with-sidebar"><h1>Council keeps the night ferry</h1>{}</div>',
        "<h1>Council keeps the night ferry</h1><aside>{}</aside>",
        '<article><h1>Council keeps the night ferry</h1><footer class="entry-meta">{}</footer>'
        "</article>",
        '<h1>Council keeps the night ferry</h1><a href="/topic/im">{}</a>',
    ],
)
def test_boxes_that_hold_the_pages_own_writer(page: str) -> None:
    name = '<span itemprop="author"><span itemprop="name">Ines Marlowe</span></span>'
    head = head_of(body=page.format(name), h1="")
    assert head.metadata.authors == ("Ines Marlowe",)


def test_several_writers_by_markup() -> None:
    links = " and ".join(
        f'<a rel="author" href="/{name}">{name}</a>' for name in ("Ines Marlowe", "Tom Aldous")
    )
    items = '<ul class="byline"><li>Ines Marlowe</li><li>Tom Aldous</li></ul>'
    for markup in (f'<p class="byline">By {links}</p>', items):
        assert authors(body=markup) == ("Ines Marlowe", "Tom Aldous")


@pytest.mark.parametrize(
    ("stated", "metas", "names"),
    [
        (["Ines Marlowe"], [], "Ines Marlowe|Tom Aldous"),
        (["Ines Marlowe", "Tom Aldous", "Jo Falk"], [], "Ines Marlowe|Tom Aldous|Jo Falk"),
        (["webteam"], [], "Ines Marlowe|Tom Aldous"),
        (["Newsroom"], [], "Ines Marlowe|Tom Aldous"),
        (["Bertil Orr"], [], "Bertil Orr"),
        (["Conde Holding"], ["Ines Marlowe", "Tom Aldous"], "Ines Marlowe|Tom Aldous"),
    ],
)
def test_markup_beside_metadata(stated: list[str], metas: list[str], names: str) -> None:
    """The page's markup may belong to another story: it counts where it adds to what is stated, or
    where a second statement agrees with it."""
    script = SCRIPT.format(json.dumps(ARTICLE | {"author": stated}))
    script += "".join(f'<meta name="author" content="{name}">' for name in metas)
    line = '<p class="byline">By Ines Marlowe and Tom Aldous</p>'
    assert "|".join(authors(script, line)) == names


@pytest.mark.parametrize(
    ("role", "names"),
    [
        ("Editor: Bo Berg", "Ines Marlowe"),
        ("Editor : <a>Bo Berg</a>", "Ines Marlowe"),
        ("Redigert av Bo Berg", "Ines Marlowe"),
        ("Redaktur: Bo Berg", "Ines Marlowe"),
        ("责编：Bo Berg", "Ines Marlowe"),
        ("Foto: Bo Berg", "Ines Marlowe"),
        ("Editor: Cy Dahl", "Bo Berg"),
        ("", "Bo Berg"),
    ],
)
def test_who_did_something_else_than_write(role: str, names: str) -> None:
    script = SCRIPT.format(json.dumps(ARTICLE | {"author": "Bo Berg"}))
    body = f'<div class="author-2">Ines Marlowe</div><p>Text.</p><p class="info-author">{role}</p>'
    assert "|".join(authors(script, body)) == names


PUBLISHER = {"@type": "Organization", "name": "Calverra Post"}


@pytest.mark.parametrize("name", ["Calverra Post", "THE CALVERRA POST", "calverra post"])
def test_the_publisher_is_no_writer_where_somebody_is_named(name: str) -> None:
    article = ARTICLE | {"author": {"name": name}, "publisher": PUBLISHER}
    script = SCRIPT.format(json.dumps(article))
    assert authors(script, MARKED[0]) == ("Ines Marlowe",)
    assert authors(script + '<meta name="author" content="Ines Marlowe">') == ("Ines Marlowe",)
    assert authors(script) == (name,)
    both = ARTICLE | {"author": [AUTHOR, {"name": name}], "publisher": PUBLISHER}
    assert authors(SCRIPT.format(json.dumps(both))) == ("Ines Marlowe",)


@pytest.mark.parametrize(
    ("attributes", "head", "language"),
    [
        ('lang="de"', "", "de"),
        ('lang="en_US"', "", "en-US"),
        ('lang="EN-us"', "", "en-US"),
        ('lang="zh-hant-tw"', "", "zh-Hant-TW"),
        ('lang="English"', '<meta name="language" content="en">', "en"),
        ('lang=""', '<meta http-equiv="Content-Language" content="fr">', "fr"),
        ("", '<meta property="og:locale" content="pt_BR">', "pt-BR"),
        ("", '<meta name="dc.language" content="it">', "it"),
        ("", SCRIPT.format(json.dumps(ARTICLE | {"inLanguage": "pl-PL"})), "pl-PL"),
        ("", '<meta http-equiv="content-language" content="en, de">', None),
        ('lang="und"', "", None),
        ("", "", None),
    ],
)
def test_the_language_that_a_page_states(attributes: str, head: str, language: str | None) -> None:
    page = f"<html {attributes}><head>{head}</head><body><h1>{HEADLINE}</h1></body></html>"
    assert read_head([*parse(page.encode()).iter()], URL, page.encode()).language == language
