"""Page skins: where story and boilerplate are placed, and in which markup."""

from __future__ import annotations

from benchmarks.rendering.sheet import Sheet, Skin
from benchmarks.rendering.skins_blog import BLOGS
from benchmarks.rendering.skins_copy import COPIES

XHTML = (
    '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN"'
    ' "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">\n'
)
OLD = '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 3.2//EN">\n'


def plain(sheet: Sheet) -> str:
    """Nothing but a body; of old mirrors."""
    f = sheet.around
    return (
        f"<HTML><HEAD>\n{sheet.head}</HEAD>\n<BODY>\n{f.clock}{f.crumbs}{f.banner}"
        f"{f.heading}{f.logo}{sheet.story}{f.share}{f.letter}{f.foot}</BODY></HTML>\n"
    )


def old_table(sheet: Sheet) -> str:
    """A table of 600 pixels with the menu at its left."""
    f = sheet.around
    return (
        f"{OLD}<HTML>\n<HEAD>\n{sheet.head}</HEAD>\n"
        f'<BODY BGCOLOR="#FFFFFF" TEXT="#000000">\n{f.banner}{f.clock}'
        f"<TABLE WIDTH=600 BORDER=0 CELLPADDING=0>\n<TR><TD VALIGN=top WIDTH=120>{f.menu}"
        f"</TD>\n<TD VALIGN=top>\n{f.crumbs}{f.heading}{f.logo}{sheet.story}{f.share}"
        f"</TD></TR>\n</TABLE>\n{f.related}{f.letter}{f.foot}</BODY>\n</HTML>\n"
    )


def content(sheet: Sheet) -> str:
    """The archive's own: #header, #content, #sidebar, #footer."""
    f = sheet.around
    script = '<script type="text/javascript">document.write("<p>Join now</p>");</script>\n'
    return (
        f"{XHTML}<html><head>\n{sheet.head}{script}<style>.x{{color:red}}</style>\n</head>\n<body>\n"
        f'<div id="header">{f.banner}{f.menu}{f.clock}</div>\n<div id="wrap">{f.crumbs}\n'
        f'<div id="content">\n{f.heading}{f.logo}{sheet.story}{f.share}{f.letter}</div>\n'
        f'<div id="sidebar">{f.related}</div>\n</div>\n<div id="footer">{f.foot}</div>\n'
        "</body></html>\n"
    )


def main_div(sheet: Sheet) -> str:
    """A page of one div.main."""
    f = sheet.around
    return (
        f"<html><head>\n{sheet.head}</head><body>\n{f.banner}{f.menu}{f.clock}{f.crumbs}"
        f'<div class="main">\n{f.heading}{f.logo}{sheet.story}</div>\n{f.share}{f.related}'
        f"{f.letter}{f.foot}</body></html>\n"
    )


def one_cell(sheet: Sheet) -> str:
    """The whole story in a single table cell."""
    f = sheet.around
    return (
        f"<html><head>\n{sheet.head}</head><body>\n{f.menu}{f.banner}"
        f'<table width="100%"><tr><td>\n{f.clock}{f.crumbs}{f.heading}{f.logo}{sheet.story}'
        f"{f.share}</td></tr></table>\n{f.related}{f.letter}{f.foot}</body></html>\n"
    )


def portal(sheet: Sheet) -> str:
    """A portal with a story column in a span."""
    f = sheet.around
    return (
        '<!DOCTYPE html PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">\n'
        f'<html><head>\n{sheet.head}<script>var a="<b>x</b>";</script></head><body>\n'
        f'<div class="wrapper">\n<div class="top">{f.banner}{f.clock}</div>\n'
        f'<div class="leftcol">{f.menu}{f.related}</div>\n<div class="story"><span class="body">\n'
        f"{f.crumbs}{f.heading}{f.logo}{sheet.story}</span></div>\n{f.share}{f.letter}"
        '<noscript><img src="/px.gif" alt="">Please enable scripts</noscript>\n'
        f'</div><div class="bottom">{f.foot}</div>\n</body></html>\n'
    )


