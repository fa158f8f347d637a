"""Voice of America radio scripts: the SLUG form, the KEY=VALUE form, and digests of either.

Source of the forms: archived pages of 1996 to 2004. Labels come in any order, may be empty, may
run together on one line, and may be lost altogether (then INTRO: and TEXT: are what is left).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from crawler.model import Document, Story
from crawler.text import fold
from crawler.wire.cues import desk_notes, strip_cues
from crawler.wire.draft import Draft
from crawler.wire.paragraphs import END, layout, paragraphs
from crawler.wire.stamp import read_stamp
from crawler.wire.takes import strip_takes

_KEYS = r"DATE|TYPE|TITLE|NUMBER|DATELINE|BY-?LINE|CONTENT|INTERNET|EDITOR|TELEPHONE|SLUG"
_SIGN = re.compile(r"(?:SLUG|NUMBER|VOICED? AT|INTRO|Intro|TEXT|Text)[ \t]*:")
_LABEL = re.compile(
    rf"(?:(?P<key>{_KEYS})\s*=|(?P<colon>SLUG|DATE|NOTE NUMBER|VOICED? AT)\s*:)(?:>|/b>)?"
    r"|(?P<text>INTRO|TEXT|VOICE)\s*:",
    re.IGNORECASE,
)
_LABEL_LINE = re.compile(rf"^[ \t]*(?:{_LABEL.pattern})", re.MULTILINE | re.IGNORECASE)
# Inside a line only labels in capitals count, so that prose which says "text:" is left alone.
_RUN_TOGETHER = re.compile(
    rf"(?<=\S)[ \t]+(?=(?:(?:{_KEYS})\s?=|(?:DATE|NOTE NUMBER|VOICED? AT|INTRO|TEXT):(?:\s|>|/|$)))"
)
_DIGEST_HEAD = re.compile(
    r"^[ \t]*\[\d{2}\][ \t]*(?P<title>[^\n]+?)\s+BY\s+(?P<byline>[^\n()]+?)\s*"
    r"(?:\((?P<located>[^()\n]+)\))?[ \t\f]*$",
    re.MULTILINE,
)
_SLUG = re.compile(r"(?P<number>\d-\d{4,6}|\d{5,6})?\s*(?P<words>.*)")
_SIGN_OFF = re.compile(
    rf"""(?:
      \(signed\)[ \t]*(?=\n|{END}|\Z)
    | (?<=[\n{END}])[ \t]*(?: [A-Z]{{2,4}}(?:/[A-Z&]{{2,4}})+\b
        | \d{{1,2}}-\w{{3}}-\d{{2,4}}\s[^{END}]{{0,60}}UTC\)
        | NNNN\b | Source:\ Voice\ of\ America )
    ).*""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)


def read(document: Document) -> tuple[Story, ...]:
    """The page's stories in page order; none where it is no VOA script."""
    text = layout(document.blocks)
    if "=" not in text and not _SIGN.search(text):
        return ()
    text = "\n".join(map(_part_labels, text.split("\n")))
    if not _claims(text):
        return ()
    return tuple(story for part in _parts(text) if (story := _story(document, part)))


def _part_labels(line: str) -> str:
    """A line with each of its labels on a line of its own."""
    return _RUN_TOGETHER.sub("\n", line) if "=" in line or _SIGN.search(line) else line


def _claims(text: str) -> bool:
    """Evidence of a script: a slug, or two KEY= labels, or INTRO: with TEXT:."""
    labels = [
        (found["key"] or found["colon"] or found["text"]).upper()
        for found in _LABEL_LINE.finditer(text)
    ]
    keys = {label for label in labels if label not in ("INTRO", "TEXT", "VOICE", "DATE")}
    return "SLUG" in keys or len(keys) >= 2 or {"INTRO", "TEXT"} <= set(labels)


def _parts(text: str) -> Iterator[str]:
    """One part for each story: each begins with a digest's headline or with a header."""
    starts: list[int] = []
    in_text = True
    heads = {found.start() for found in _DIGEST_HEAD.finditer(text)}
    for place in sorted(heads | {found.start() for found in _LABEL_LINE.finditer(text)}):
        label = _LABEL_LINE.match(text, place)
        if place in heads or (in_text and label and not label["text"]):
            starts.append(place)
            in_text = False
        elif label and label["text"]:
            starts = starts or [place]
            in_text = True
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        yield text[start:end]


@dataclass(slots=True)
class _Header:
    """The labels of one story with their values, and the text under INTRO: and TEXT:."""

    values: dict[str, str] = field(default_factory=dict)
    notes: str = ""
    intro: str = ""
    text: str = ""


def _header(part: str) -> _Header:
    header = _Header()
    found = list(_LABEL_LINE.finditer(part))
    for number, label in enumerate(found):
        end = found[number + 1].start() if number + 1 < len(found) else len(part)
        value = part[label.end() : end]
        name = (label["key"] or label["colon"] or label["text"]).upper().replace("-", "")
        if label["text"]:
            if name == "INTRO" and not header.text:
                header.intro += value
            else:
                header.text += END + value
            continue
        if header.text:
            # A label inside the text is prose that begins like one.
            header.text += part[label.start() : end]
            continue
        line, _, rest = value.partition("\n")
        header.notes += "\n" + rest
        if "//" in line:
            line, slashes, note = line.partition("//")
            header.notes += "\n" + slashes + note
        if fold(line) and not (name == "DATE" and label["colon"]):
            header.values.setdefault(name, fold(line.replace(END, " ")).strip("> "))
    return header


def _story(document: Document, part: str) -> Story | None:
    header = _header(part)
    values, digest = header.values, _DIGEST_HEAD.match(part)
    intro, text = header.intro, header.text
    if not text:
        # TEXT: is lost: what follows the first block of the intro is the text.
        intro, _, text = intro.strip().partition("\n\n")
    text, sign_off = _split_sign_off(text)
    body = paragraphs(strip_cues(text))
    intro = " ".join(paragraphs(strip_cues(_split_sign_off(intro)[0])))
    if not body and not intro:
        return None
    draft = Draft.of(document)
    draft.say("agency", "voa", "header")
    draft.note(desk_notes(header.notes), "header")
    draft.say("headline", strip_takes(values.get("TITLE", "")), "header")
    if slug := _SLUG.match(values.get("SLUG", "")):
        draft.say("slugline", strip_takes(slug["words"]), "slug")
        draft.say("headline", draft.fields.get("slugline"), "slug")
    draft.say("story_number", values.get("NUMBER"), "header")
    draft.say("story_number", slug["number"] if slug else None, "slug")
    draft.say("genre", strip_takes(values.get("TYPE", "")), "header")
    draft.say("byline", values.get("BYLINE"), "header")
    draft.say("located", values.get("DATELINE"), "header")
    if digest:
        draft.say("headline", strip_takes(digest["title"]), "title")
        draft.say("byline", digest["byline"], "title")
        draft.say("located", digest["located"], "title")
    draft.say("intro", intro, "header")
    draft.date(values.get("DATE", ""), "header")
    if stamp := read_stamp(fold(sign_off)):
        draft.dates.append(stamp)
    return draft.story(body)


def _split_sign_off(text: str) -> tuple[str, str]:
    """The text, and the sign-off that ends it: `(SIGNED)`, desk initials, time stamp, `NNNN`."""
    found = _SIGN_OFF.search(text)
    return (text[: found.start()].rstrip(), found.group()) if found else (text, "")
