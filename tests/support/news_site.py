"""An invented news site of today, with feed, sitemap, sections and other pages."""

from tests.support.archive import Archive
from tests.support.pages import ARTICLE

FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>The Emmel Ledger</title>{items}
</channel></rss>"""
ITEM = "<item><title>{title}</title><link>{url}</link><pubDate>{date}</pubDate></item>"
PAGE = """<!doctype html><html lang="en"><head><meta name="viewport" content="width=device-width">
<meta property="og:site_name" content="The Emmel Ledger"><title>{title} | The Emmel Ledger</title>
{head}</head><body><nav><a href="/">Home</a><a href="/sea/">Sea</a><a href="/town/">Town</a>
<a href="/about/">About</a></nav>{main}<footer><a href="https://social.example/emmel">Follow</a>
</footer></body></html>"""
SECTIONS = ("sea", "town", "harbour")


def story_path(section: str, number: int) -> str:
    return f"/{section}/2025/11/council-keeps-the-night-ferry-{number}/"


def serve_news(archive: Archive, feed: bool = True, stories: int = 4) -> list[str]:
    """Put the site into an archive; return the paths of its stories."""
    paths = [story_path(section, n) for section in SECTIONS for n in range(stories)]
    for number, path in enumerate(paths):
        title = f"Council keeps the night ferry number {number} for another year"
        body = "".join(f"<p>{text} It was vote {number}.</p>" for text in ARTICLE)
        stamp = f"2025-11-{number + 1:02d}T08:00:00Z"
        head = (
            f'<meta property="og:type" content="article"><meta property="og:title" '
            f'content="{title}"><meta property="article:published_time" content="{stamp}">'
        )
        text = f"<h1>{title}</h1><div class='entry-content'>{body}</div>"
        main = f"<main><article>{text}</article></main>"
        archive.page(path, PAGE.format(title=title, head=head, main=main))
    link = '<a href="{}">Council keeps the night ferry for another year</a>'
    for section in ("", *SECTIONS):
        own = [path for path in paths if path.startswith(f"/{section}")]
        alternate = '<link rel="alternate" type="application/rss+xml" href="/feed.rss">'
        archive.page(
            f"/{section}/" if section else "/",
            PAGE.format(
                title=section or "News", head=alternate if feed else "",
                main=f"<main>{''.join(map(link.format, own))}</main>",
            ),
        )  # fmt: skip
    archive.page("/about/", PAGE.format(title="About", head="", main="<main>Who we are</main>"))
    if feed:
        items = [
            ITEM.format(title="x", url=archive.base + path, date="Sat, 01 Nov 2025 08:00:00 GMT")
            for path in paths[:6]
        ]
        archive.page("/feed.rss", FEED.format(items="".join(items)), "application/rss+xml")
    urls = "".join(
        f"<url><loc>{archive.base}{path}</loc><lastmod>2025-11-01</lastmod></url>" for path in paths
    )
    sitemap = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'
    archive.page("/map.xml", sitemap, "application/xml")
    archive.page(
        "/robots.txt", f"User-agent: *\nDisallow: /about/\nSitemap: {archive.base}/map.xml\n"
    )
    return paths
