"""Remove broadcasters' cues from radio scripts: sound cues, pronouncers, optional marks."""

import re
from collections.abc import Iterator

from crawler.base.text import fold
from crawler.reading.wire.paragraphs import END

_CUE = re.compile(r"(?<![:/\w])/(?:[ ]?/){1,2}\s*([^/]{2,100}?)\s*/(?:[ ]?/){1,2}")
_NOTE = re.compile(_CUE.pattern.replace("{2,100}", "{2,600}"))
_TAPE_LINE = re.compile(
    r"\n[ \t]*(?:ACT ?\d+|TAPE:? ?(?:CUT )?\w+|CUT \w+)\b[^\n.]*\d:\d\d[ \t]*$", re.MULTILINE
)
"""A line with the break before it, which an engine finds many times faster than a line's start."""
_PRONOUNCER = re.compile(r"\s*\((?:pron|pronounced)\b[.:]?[^()]*\)", re.IGNORECASE)
_PRONOUNCED = ("(pron", "(Pron", "(PRON")
_OPTIONAL = re.compile(
    r"(?:END |REST |BEGIN )?OPT(?:IONAL)?\b|END SHORT|SFX|NATURAL SOUND", re.IGNORECASE
)
_MARKS = tuple(",.;:!?")


def strip_cues(text: str) -> str:
    """Return a story's laid-out text without cues and pronouncers.

    A cue on its own line ends the paragraph before it; a cue inside a line leaves no trace.
    """
    if "ACT" in text or "TAPE" in text or "CUT" in text:
        text = _TAPE_LINE.sub(f"\n{END}", f"\n{text}")[1:]
    if "/" in text and ("//" in text or "/ /" in text):
        text = "".join(_without_cues(text))
    if "(" in text and any(sign in text for sign in _PRONOUNCED):
        text = _PRONOUNCER.sub("", text)
    return text


def _without_cues(text: str) -> Iterator[str]:
    """Yield the text between the cues, with the separator that replaces each cue."""
    start = 0
    for cue in _cues(text):
        before = text[start : cue.start()].rstrip(" \t")
        indent = text[start + len(before) : cue.start()]
        end = cue.end()
        while text[end : end + 1] in (" ", "\t"):
            end += 1
        at_head = not before or before[-1] in "\n\f"
        at_foot = end == len(text) or text[end] in "\n\f"
        if at_head:
            # The text after a cue at the start of a line keeps the line's indent.
            yield before + (END if at_foot else indent)
        else:
            yield before + ("" if text.startswith(_MARKS, end) else " ")
        start = end
    yield text[start:]


def _cues(text: str) -> Iterator[re.Match[str]]:
    """Yield the cues in a text; they are searched at slashes, which are rare."""
    at = text.find("/")
    while at >= 0:
        cue = _CUE.match(text, at)
        if cue:
            yield cue
        at = text.find("/", cue.end() if cue else at + 1)


def desk_notes(text: str) -> str | None:
    """Return the desk notes in a header: its cues, except for optional marks; None without any."""
    if "/" not in text:
        return None
    notes = [fold(note) for note in _NOTE.findall(text) if not _OPTIONAL.match(note)]
    return " ".join(notes) or None
