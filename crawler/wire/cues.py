"""What a wire page prints for the desk and not for the listener: sound cues, optional marks."""

import re

from crawler.wire.paragraphs import END

_CUE = re.compile(r"(?<![:/\w])/(?:[ ]?/){1,2}\s*([^/]{2,100}?)\s*/(?:[ ]?/){1,2}")
_CUE_LINE = re.compile(rf"^[ \t]*{_CUE.pattern}[ \t]*$", re.MULTILINE)
_CUE_BEFORE_MARK = re.compile(rf"\s*{_CUE.pattern}(?=[,.;:!?])")
_NOTE = re.compile(_CUE.pattern.replace("{2,100}", "{2,600}"))
_TAPE_LINE = re.compile(
    r"^[ \t]*(?:ACT ?\d+|TAPE:? ?(?:CUT )?\w+|CUT \w+)\b[^\n.]*\d:\d\d[ \t]*$", re.M
)
_PRONOUNCER = re.compile(r"\s*\((?:pron|pronounced)\b[.:]?[^()]*\)", re.IGNORECASE)
_OPTIONAL = re.compile(r"(?:END |REST |BEGIN )?OPT(?:IONAL)?\b|END SHORT|SFX|NATURAL SOUND", re.I)


def strip_cues(text: str) -> str:
    """A story's text (as `paragraphs` takes it) without cues and pronouncers.

    A cue on a line of its own ends the paragraph before it; inside a line it leaves no trace.
    """
    if "ACT" in text or "TAPE" in text or "CUT" in text:
        text = _TAPE_LINE.sub(END, text)
    if "//" in text or "/ /" in text:
        text = _CUE_LINE.sub(END, text)
        text = _CUE_BEFORE_MARK.sub("", text)
        text = _CUE.sub(" ", text)
    return _PRONOUNCER.sub("", text) if "(" in text else text


def desk_notes(text: str) -> str | None:
    """The notes in slashes that stand in a header: every cue there that is no optional mark."""
    if "/" not in text:
        return None
    notes = [" ".join(note.split()) for note in _NOTE.findall(text) if not _OPTIONAL.match(note)]
    return " ".join(notes) or None
