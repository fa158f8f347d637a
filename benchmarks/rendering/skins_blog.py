"""Skins of blogs and content management systems: what they print around an archived story."""

from __future__ import annotations

import datetime as dt

from benchmarks.rendering.extras import (
    author_box,
    categories,
    comments,
    cookie_bar,
    neighbours,
    related_cards,
    share_row,
    tags,
)
from benchmarks.rendering.sheet import Sheet, Skin

VIEWPORT = '<meta name="viewport" content="width=device-width, initial-scale=1">\n'


def blog(sheet: Sheet) -> str:
    """A blog's single page: categories above, tags, author box, neighbours and comments below."""
    f, rng = sheet.around, sheet.rng
    return (
        f'<!DOCTYPE html>\n<html lang="en-US"><head>\n{VIEWPORT}{sheet.head}</head>\n'
        f'<body class="post-template-default single single-post">\n<div id="page" class="site">\n'
        f'<header id="masthead" class="site-header">{f.menu}{f.banner}</header>\n'
        f'<div id="content"><main id="main"><article id="post-{rng.randrange(9000)}" class="post">\n'
        f'<header class="entry-header">{f.heading}{categories(sheet)}</header>\n'
        f'<div class="entry-content">{f.logo}{sheet.story}</div>\n'
        f'<footer class="entry-footer">{tags(sheet)}{share_row(sheet)}</footer></article>\n'
        f"{author_box(sheet)}{neighbours(sheet)}{comments(sheet)}</main>\n"
        f'<aside id="secondary">{f.related}{f.letter}</aside></div>\n'
        f'<footer id="colophon">{f.foot}</footer></div>{cookie_bar(sheet)}</body></html>\n'
    )


def bare_blog(sheet: Sheet) -> str:
    """The same without classes that say what is what."""
    f = sheet.around
    return (
        f"<!DOCTYPE html>\n<html><head>\n{sheet.head}</head>\n<body>\n<div>{f.menu}</div>\n"
        f"<div>{f.banner}</div>\n<div class='c1'>{f.heading}{categories(sheet)}<div class='c2'>"
        f"{f.logo}{sheet.story}</div>\n<div class='c3'>{tags(sheet)}</div>{share_row(sheet)}\n"
        f"{neighbours(sheet)}{comments(sheet)}</div>\n<div class='c4'>{f.related}{f.letter}</div>\n"
        f"<div class='c5'>{f.foot}</div></body></html>\n"
    )


def drupal(sheet: Sheet) -> str:
    """A content management system with fields, links below the node and a log-in appeal."""
    f = sheet.around
    f.remove += [
        "Printer-friendly version",
        "Log in or register to post comments",
        "Add new comment",
    ]
    links = (
        '<ul class="links inline"><li><a href="/print/1">Printer-friendly version</a></li>'
        '<li><a href="/user">Log in</a> or <a href="/user/register">register</a> to post comments'
        '</li><li><a href="/reply/1">Add new comment</a></li></ul>\n'
    )
    return (
        f"<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML+RDFa 1.0//EN'>\n<html><head>\n{sheet.head}</head>"
        f'\n<body class="node-type-article">\n<div id="page-wrapper"><div id="header">{f.menu}</div>'
        f'\n<div id="breadcrumb">{f.crumbs}</div><div id="main">{f.heading}<div class="node">\n'
        f'<div class="content">{f.logo}{sheet.story}\n<div class="field field-name-field-tags">'
        f"{tags(sheet)}</div></div>\n{links}</div></div>\n<div class='region'>{f.related}{f.letter}"
        f"</div>\n<div id='footer'>{f.foot}</div></div></body></html>\n"
    )


def joomla(sheet: Sheet) -> str:
    """Tables of a content management system of 2008: icons above, last update and arrows below."""
    f, rng = sheet.around, sheet.rng
    when = dt.date(2008, 1, 1) + dt.timedelta(days=rng.randrange(900))
    last = f"Last Updated ( {when:%A, %d %B %Y} )"
    f.remove += [last, "< Prev", "Next >", "[ Back ]"]
    return (
        f"<html><head>\n{sheet.head}</head><body>\n<table><tr><td>{f.menu}</td></tr></table>\n"
        f'{f.banner}<table class="contentpaneopen"><tr><td class="buttonheading"><a href="#">PDF</a>'
        f'</td><td class="buttonheading"><a href="#">Print</a></td><td><a href="#">E-mail</a></td>'
        f'</tr></table>\n<table class="contentpaneopen"><tr><td valign="top">\n{f.heading}{f.logo}'
        f'{sheet.story}</td></tr>\n<tr><td class="modifydate">{last}</td></tr></table>\n'
        '<table align="center"><tr><th class="pagenav_prev"><a href="/1">&lt; Prev</a></th>'
        '<th width="50">&nbsp;</th><th class="pagenav_next"><a href="/2">Next &gt;</a></th></tr>'
        '</table>\n<div class="back_button"><a href="javascript:history.go(-1)">[ Back ]</a></div>\n'
        f"{f.related}{f.letter}{f.foot}</body></html>\n"
    )


def cards(sheet: Sheet) -> str:
    """A news site of today: kicker links, share row, cards of other stories, consent, comments."""
    f = sheet.around
    return (
        f'<!doctype html>\n<html lang="en"><head>\n{VIEWPORT}{sheet.head}</head>\n<body>\n'
        f"{cookie_bar(sheet)}<header>{f.menu}</header>\n<main>{f.crumbs}{f.heading}"
        f'<article class="article">{categories(sheet)}<div class="article__body">{f.logo}'
        f"{sheet.parts[0]}<div class='inline-promo'>{f.inside}</div>{sheet.parts[1]}</div>\n"
        f"{share_row(sheet)}{tags(sheet)}</article>\n{related_cards(sheet)}{comments(sheet)}</main>\n"
        f"<footer>{f.letter}{f.foot}</footer></body></html>\n"
    )


BLOGS: dict[str, Skin] = {
    "blog": Skin(blog, ("p", "p", "p_br")),
    "bare_blog": Skin(bare_blog, ("p", "div", "p_br")),
    "drupal": Skin(drupal, ("p", "p_br")),
    "joomla": Skin(joomla, ("p", "br", "nbsp_br")),
    "cards": Skin(cards, ("p",)),
}
