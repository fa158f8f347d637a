"""Pages without a story: indexes, contact, jobs, not found, search."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable

from benchmarks.rendering.addresses import HOST, TOPICS
from benchmarks.rendering.dates import full
from benchmarks.rendering.stories import Teller


def _links(rng: random.Random, count: int) -> str:
    tell = Teller(rng)
    rows = []
    for number in range(count):
        title, place = tell.headline(), tell.place()
        name = f"mil-0{rng.randint(1, 9)}0{rng.randint(1, 9)}1{number % 10}-upi0{number % 9}.htm"
        rows.append(f'<li><a href="{name}">{title}</a> - {place}</li>\n')
    return "<ul>\n" + "".join(rows) + "</ul>\n"


def daily_index(rng: random.Random) -> tuple[str, str]:
    """The list of one day's stories."""
    day = dt.date(rng.randint(2003, 2024), rng.randint(1, 12), rng.randint(1, 28))
    body = f"<h1>Military News for {full(day)}</h1>\n{_links(rng, rng.randint(8, 30))}"
    return f"military/library/news/{day:%Y/%m}/{day:%m-%d}_index.htm", body


def topic_index(rng: random.Random) -> tuple[str, str]:
    """The list of one topic's stories."""
    topic, year = rng.choice(TOPICS), rng.randint(1997, 2004)
    body = f"<h2>{topic.title()} News {year}</h2>\n{_links(rng, rng.randint(10, 40))}"
    return f"wmd/library/news/{topic}/index{year % 100:02d}.html", body


def contact(rng: random.Random) -> tuple[str, str]:
    """How to write to the site."""
    body = (
        "<h1>Contact Us</h1>\n<p>300 Ferry Street, Suite 4<br>Saltmarsh 00000</p>\n"
        "<p>Telephone: 555-0100<br>E-mail: desk@archive.example</p>\n"
        "<p>For corrections, write to the editors. Please give the address of the page.</p>\n"
    )
    return rng.choice(("contact.htm", "org/contact.htm", "org/overview/contact.htm")), body


def jobs(rng: random.Random) -> tuple[str, str]:
    """Posts to be filled."""
    posts = ["Chart Clerk", "Systems Engineer, TS/SCI", "Harbor Analyst II", "Radar Technician"]
    rows = "".join(
        f"<tr><td>{post}</td><td>{Teller(rng).place()}</td><td>Apply Now</td></tr>\n"
        for post in posts
    )
    body = f"<h1>Security Clearance Jobs</h1>\n<table>{rows}</table>\n<p>Post a resume.</p>"
    return rng.choice(("jobs/index.html", "jobs/")), body


def not_found(rng: random.Random) -> tuple[str, str]:
    """A page that is not there, at an address that looks like a story's."""
    body = (
        "<h1>404 Not Found</h1>\n<p>The page you asked for could not be found on this server.</p>\n"
        "<p>It may have been moved. Try the <a href='/search/'>search page</a>.</p>\n"
    )
    day = f"{rng.randint(1, 20):02d}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}"
    return f"wmd/library/news/iraq/2003/iraq-{day}-voa0{rng.randint(1, 9)}.htm", body


def search(rng: random.Random) -> tuple[str, str]:
    """The search form, or what it found."""
    tell = Teller(rng)
    body = f"<h1>Site Search</h1>\n<form><input name=q value='{tell.topic}'></form>\n"
    if rng.random() < 0.6:
        body += f"<p>Results 1 - 10 of about {rng.randint(40, 900)} for {tell.topic}</p>\n"
        body += _links(rng, 10)
    return rng.choice(("search/", "search/results.htm")), body


PAGES: dict[str, Callable[[random.Random], tuple[str, str]]] = {
    "daily_index": daily_index,
    "topic_index": topic_index,
    "contact": contact,
    "jobs": jobs,
    "not_found": not_found,
    "search": search,
}


def page(name: str, rng: random.Random) -> tuple[str, str, str]:
    """An address, a title and the main markup of a page without a story."""
    path, body = PAGES[name](rng)
    return f"http://{HOST}/{path}", name.replace("_", " ").title(), body
