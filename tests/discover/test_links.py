"""Links from index pages, feeds and sitemaps, well-formed or not."""

import gzip
import zlib

import pytest

from crawler.base.faults import Fault
from crawler.discover import Link, canonical, kind_of, read_links
from crawler.model import Hint

URL = "http://a.example/news/index.htm"


def urls(body: str | bytes, url: str = URL) -> list[str]:
    links = read_links(body if isinstance(body, bytes) else body.encode(), url)
    return [*dict.fromkeys(link.url for link in links)]


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("b.htm#top", "http://a.example/news/b.htm"),
        (" ../b.htm\n", "http://a.example/b.htm"),
        ("/b.htm?b=2&a=1", "http://a.example/b.htm?a=1&b=2"),
        ("/b.htm?utm_source=x&a=1&utm_medium=y", "http://a.example/b.htm?a=1"),
        ("/b.htm;jsessionid=1F?a=1", "http://a.example/b.htm?a=1"),
        ("b c.htm", "http://a.example/news/b%20c.htm"),
        (r"\news\b.htm", "http://a.example/news/b.htm"),
        ("//WWW.A.example/b", "http://www.a.example/b"),
        ("?page=2", "http://a.example/news/index.htm?page=2"),
        ("/b//c/../d.htm", "http://a.example/b//d.htm"),
        ("ht\ttp:/\n/b.example/c\r.htm", "http://b.example/c.htm"),
        ("http://b.example/c.htm?page=2", "http://b.example/c.htm?page=2"),
        ("http://b.example/c.htm?sid=17", "http://b.example/c.htm?sid=17"),
        ("http://b.example/c.htm?fbclid=a1", "http://b.example/c.htm"),
        ("http://b.example/a/../c.htm", "http://b.example/c.htm"),
        ("http://b.example/a..b/c.", "http://b.example/a..b/c."),
        ("http://b.example", "http://b.example/"),
        ("java\nscript:alert(1)", None),
        ("mailto:a@b.example", None),
        ("javascript:void(0)", None),
        ("http://[bad/", None),
        ("", None),
    ],
)
def test_canonical(href: str, url: str | None) -> None:
    assert canonical(href, URL) == url


REPLAY = "http://a.example/web/2004id_/http://old.example/news/index.htm?x=1"


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("b.htm", "http://a.example/web/2004id_/http://old.example/news/b.htm"),
        ("./b/./c.htm", "http://a.example/web/2004id_/http://old.example/news/b/c.htm"),
        ("../b.htm", "http://a.example/web/2004id_/http://old.example/b.htm"),
        ("../../../../b.htm", "http://a.example/web/2004id_/b.htm"),
        ("?p=2", "http://a.example/web/2004id_/http://old.example/news/index.htm?p=2"),
        ("#top", "http://a.example/web/2004id_/http://old.example/news/index.htm?x=1"),
        ("/b//c.htm", "http://a.example/b//c.htm"),
        ("//b.example//c/d.htm", "http://b.example//c/d.htm"),
        ("/web/2005/http://old.example/", "http://a.example/web/2005/http://old.example/"),
    ],
)
def test_empty_segments_are_kept(href: str, url: str) -> None:
    assert canonical(href, REPLAY) == url


CYRILLIC = '<a href="/вести/мост.htm?год=1">мост</a>'
POLISH = "<a href='/wieści/łódź.htm'>łódź</a>"


@pytest.mark.parametrize(
    ("markup", "charset", "content_type", "paths"),
    [
        (CYRILLIC, "utf-8", None, ["/вести/мост.htm?год=1"]),
        (CYRILLIC, "utf-8", "text/html; charset=utf-8", ["/вести/мост.htm?год=1"]),
        (CYRILLIC, "utf-8", "text/html; charset=windows-1251", ["/вести/мост.htm?год=1"]),
        ("<meta charset=koi8-r>" + CYRILLIC, "utf-8", None, ["/вести/мост.htm?год=1"]),
        (CYRILLIC, "cp1251", "text/html; charset=windows-1251", ["/вести/мост.htm?%E3%EE%E4=1"]),
        ("<meta charset=koi8-r>" + CYRILLIC, "koi8-r", None, ["/вести/мост.htm?%C7%CF%C4=1"]),
        (POLISH, "iso-8859-2", "text/html; charset=iso-8859-2", ["/wieści/łódź.htm"]),
        ("<a href=/é.htm>x</a>", "cp1252", None, ["/é.htm"]),
        (POLISH + "\udcff", "utf-8", None, ["/wieści/łódź.htm"]),
        (POLISH, "utf-16", None, ["/wieści/łódź.htm"]),
        (POLISH, "utf-16-le", None, ["/wieści/łódź.htm"]),
        ("<a href='/a.htm?q=\u4e2d'>", "utf-8", None, ["/a.htm?q=中"]),
    ],
)
def test_links_beyond_ascii(
    markup: str, charset: str, content_type: str | None, paths: list[str]
) -> None:
    """Each is found once: in UTF-8, a query in the charset of its page."""
    body = markup.encode(charset, "surrogateescape")

    links = read_links(body, URL, content_type)

    assert [link.url for link in links] == [canonical(path, URL) for path in paths]


