"""What counts as the same text: no record is marked down for the kind of its quotes and dashes."""

import re
import unicodedata
from typing import Any

KINDS = {ord(c): "'" for c in "‘’‚‛′`´"} | {ord(c): '"' for c in "“”„″«»"}
KINDS |= {ord(c): "-" for c in "‐‑‒–—―−"} | {ord("…"): "..."}


def fold(value: Any) -> Any:
    """One kind of quote, dash and space: what no record is marked down for."""
    if not isinstance(value, str):
        return value
    text = unicodedata.normalize("NFC", value).replace("``", '"').replace("''", '"')
    return " ".join(re.sub(r"([-_])\1+", r"\1", text.translate(KINDS)).split())


def paragraphs(texts: list[str], free: list[str]) -> list[str]:
    """Folded paragraphs without what may stay or go."""
    folded = [fold(text) for text in texts]
    for part in map(fold, free):
        folded = [re.sub(r" +([.,;:?!]|$)", r"\1", text.replace(part, "")) for text in folded]
    return [" ".join(text.split()) for text in folded if text.strip()]
