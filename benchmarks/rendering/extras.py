"""Boilerplate of blogs and news sites: categories, tags, shares, authors, neighbours, comments."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from benchmarks.rendering.stories import Teller

if TYPE_CHECKING:
    from benchmarks.rendering.sheet import Sheet

SUBJECTS = ["News", "World", "Defense", "Harbors", "Analysis", "Asia", "Uncategorized", "Ferries"]
CATEGORY = ["Filed under: {}", "Category: {}", "Posted in {}", "Categories: {}", "{}", "Topics: {}"]
REPLY = ["Leave a Reply", "Leave a comment", "Post a Comment", "Add your comment"]
FORM_NOTES = [
    "Your email address will not be published. Required fields are marked *",
    "You must be logged in to post a comment.",
    "Comments are moderated and may not appear at once.",
    "Save my name, email, and website in this browser for the next time I comment.",
]
REMARKS = [
    "I was there in {year} and it looked nothing like this.",
    "Why does nobody ask the {folk}?",
    "Great article, thanks for sharing!",
    "The {org} has been wrong about this for years. Just saying.",
]
BARS = [
    "Share on Facebook Share on Twitter Email this",
    "Share this: Facebook Twitter Reddit Print",
    "Click to share on Skyline (Opens in new window)",
    "Share Tweet Pin Mail SMS",
]
CONSENT = [
    "This site uses cookies. By continuing to use this website, you agree to their use. Close",
    "We and our partners store and access information on your device. Accept Reject Settings",
    "By using our site you agree to our use of cookies. OK Learn more",
]


def categories(sheet: Sheet) -> str:
    """The line above a title that names the sections, linked in part or whole."""
    rng, f = sheet.rng, sheet.around
    if rng.random() < 0.4:
        return ""
    names = rng.sample(SUBJECTS, rng.randint(1, 3))
    line = rng.choice(CATEGORY)
    f.remove.append(line.format(", ".join(names)))
    links = ", ".join(
        f'<a href="/category/{name.lower()}/" rel="category">{name}</a>' for name in names
    )
    bare = ", ".join(names)
    inner = line.format(links if rng.random() < 0.75 else bare)
    return rng.choice((
        f'<div class="cat-links">{inner}</div>\n',
        f"<p class='meta'>{inner}</p>\n",
        f"<div>{inner}</div>\n",
        f"<small>{inner}</small><br>\n",
    ))  # fmt: skip


def tags(sheet: Sheet) -> str:
    """The subject tags below a story."""
    rng, f = sheet.rng, sheet.around
    if rng.random() < 0.4:
        return ""
    tell = Teller(rng)
    names = [tell.a, tell.b, tell.topic, tell.city][: rng.randint(2, 4)]
    label = rng.choice(("Tags: ", "Tagged ", "Keywords: ", "More about: ", "Topics: "))
    f.remove.append(label.strip() + " " + ", ".join(names))
    links = ", ".join(f'<a href="/tag/{at}">{name}</a>' for at, name in enumerate(names))
    inner = label + (links if rng.random() < 0.75 else ", ".join(names))
    return rng.choice(
        (f"<p>{inner}</p>\n", f'<div class="tags-links">{inner}</div>\n', f"<span>{inner}</span>\n")
    )


def share_row(sheet: Sheet) -> str:
    """Links to networks in a row, or their names."""
    rng, f = sheet.rng, sheet.around
    if rng.random() < 0.4:
        return f.share
    line = rng.choice(BARS)
    f.remove.append(line)
    links = " ".join(f'<a href="#s">{word}</a>' for word in line.split())
    return rng.choice((
        f'<div class="sd-sharing">{line}</div>\n',
        f"<p>{links}</p>\n",
        f"<ul>{''.join(f'<li><a href=#>{word}</a></li>' for word in line.split())}</ul>\n",
    ))  # fmt: skip


def author_box(sheet: Sheet) -> str:
    """Who posted the copy, below it."""
    rng, f = sheet.rng, sheet.around
    if rng.random() < 0.6:
        return ""
    line = rng.choice((
        "The Harbor Desk collects reports of agencies from around the world.",
        "This archive is kept by volunteers in three time zones.",
    ))  # fmt: skip
    head = rng.choice(("About the author", "About this archive", "About Harbor Desk"))
    f.remove += [line, head]
    return rng.choice((
        f'<div class="author-box"><h4>{head}</h4><p>{line}</p></div>\n',
        f'<section class="author-bio"><h3>{head}</h3><div>{line}</div></section>\n',
    ))  # fmt: skip


def neighbours(sheet: Sheet) -> str:
    """The stories before and after this one."""
    rng, f = sheet.rng, sheet.around
    if rng.random() < 0.5:
        return ""
    one, two = Teller(rng).headline(), Teller(rng).headline()
    f.remove += [one, two]
    return rng.choice((
        f'<nav class="post-navigation"><a href="/p/1">Previous: {one}</a> '
        f'<a href="/p/2">Next: {two}</a></nav>\n',
        f'<p>&laquo; <a href="/p/1">{one}</a> &nbsp; <a href="/p/2">{two}</a> &raquo;</p>\n',
        f'<div><div><a href="/p/1">&larr; {one}</a></div><div><a href="/p/2">{two} &rarr;</a></div></div>\n',
    ))  # fmt: skip


def comments(sheet: Sheet) -> str:
    """What readers said, and the form to say more."""
    rng, f = sheet.rng, sheet.around
    if rng.random() < 0.35:
        return ""
    tell, made = Teller(rng), ""
    count = rng.choice((0, 0, 1, 2, 3))
    if count:
        head = f"{count} {'Comment' if count == 1 else 'Comments'}"
        f.remove.append(head)
        made += f"<h3>{head}</h3>\n"
    for number in range(count):
        when = dt.datetime(2010, 3, 1, 8, 14) + dt.timedelta(
            days=rng.randrange(900), minutes=number
        )
        said, who = tell.one(REMARKS), tell.person(initials=False).first
        f.remove.append(said)
        made += rng.choice((
            f'<li class="comment"><div class="comment-author">{who} says:</div><div class="comment-meta">'
            f'<a href="#c{number}">{when:%B %d, %Y at %I:%M %p}</a></div><p>{said}</p>'
            '<a href="#r">Reply</a></li>\n',
            f"<p><b>{who}</b> {when:%d %b %Y %H:%M}<br>{said}</p>\n",
        ))  # fmt: skip
    reply, note = rng.choice(REPLY), rng.choice(FORM_NOTES)
    f.remove += [reply, note]
    form = (
        f'<h3>{reply}</h3><form action="/c"><p>{note}</p><label>Name</label><input name="a">'
        '<label>Comment</label><textarea name="c"></textarea><input type="submit"></form>\n'
    )
    loose = f"<p><b>{reply}</b></p><p>{note}</p>\n"
    form = form if rng.random() < 0.6 else loose
    return rng.choice((
        f'<div id="comments" class="comments-area"><ol>{made}</ol><div id="respond">{form}</div></div>\n',
        f"<section class='discussion'>{made}{form}</section>\n",
        f"<div id='c'>{made}{form}</div>\n",
    ))  # fmt: skip


def related_cards(sheet: Sheet) -> str:
    """Teasers of other stories: picture, linked title, lead, day."""
    rng, f = sheet.rng, sheet.around
    if rng.random() < 0.3:
        return ""
    made = ""
    head = rng.choice(("You may also like", "More from this section", "Read next", "Related"))
    f.remove.append(head)
    for number in range(rng.randint(2, 4)):
        tell = Teller(rng)
        title, lead = tell.headline(), tell.paragraph(2)
        f.remove += [title, lead]
        made += (
            f'<div class="card"><a href="/s/{number}"><img src="/i{number}.jpg" alt=""><h3>{title}</h3>'
            f"</a><p>{lead}</p><time>{rng.randrange(2, 23)} hours ago</time></div>\n"
        )
    return f'<section class="more"><h2>{head}</h2>\n{made}</section>\n'


def cookie_bar(sheet: Sheet) -> str:
    """A consent notice at the page's edge."""
    rng, f = sheet.rng, sheet.around
    if rng.random() < 0.5:
        return ""
    line = rng.choice(CONSENT)
    f.remove.append(line)
    return rng.choice((
        f'<div id="cookie-notice" role="dialog"><span>{line}</span></div>\n',
        f'<div class="bar bottom">{line}</div>\n',
    ))  # fmt: skip
