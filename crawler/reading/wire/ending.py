"""The end of a wire story: sign-offs, end marks, distribution and copyright lines are no text."""

import re
from functools import cache

from crawler.base.dates import CLOCK
from crawler.base.patterns import PatternIndex, without_groups
from crawler.reading.wire.families import EndingForm, compiled, index, load_families

_SHORT = 100
"""Characters of a paragraph that is no text, unless its form says with which words it begins."""
_TAIL = 40
"""Characters behind the last sentence that are looked at for a form that tells no beginning."""
_LAST = 4
"""Paragraphs among which a long form is looked for: a rights notice, where a text comes from."""
_LAST_LONGEST = 600
"""Characters of such a paragraph."""
_SENTENCE_END = re.compile(r"(?<=[.!?\"”’)])\s+(?=[A-Z(\[©*])")
_BRACKETS = re.compile(r"\s*\((?:begin|end) (?:text|transcript|excerpts?)\)$")
_END_CLOCK = re.compile(rf"END\s+(?P<clock>{without_groups(CLOCK)})\.?")


@cache
def _forms() -> tuple[EndingForm, ...]:
    return tuple(ending for family in load_families() for ending in family.ending)


@cache
def _whole() -> PatternIndex:
    """A short paragraph that is no text."""
    return index(ending.form for ending in _forms() if not ending.last)


@cache
def _behind() -> re.Pattern[str]:
    """What may stand behind the last sentence, with the blank before it."""
    forms = [each.form for each in _forms() if each.inline and not each.begins and not each.last]
    together = "|".join(without_groups(compiled(form).pattern) for form in forms)
    # A mark of letters or digits is one behind a full stop alone.
    return re.compile(rf"(?:(?<=[.!?…\"'”’)\]])|(?=\s\W))\s(?:{together})$", re.DOTALL)


@cache
def _last() -> PatternIndex:
    """What is no text among the last paragraphs."""
    return index(each.form for each in _forms() if each.last)


@cache
def _begun() -> tuple[tuple[EndingForm, re.Pattern[str]], ...]:
    """The forms that may be longer."""
    return tuple((each, compiled(each.form)) for each in _forms() if each.begins)


@cache
def _beginnings() -> tuple[str, ...]:
    return tuple(each.begins for each in _forms() if each.begins)


def strip_ending(paragraphs: tuple[str, ...]) -> tuple[tuple[str, ...], str | None]:
    """The paragraphs of the story proper, and the clock of a White House `END` line.

    >>> strip_ending(("The vote was put off. ./end",))
    (('The vote was put off.',), None)
    """
    kept: list[str] = []
    clock = None
    last = len(paragraphs) - _LAST
    for number, paragraph in enumerate(paragraphs):
        if is_ending(paragraph) or (number >= last and _is_notice(paragraph)):
            if found := _END_CLOCK.fullmatch(paragraph):
                clock = found["clock"]
            continue
        kept.append(_BRACKETS.sub("", paragraph) if paragraph.endswith(")") else paragraph)
    if kept:
        kept[-1] = _strip_tail(kept[-1])
    return tuple(kept), clock


def is_ending(paragraph: str) -> bool:
    """Return whether a paragraph is an end mark, a sign-off or a notice, and no text."""
    if len(paragraph) <= _SHORT:
        return _whole().fullmatch(paragraph) is not None
    if not paragraph.startswith(_beginnings()):
        return False
    return any(form.fullmatch(paragraph) for _, form in _begun())


def _is_notice(paragraph: str) -> bool:
    """Whether one of the last paragraphs states rights, or where the text comes from."""
    return len(paragraph) <= _LAST_LONGEST and _last().fullmatch(paragraph) is not None


def _strip_tail(text: str) -> str:
    """The last paragraph without the forms behind its last sentence."""
    last = len(text)
    while mark := _behind().search(text, max(0, last - _TAIL), last):
        last = mark.start()
        while last and text[last - 1].isspace():
            last -= 1
    text = text[:last]
    for end in _SENTENCE_END.finditer(text, max(0, len(text) - _LAST_LONGEST)):
        if _is_notice(text[end.end() :]):
            return text[: end.start()].rstrip()
    for each, form in _begun():
        at = text.rfind(f" {each.begins}") if each.inline else -1
        if at >= 0 and form.fullmatch(text, at + 1):
            return text[:at].rstrip()
    return text