def modern(sheet: Sheet) -> str:
    """Header, main, article, aside, footer, and a cookie banner."""
    f = sheet.around
    f.remove.append(f.cookie)
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n{sheet.head}'
        f"<script>window.dataLayer=[];</script>\n{sheet.json_ld() if sheet.published else ''}"
        f'</head>\n<body class="page">\n'
        f'<div id="cookie-banner" role="dialog">{f.cookie}</div>\n<header class="site">{f.banner}'
        f"{f.menu}{f.clock}</header>\n<main>\n{f.crumbs}{f.heading}<article>\n{f.logo}{sheet.story}"
        f'{f.share}</article>\n<aside class="side">{f.related}</aside>\n</main>\n'
        f"<footer>{f.letter}{f.foot}</footer>\n</body>\n</html>\n"
    )


def broken(sheet: Sheet) -> str:
    """Tags opened and never closed, closed and never opened, a second body."""
    f = sheet.around
    return (
        f"<html><head>{sheet.head}</head>\n<body>\n<table><tr><td><table border=0><tr><td>{f.menu}"
        f'</table>\n<body bgcolor="#ffffff">\n{f.banner}{f.clock}{f.crumbs}{f.heading}'
        f"<font size=2><b></font>\n</b>{f.logo}{sheet.parts[0]}</center></font>\n{f.inside}"
        f"{sheet.parts[1]}\n</td>\n{f.related}{f.letter}{f.foot}\n</body>\n"
    )


def nested(sheet: Sheet) -> str:
    """Layout tables within layout tables."""
    f = sheet.around
    return (
        f"<html>\n<head>\n{sheet.head}</head>\n<body topmargin=0>\n<table width=760><tr>"
        f"<td colspan=3>{f.banner}{f.clock}</td></tr>\n<tr><td width=130 valign=top><table><tr><td>"
        f"{f.menu}</td></tr><tr><td>{f.related}</td></tr></table></td>\n<td width=10>"
        '<img src="/dot.gif" alt="" width=10></td>\n<td valign=top><table width="100%"><tr><td>'
        f"{f.crumbs}</td></tr><tr><td>{f.heading}{f.logo}</td></tr><tr><td><table><tr><td>\n"
        f"{sheet.story}</td></tr></table></td></tr><tr><td>{f.share}{f.letter}</td></tr></table>"
        f"</td></tr>\n<tr><td colspan=3>{f.foot}</td></tr></table>\n</body></html>\n"
    )


def upper_1996(sheet: Sheet) -> str:
    """Capital tags, rules and images of 1996."""
    f = sheet.around
    address = "<ADDRESS>Webmaster of this server</ADDRESS>\n" if sheet.rng.random() < 0.3 else ""
    f.remove += ["Webmaster of this server"]
    return (
        f"<HTML>\n<HEAD>{sheet.head}</HEAD>\n<BODY BACKGROUND='paper.gif'>\n"
        f'<A NAME="top"></A><CENTER><IMG SRC="masthead.gif" ALT="[Masthead]"></CENTER>\n{f.banner}'
        f"<HR>\n{f.clock}{f.heading}{f.logo}{sheet.story}<HR>\n{f.related}{f.letter}"
        f"{f.menu}{f.foot}{address}</BODY></HTML>\n"
    )


def font_soup(sheet: Sheet) -> str:
    """Fonts about everything, closed in the wrong order."""
    f = sheet.around
    return (
        f"<html><head>{sheet.head}</head>\n<body>\n<font face=arial size=2><center>{f.banner}"
        f"</font></center>{f.menu}\n<font face=times><div>{f.clock}{f.crumbs}{f.heading}{f.logo}"
        f"<font size=3><b></b>{sheet.story}</div></font></font>\n{f.share}{f.related}{f.letter}"
        f"<font size=1>{f.foot}</font></body></html>\n"
    )


def article_ld(sheet: Sheet) -> str:
    """An article with JSON-LD."""
    f = sheet.around
    return (
        f'<!doctype html>\n<html lang="en"><head>\n{sheet.head}{sheet.json_ld()}</head>\n<body>\n'
        f"<header>{f.menu}{f.banner}</header>\n{f.clock}{f.crumbs}{f.heading}"
        f'<article itemscope itemtype="https://schema.org/NewsArticle"><div class="body">{f.logo}'
        f"{sheet.story}</div>{f.share}</article>\n<section>{f.related}{f.letter}</section>\n"
        f"<footer>{f.foot}</footer></body></html>\n"
    )


