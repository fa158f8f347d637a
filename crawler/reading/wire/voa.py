"""Read Voice of America radio scripts: SLUG form, KEY=VALUE form, and digests of both.

The forms are taken from archived pages of 1996 to 2004. Labels come in any order, may be empty, may
share a line, and may be missing except for INTRO: and TEXT:.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from msgspec import Struct, field

from crawler.base.text import ends_sentence, fold
from crawler.model import Block, Document, Story
from crawler.reading.wire.cues import desk_notes, strip_cues
from crawler.reading.wire.draft import Draft
from crawler.reading.wire.paragraphs import END, layout, paragraphs
from crawler.reading.wire.stamp import read_stamp
from crawler.reading.wire.takes import strip_takes

_KEYS = r"DATE|TYPE|TITLE|NUMBER|DATELINE|BY-?LINE|CONTENT|INTERNET|EDITOR|TELEPHONE|SLUG"
_LABEL = re.compile(
    rf"[ \t]*(?:(?:(?P<key>{_KEYS})\s*=|(?P<colon>SLUG|DATE|NOTE NUMBER|VOICED? AT)\s*:)(?:>|/b>)?"
    r"|(?P<text>INTRO|TEXT|VOICE)\s*:)",
    re.IGNORECASE,
)
_LABEL_LONGEST = 100
"""Longest label with the blanks before its colon, in characters."""
_SIGNS = ("SLUG", "NUMBER", "VOICE", "INTRO", "Intro", "TEXT", "Text")
"""Every script without `KEY=` labels contains one of these."""
# Within a line only labels in capitals count, and in body text only those after a sentence or a
# cue, so that "text:" in prose is not a label.
_INSIDE = rf"(?:(?:{_KEYS})\s?=|(?:DATE|NOTE NUMBER|VOICED? AT|INTRO|TEXT):(?:\s|>|/|$))"
_RUN_TOGETHER = re.compile(rf"(?<=\S)[ \t]+(?={_INSIDE})")
_AFTER_SENTENCE = re.compile(rf"(?<=[^\s\w,;'-])[ \t]+(?={_INSIDE})")
_WRAPPED = 40
"""Minimum length of a wrapped line, in characters."""
_DIGEST_HEAD = re.compile(
    r"[ \t]*\[\d{2}\][ \t]*(?P<title>.+?)\s+BY\s+(?P<byline>[^\n()]+?)\s*"
    r"(?:\((?P<located>[^()\n]+)\))?[ \t\f]*"
)
_HEAD_LONGEST = 400
"""Longest headline of a digest, in characters."""
_SLUG = re.compile(r"(?P<number>\d-\d{4,6}|\d{5,6})?\s*(?P<words>.*)")
_SIGNED = re.compile(rf"\(signed\)[ \t]*(?=\n|{END}|\Z)", re.IGNORECASE)
_SIGN_OFF = re.compile(
    rf"""[\n{END}] [ \t]*(?: [A-Z]{{2,4}}(?:/[A-Z&]{{2,4}})+\b
        | \d{{1,2}}-\w{{3}}-\d{{2,4}}\s[^{END}]{{0,60}}UTC\)
        | NNNN\b | Source:\ Voice\ of\ America )""",
    re.VERBOSE | re.IGNORECASE,
)


def read(document: Document) -> tuple[Story, ...]:
    """Return the page's stories in page order; none if it is not a VOA script."""
    if not _may_have_labels(document.blocks):
        return ()
    sections = list(_sections(layout(document.blocks)))
    if not _is_script(sections):
        return ()
    return tuple(story for part in _parts(sections) if (story := _story(document, part)))


def _may_have_labels(blocks: Iterable[Block]) -> bool:
    """Return whether a page has the words of labels that make it a script."""
    text = "\n".join(chain.from_iterable([block.lines for block in blocks]))
    if "=" in text:
        return True
    labels = "\n".join([part[-_LABEL_LONGEST:] for part in text.split(":")[:-1]]).lower()
    is_script = "slug" in labels or "voice" in labels or ("intro" in labels and "text" in labels)
    return is_script and any(map(text.__contains__, _SIGNS))


class _Section(Struct):
    """A label, or the headline of a digest's item, and the lines below it."""

    label: str
    """`SLUG`, `TEXT`; empty for a digest's headline."""
    kind: str
    """`key` for `KEY=`, `colon` for `SLUG:`, `text` for `INTRO:` or `TEXT:`, `head` for a digest's
    headline."""
    lines: list[str]
    """Lines as printed; the first is the rest of the label's line."""
    head: str = ""
    """A digest's headline, complete."""


def _sections(text: str) -> Iterator[_Section]:
    """Yield the sections of a text; lines before the first label are ignored."""
    section: _Section | None = None
    lines: list[str] = []
    for whole in text.split("\n"):
        if "=" in whole or ":" in whole:
            lines += _split_labels(whole)
        else:
            lines.append(whole)
    at = 0
    while at < len(lines):
        line = lines[at]
        if "=" in line or ":" in line:
            found = _label(line) or _digest_head(lines, at)
        else:
            found = _digest_head(lines, at) if "[" in line else None
        if found and not (at and _is_cut(lines[at - 1], found)):
            if section:
                yield section
            section = found
        elif section:
            section.lines.append(line)
        at += len(found.head.split("\n")) if found and found.head else 1
    if section:
        yield section


