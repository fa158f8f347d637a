"""Comparison of texts without regard to the kind of quotes and dashes."""

import re
import unicodedata
from typing import Any

FIELDS = (
    *("infosource.code", "infosource.name", "headline", "slugline", "story_number", "genre"),
    *("byline", "located", "published.date", "published.datetime", "published.conflict"),
    *("ednote", "intro", "pubstatus", "corrected"),
)
"""The fields of a record that a page states, but for the body."""
KINDS = {ord(c): "'" for c in "‘’‚‛′`´"} | {ord(c): '"' for c in "“”„″«»"}
KINDS |= {ord(c): "-" for c in "‐‑‒–—―−"} | {ord("…"): "..."}


def fold(value: Any) -> Any:
    """Return a text with one kind of quote, dash and space."""
    if not isinstance(value, str):
        return value
    text = unicodedata.normalize("NFC", value).replace("``", '"').replace("''", '"')
    return " ".join(re.sub(r"([-_])\1+", r"\1", text.translate(KINDS)).split())


def paragraphs(texts: list[str], free: list[str]) -> list[str]:
    """Return folded paragraphs without the optional texts in `free`."""
    folded = [fold(text) for text in texts]
    for part in map(fold, free):
        folded = [re.sub(r" +([.,;:?!]|$)", r"\1", text.replace(part, "")) for text in folded]
    return [" ".join(text.split()) for text in folded if text.strip()]


def bodies(got: str, want: list[str], free: list[str], joined: bool) -> tuple[list[str], list[str]]:
    """Return the body read and the expected one, in the form in which they must be equal; `joined`
    where the page does not show where its paragraphs end."""
    read, wanted = paragraphs(got.split("\n\n"), free), paragraphs(want, free)
    return ([" ".join(read)], [" ".join(wanted)]) if joined else (read, wanted)