def test_an_index_page() -> None:
    page = """<base href="http://a.example/library/"><a href=a.htm>A  <b>story</b></a>
    <area href="b.htm"><frame src="c.htm"><option value="/d.htm"><!-- <a href="no.htm"> -->
    <meta http-equiv=refresh content="0; URL='e.htm'"><a rel="next" href="?page=2">more</a>
    <link rel="alternate" type="application/rss+xml" href="/feed"><script>href="no.js"</script>"""

    links = {
        link.url.removeprefix("http://a.example"): link for link in read_links(page.encode(), URL)
    }

    assert {f"/library/{name}.htm" for name in "abce"} | {"/d.htm"} <= links.keys()
    assert not any("no" in path for path in links)
    assert links["/library/a.htm"].hint.title == "A story"
    assert links["/library/a.htm"].hint.found_on == URL


def test_the_next_page_of_a_list_is_found() -> None:
    page = b"""<a rel=next href=2.htm>more</a><a href=3.htm>3</a>
    <link rel=alternate type=application/rss+xml href=/feed><link rel=stylesheet href=s.css>"""

    leads_on = {link.url for link in read_links(page, URL) if link.leads_on}

    assert leads_on == {"http://a.example/news/2.htm", "http://a.example/feed"}


def test_broken_pages() -> None:
    unclosed = '<a href="a.htm>A</a> and <a href="b.htm">B</a><a href=\'c.htm\'>'
    deep = "".join(f"<p><font><a href=/{n}.htm>" for n in range(2000))

    assert {*urls(unclosed)} == {f"http://a.example/news/{name}.htm" for name in "abc"}
    assert len(urls(deep)) == 2000


@pytest.mark.parametrize("body", [b"", b" ", b"\0\0\0", b"<rss", b"<urlset", b"<sitemapindex>"])
def test_no_links_where_there_are_none(body: bytes) -> None:
    assert read_links(body, URL) == []


def test_an_rss_feed() -> None:
    feed = """<?xml version="1.0"?><rss version="2.0"><channel><title>News & views</title>
    <item><title>A &amp; B</title><link>/a.htm</link>
      <pubDate>Mon, 12 Jul 2004 22:00:00 -0500</pubDate></item>
    <item><link>http://b.example/b.htm?utm_source=rss</link>
      <pubDate>Mon, 01 Jan 0001 00:00:00 +0000</pubDate></item>
    <item><title>no link</title></item></channel></rss>"""

    first, second = read_links(feed.encode(), URL)

    assert (first.url, first.hint.title) == ("http://a.example/a.htm", "A & B")
    assert first.hint.date == "Mon, 12 Jul 2004 22:00:00 -0500"
    assert (second.url, second.hint.date) == ("http://b.example/b.htm", None)


ITEM = "<rss version='2.0'><channel><item><title>T</title>{}</item></channel></rss>"
ENTRY = "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>T</title>{}</entry></feed>"


@pytest.mark.parametrize(
    ("feed", "url"),
    [
        (ITEM.format("<guid isPermaLink='false'>programme-7</guid>"), None),
        (ITEM.format("<guid isPermaLink='false'>http://a.example/?p=7</guid>"), None),
        (ITEM.format("<link/><guid isPermaLink='false'>http://a.example/?p=7</guid>"), None),
        (ITEM.format("<guid>programme-7</guid>"), None),
        (ITEM.format("<guid>http://a.example/7</guid>"), "http://a.example/7"),
        (ITEM.format("<link></link><guid>http://a.example/7</guid>"), "http://a.example/7"),
        (ITEM.format("<link>7.htm</link><guid>7.htm</guid>"), "http://a.example/news/7.htm"),
        (
            ITEM.format("<link>/7</link><guid isPermaLink='false'>/7</guid>"),
            "http://a.example/7",
        ),
        (ENTRY.format("<id>tag:a.example,2004:7</id>"), None),
        (ENTRY.format("<id>tag:7</id><link href='/7'/>"), "http://a.example/7"),
        (
            ITEM.format("<link>http://p.example/~r/7</link><fb:origLink> /n </fb:origLink>"),
            "http://p.example/~r/7",
        ),
        (
            ITEM.format(
                "<link>http://p.example/~r/7</link>"
                "<x:origLink xmlns:x='x'><![CDATA[ http://a.example/7 ]]></x:origLink>"
            ),
            "http://a.example/7",
        ),
        (
            ENTRY.format(
                "<id>tag:7</id><link href='http://p.example/7'/>"
                "<feedburner:origLink>http://a.example/7</feedburner:origLink>"
            ),
            "http://a.example/7",
        ),
    ],
)
def test_the_address_of_an_entry(feed: str, url: str | None) -> None:
    assert urls(feed) == ([url] if url else [])