def _split_labels(line: str) -> Sequence[str]:
    """Return a line split before each further label."""
    label = _LABEL.match(line)
    rest = line[label.end() :] if label else line
    if ":" not in rest and "=" not in rest:
        return (line,)
    is_header = label is not None and label.lastgroup != "text"
    return (_RUN_TOGETHER if is_header else _AFTER_SENTENCE).sub("\n", line).split("\n")


def _is_cut(before: str, found: _Section) -> bool:
    """Return whether an apparent label continues the sentence of the wrapped line before it."""
    if found.kind not in ("text", "colon") or len(before) < _WRAPPED or before.endswith(END):
        return False
    rest = found.lines[0].lstrip()
    return not ends_sentence(before) and before[-1] != "/" and (rest[:1].islower() or not rest)


def _label(line: str) -> _Section | None:
    """Return the section that starts with a line's label; None without a label."""
    label = _LABEL.match(line)
    if not label:
        return None
    kind = str(label.lastgroup)
    return _Section(label[kind].upper().replace("-", ""), kind, [line[label.end() :]])


def _digest_head(lines: list[str], at: int) -> _Section | None:
    """Return the section of a digest's headline, which has up to three lines; None without one."""
    if lines[at].lstrip().startswith("["):
        for end in range(min(at + 3, len(lines)), at, -1):
            head = "\n".join(lines[at:end])
            if len(head) <= _HEAD_LONGEST and _DIGEST_HEAD.fullmatch(head):
                return _Section("", "head", [], head)
    return None


def _is_script(sections: list[_Section]) -> bool:
    """Return whether there is a slug, or two KEY= labels, or both INTRO: and TEXT:."""
    labels = {section.label for section in sections}
    keys = labels - {"", "INTRO", "TEXT", "VOICE", "DATE"}
    return "SLUG" in keys or len(keys) >= 2 or labels >= {"INTRO", "TEXT"}


def _parts(sections: list[_Section]) -> Iterator[list[_Section]]:
    """Yield the sections of each story, which starts with a digest's headline or header labels."""
    part: list[_Section] = []
    in_text = True
    for section in sections:
        opens_text = section.kind == "text"
        if section.kind == "head" or (in_text and not opens_text):
            if part:
                yield part
            part = []
        in_text = opens_text
        part.append(section)
    yield part


class _Header(Struct):
    """Values of one story's labels, and the text below INTRO: and TEXT:."""

    values: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    intro: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)


def _header(part: list[_Section]) -> _Header:
    header = _Header()
    for section in part:
        if section.kind == "text":
            value = "\n".join(section.lines)
            if section.label == "INTRO" and not header.text:
                header.intro.append(value)
            else:
                header.text += (END, value)
        elif section.lines:
            _take_label(header, section)
    return header


def _take_label(header: _Header, section: _Section) -> None:
    """Add a label's value, which is on its line; the lines below it are desk notes."""
    line, *rest = section.lines
    header.notes += ("", *rest)
    if "//" in line:
        line, slashes, note = line.partition("//")
        header.notes.append(slashes + note)
    # `DATE:` is the recording date.
    if fold(line) and (section.label, section.kind) != ("DATE", "colon"):
        header.values.setdefault(section.label, fold(line.replace(END, " ")).strip("> "))


def _story(document: Document, part: list[_Section]) -> Story | None:
    header = _header(part)
    values, digest = header.values, _DIGEST_HEAD.fullmatch(part[0].head)
    intro, text = "".join(header.intro), "".join(header.text)
    if not text:
        # Without TEXT:, the text is what follows the first block of the intro.
        intro, _, text = intro.strip().partition("\n\n")
    text, sign_off = _split_sign_off(text)
    body = paragraphs(strip_cues(text))
    intro = " ".join(paragraphs(strip_cues(_split_sign_off(intro)[0])))
    if not body and not intro:
        return None
    draft = Draft.of(document)
    draft.set_if_empty("agency", "voa", "header")
    draft.note(desk_notes("\n".join(header.notes)), "header")
    draft.set_if_empty("headline", strip_takes(values.get("TITLE", "")), "header")
    if slug := _SLUG.match(strip_takes(values.get("SLUG", ""))):
        draft.set_if_empty("slugline", strip_takes(slug["words"]), "slug")
        draft.set_if_empty("headline", draft.fields.get("slugline"), "slug")
    draft.set_if_empty("story_number", values.get("NUMBER"), "header")
    draft.set_if_empty("story_number", slug["number"] if slug else None, "slug")
    draft.set_if_empty("genre", strip_takes(values.get("TYPE", "")), "header")
    draft.set_if_empty("byline", values.get("BYLINE"), "header")
    draft.set_if_empty("located", values.get("DATELINE"), "header")
    if digest:
        draft.set_if_empty("headline", strip_takes(digest["title"]), "title")
        draft.set_if_empty("byline", digest["byline"], "title")
        draft.set_if_empty("located", digest["located"], "title")
    draft.set_if_empty("intro", intro, "header")
    draft.date(values.get("DATE", ""), "header")
    if stamp := read_stamp(fold(sign_off)):
        draft.dates.append(stamp)
    return draft.story(body)


def _split_sign_off(text: str) -> tuple[str, str]:
    """Return the text and its sign-off: `(SIGNED)`, desk initials, time stamp or `NNNN`."""
    signed = _SIGNED.search(text) if "(signed)" in text.lower() else None
    end = signed.start() if signed else len(text)
    sign_off = _SIGN_OFF.search(text)
    if sign_off and sign_off.start() + 1 < end:
        end = sign_off.start() + 1
    return text[:end].rstrip(), text[end:]
