"""Invented stories in scripts without spaces between words, or without capitals."""

import json
from pathlib import Path
from typing import NamedTuple


class Told(NamedTuple):
    """One story: its language, headline and paragraphs."""

    language: str
    blanks: bool
    """Whether its script has spaces between words; then it has no capitals, or its own full
    stops."""
    headline: str
    paragraphs: tuple[str, ...]


STORIES = tuple(
    Told(row["language"], row["blanks"], row["headline"], tuple(row["paragraphs"]))
    for row in json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))
)


def of_today(story: Told, paragraphs: tuple[str, ...]) -> str:
    """Return a modern page with a menu and a footer around the story."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f'<!doctype html><html lang="{story.language}"><head><meta charset="utf-8">'
        f'<title>{story.headline} | Kelm Post</title><meta property="og:type" content="article">'
        '<meta property="article:published_time" content="2021-03-07T08:00:00Z"></head><body>'
        '<header><nav><a href="/">Home</a> <a href="/news">News</a></nav></header><main><article>'
        f"<h1>{story.headline}</h1>{text}</article></main>"
        "<footer><p>© Kelm Post</p></footer></body></html>"
    )


def of_old(story: Told, paragraphs: tuple[str, ...]) -> str:
    """Return a page in the style of 2004: a table, a date, the text."""
    text = "".join(f"<p>{paragraph}" for paragraph in paragraphs)
    return (
        f"<html><head><meta http-equiv=Content-Type content='text/html; charset=utf-8'><title>"
        f"{story.headline}</title></head><body><table><tr><td><h2>{story.headline}</h2>"
        f"<p>2004-03-07{text}</td></tr></table></body></html>"
    )