def test_an_item_of_rss_1_is_named_by_its_about() -> None:
    feed = """<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'
      xmlns='http://purl.org/rss/1.0/'><item rdf:about='http://a.example/7'/></rdf:RDF>"""

    assert urls(feed) == ["http://a.example/7"]


def test_an_atom_feed_that_goes_on() -> None:
    feed = """<feed xmlns="http://www.w3.org/2005/Atom"><link rel="next" href="?page=2"/>
    <entry><link href="a.htm"/><published>2019-10-18</published>
      <updated>2019-10-19T01:00:00+02:00</updated></entry></feed>"""

    story, following = read_links(feed.encode(), URL)

    hint = Hint(URL, "2019-10-18", modified="2019-10-18T23:00:00Z")
    assert story == Link("http://a.example/news/a.htm", hint)
    assert (following.url, following.leads_on) == (f"{URL}?page=2", True)


def test_a_news_sitemap() -> None:
    sitemap = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
      xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>
      http://a.example/a.htm </loc><lastmod>2026-01-01</lastmod><news:news>
      <news:publication_date>2003-07-12</news:publication_date><news:title>A</news:title>
      </news:news><i:image xmlns:i="x"><i:loc>/i.png</i:loc><i:title>I</i:title></i:image></url>
      <url><loc>/b.htm</loc><lastmod>2004-12-23T18:00:15.5+02:00</lastmod></url><url/>
      <url><loc>/c.htm</loc><lastmod>2004-12</lastmod><news:news>
      <news:publication_date>July 2003</news:publication_date></news:news></url></urlset>"""

    for body in (sitemap.encode(), gzip.compress(sitemap.encode())):
        first, second, third = read_links(body, URL)

        assert first == Link("http://a.example/a.htm", Hint(URL, "2003-07-12", "A", "2026-01-01"))
        assert second == Link("http://a.example/b.htm", Hint(URL, modified="2004-12-23T16:00:15Z"))
        assert third.hint == Hint(URL)


NEWS = (
    "<urlset><url><loc>{}</loc></url>"
    "<url><loc>/b.htm</loc><lastmod>2004-01-02</lastmod></url></urlset>"
)


@pytest.mark.parametrize(
    ("sitemap", "first"),
    [
        (NEWS.format("/a?x=1&y=2"), "/a?x=1&y=2"),
        (NEWS.format("/a?x=1&lang=2&copy=3&reg=4"), "/a?copy=3&lang=2&reg=4&x=1"),
        (NEWS.format("/a?x=1&amp;y=2&#38;z&eacute;"), "/a?x=1&y=2&z%C3%A9="),
        (NEWS.format("/a<!-- moved --><!-- & again -->.htm"), "/a.htm"),
        (NEWS.format("<![CDATA[/a?x=1&y=2]]>"), "/a?x=1&y=2"),
        (NEWS.format("<![CDATA[/a?x=1&y=2]]>") + " & more", "/a?x=1&y=2"),
        ("\n \n<?xml version='1.0' encoding='UTF-8'?>" + NEWS.format("/a.htm"), "/a.htm"),
        ("<br />\n<b>Warning</b>: x in y<br>" + NEWS.format("/a.htm"), "/a.htm"),
        ("<html><body>Deprecated: x" + NEWS.format("/a.htm"), "/a.htm"),
        ("<?xml version='1.0' encoding='UTF-16'?>" + NEWS.format("/é.htm"), "/%C3%A9.htm"),
        (NEWS.format("/a.htm").replace("url", "Url").replace("loc", "LOC"), "/a.htm"),
        (NEWS.format("/a.htm").replace("</loc></url>", "</url>", 1), "/a.htm"),
        (NEWS.format("/a.htm").replace("</url>", "", 1), "/a.htm"),
        (NEWS.format("/a.htm").replace("</urlset>", ""), "/a.htm"),
        (NEWS.format("/a.htm") + "<!-- took 0.1 s --><script>", "/a.htm"),
        (NEWS.format("/a.htm</loc><i:image><i:loc>/i.png</i:loc></i:image>&<loc>"), "/a.htm"),
    ],
)  # fmt: skip
def test_a_sitemap_that_is_not_well_formed(sitemap: str, first: str) -> None:
    hints = {link.url: link.hint for link in read_links(sitemap.encode(), URL)}

    assert {*hints} == {f"http://a.example{path}" for path in (first, "/b.htm")}
    assert hints["http://a.example/b.htm"].modified == "2004-01-02"


def test_a_news_sitemap_whose_prefix_nobody_declares() -> None:
    sitemap = """<urlset><url><loc>/a</loc><news:news><news:publication_date>2003-07-12
      </news:publication_date><news:title>A & B</news:title></news:news><image:image>
      <image:loc>/i.png</image:loc><image:title>I</image:title></image:image></url></urlset>"""

    (link,) = read_links(sitemap.encode(), URL)

    assert link == Link("http://a.example/a", Hint(URL, "2003-07-12", "A & B"))


def test_a_sitemap_in_another_charset_than_declared() -> None:
    sitemap = "<?xml version='1.0' encoding='UTF-8'?><urlset><url><loc>/é</loc></url></urlset>"

    assert urls(sitemap.encode("cp1252")) == ["http://a.example/%C3%A9"]


@pytest.mark.slow
@pytest.mark.parametrize("part", ["<a", "<", "<![CDATA[", "<!--", "&amp", "<loc>", "<url><loc>"])
def test_a_broken_sitemap_takes_time_in_proportion_to_its_size(part: str) -> None:
    read_links(b"<urlset>" + part.encode() * 200_000, URL)


def test_a_sitemap_index_leads_on() -> None:
    index = b"<sitemapindex><sitemap><loc>/2003.xml.gz</loc></sitemap></sitemapindex>"

    assert [(link.url, link.leads_on) for link in read_links(index, URL)] == [
        ("http://a.example/2003.xml.gz", True)
    ]


def test_entities_are_not_followed() -> None:
    sitemap = b"""<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>
    <urlset><url><loc>http://a.example/&e;x.htm</loc></url></urlset>"""
    feed = (
        sitemap.replace(b"urlset>", b"rss>").replace(b"url>", b"item>").replace(b"loc>", b"link>")
    )

    for body in (sitemap, feed):
        assert not any("root" in url for url in urls(body))