def amp(sheet: Sheet) -> str:
    """In the manner of AMP."""
    f = sheet.around
    return (
        f'<!doctype html>\n<html amp lang="en"><head>\n{sheet.head}{sheet.json_ld()}'
        "<style amp-custom>p{margin:0}</style>\n</head>\n<body>\n"
        '<amp-sidebar id="side" layout="nodisplay">'
        f"{f.menu}</amp-sidebar>\n{f.banner}<div class='amp-wp-content'>{f.crumbs}{f.heading}"
        f"{f.logo}{sheet.parts[0]}<amp-ad width=300 height=250>{f.inside}</amp-ad>{sheet.parts[1]}"
        f"</div>\n<div class='amp-related'>{f.related}</div>{f.letter}{f.foot}</body></html>\n"
    )


def wordpress(sheet: Sheet) -> str:
    """In the manner of WordPress."""
    f = sheet.around
    powered = "blog comments powered by Disqus"
    comments = f'<div id="comments"><a href="#">{powered}</a></div>\n'
    comments = comments if sheet.rng.random() < 0.4 else ""
    f.remove.append(powered)
    return (
        f"<!DOCTYPE html>\n<html><head>\n{sheet.head}</head>\n<body class='single single-post'>\n"
        f"<div id='page'><header id='masthead'>{f.menu}{f.banner}</header>\n{f.crumbs}"
        f"<div id='primary'><article class='post hentry'>{f.heading}<div class='entry-content'>"
        f"{f.logo}{sheet.story}<div class='sharedaddy'>{f.share}</div></div></article>\n{comments}"
        f"</div><div id='secondary' class='widget-area'>{f.related}{f.letter}</div>\n"
        f"<footer id='colophon'>{f.foot}</footer></div></body></html>\n"
    )


def split(sheet: Sheet) -> str:
    """A story in two sibling boxes with an advert between."""
    f = sheet.around
    advert = f.inside or '<a href="/sys/go/1"><img src="/ad.gif" alt=""></a>\n'
    return (
        f"<html><head>\n{sheet.head}</head>\n<body>\n{f.banner}{f.menu}{f.clock}{f.crumbs}"
        f'<div class="column">\n{f.heading}{f.logo}<div class="part">\n{sheet.parts[0]}</div>\n'
        f'<div class="ad">{advert}</div>\n<div class="part">\n{sheet.parts[1]}</div>\n{f.share}'
        f"</div>\n{f.related}{f.letter}{f.foot}</body></html>\n"
    )


SKINS: dict[str, Skin] = {
    "old_table": Skin(old_table, ("p", "p_open", "p_font", "br")),
    "content": Skin(content, ("p", "p", "spans")),
    "pre": Skin(plain, ("pre",)),
    "rows": Skin(main_div, ("cells", "rows_lines")),
    "br": Skin(one_cell, ("br", "br_lines")),
    "portal": Skin(portal, ("div",)),
    "modern": Skin(modern, ("p",), json_ld=True),
    "broken": Skin(broken, ("p", "p_open", "br")),
    "nested": Skin(nested, ("p", "p_open", "br", "p_font")),
    "p_lines": Skin(main_div, ("p_lines",)),
    "open_p": Skin(main_div, ("p_open",)),
    "upper_1996": Skin(upper_1996, ("p_open", "pre")),
    "font_soup": Skin(font_soup, ("p_font", "p", "br")),
    "spans": Skin(content, ("spans",)),
    "article_ld": Skin(article_ld, ("p", "div"), json_ld=True),
    "amp": Skin(amp, ("p",), json_ld=True),
    "wordpress": Skin(wordpress, ("p",)),
    "one_cell": Skin(one_cell, ("br", "br_lines", "p_open")),
    "split": Skin(split, ("p", "div", "br", "pre")),
    **BLOGS,
    **COPIES,
}
