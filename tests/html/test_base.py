"""The base template: what may run in it, and texts from pages."""

import base64
import hashlib
import re

from crawler.html import environment, short, web

PAGE = """{% extends "base.html.j2" %}{% from "macros.html.j2" import link %}
{% block title %}{{ title }}{% endblock %}{% block main %}{{ link(url) }}{% endblock %}"""


def page(title: str = "", url: str = "") -> str:
    return environment("crawler.html").from_string(PAGE).render(title=title, url=url)


def test_only_the_pages_own_script_may_run() -> None:
    made = page(title="<script>alert(1)</script>", url="https://a.example/")
    scripts = re.findall(r"<script>(.*?)</script>", made, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(scripts[0].encode()).digest()).decode()

    assert len(scripts) == 1
    assert f"script-src 'sha256-{digest}';" in made
    assert "<title>&lt;script&gt;alert(1)&lt;/script&gt;</title>" in made


def test_only_addresses_of_the_web_become_links() -> None:
    assert '<a href="https://a.example/?a=1&amp;b=2"' in page(url="https://a.example/?a=1&b=2")
    for url in ("javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//a.example/"):
        assert "<a href" not in page(url=url).partition("<main")[2]
        assert web(url) is None
    assert 'onload="x' not in page(url='https://a.example/" onload="x')


def test_a_text_from_a_page_cannot_hide_or_flood_anything() -> None:
    assert short("x" * 10_000) == "x" * 159 + "…"
    assert short("a\u202eb\u2066c\u200bd\x07e\ufeff") == (
        "a[U+202E]b[U+2066]c[U+200B]d[U+0007]e[U+FEFF]"
    )
    assert short("می\u200cخواهم") == "می\u200cخواهم"  # a joiner shapes Persian words
    assert len(short("\u202e" * 10_000, 100)) == 100