@pytest.mark.slow
def test_what_is_never_closed_hides_no_link_and_takes_no_time_without_end() -> None:
    link = b"<a href='/a.htm'>"

    assert urls(b"<p>x" + b"<script>" * 400_000 + link) == ["http://a.example/a.htm"]
    assert urls(b"<p>x" + b"<!--" * 800_000 + link) == ["http://a.example/a.htm"]
    assert urls(b"<p>x<script>" + link + b"</script><!--" + link + b"-->") == []


@pytest.mark.slow
def test_a_gzip_bomb_and_a_broken_gzip() -> None:
    packer = zlib.compressobj(wbits=31)
    bomb = b"".join(packer.compress(bytes(1 << 20)) for _ in range(60)) + packer.flush()

    with pytest.raises(Fault) as fault:
        read_links(bomb, URL)
    assert fault.value.kind == "size"

    with pytest.raises(Fault) as fault:
        read_links(b"\x1f\x8b" + b"x" * 40, URL)
    assert fault.value.kind == "gzip"


def test_a_listing_is_what_its_bytes_say() -> None:
    assert kind_of(b"<!-- x --><html><body>", URL) == "index"
    assert kind_of(b"<?xml version='1.0'?><rdf:RDF>", URL) == "feed"
    assert kind_of(b"<sm:urlset xmlns:sm='x'>", URL) == "sitemap"
    assert kind_of(b"no news today", URL, "text/html; charset=utf-8") == "index"


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("Thu, 14 Jun 2001 6:20 PM EST", "Thu, 14 Jun 2001 6:20 PM EST"),
        ("Fri, 15 Jun 2001 01:20:00 MSK", "Fri, 15 Jun 2001 01:20:00 MSK"),
        ("2001/06/14", "2001/06/14"),
        ("14. Juni 2001", "14. Juni 2001"),
        ("Thu, 01 Jan 1970 00:00:00 +0000", None),
        ("yesterday", None),
    ],
)
def test_the_date_of_a_feed_is_what_it_writes(written: str, hint: str | None) -> None:
    item = f"<item><link>http://a.example/a.htm</link><pubDate>{written}</pubDate></item>"
    (link,) = read_links(f'<rss version="2.0"><channel>{item}</channel></rss>'.encode(), URL)

    assert link.hint.date == hint


@pytest.mark.parametrize("lastmod", ["2004-01-03T02:00:00+02:00", "Sat, 03 Jan 2004 00:00:00 GMT"])
def test_the_dates_of_a_sitemap_in_any_form(lastmod: str) -> None:
    entry = (
        f"<url><loc>http://a.example/a.htm</loc><lastmod>{lastmod}</lastmod><news><publication_date>"
        "Wed, 01 May 2024 10:00:00 GMT</publication_date></news></url>"
    )
    (link,) = read_links(f"<urlset>{entry}</urlset>".encode(), URL)

    assert link.hint.date == "Wed, 01 May 2024 10:00:00 GMT"
    assert link.hint.modified == "2004-01-03T00:00:00Z"
