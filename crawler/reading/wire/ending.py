"""Remove sign-offs, end marks, distribution and copyright lines from the end of a story."""

import re
from functools import cache

from crawler.agencies import EndingForm, compiled, index, load_families
from crawler.base.dates import CLOCK
from crawler.base.patterns import PatternIndex, without_groups

_SHORT = 100
"""Longest ending paragraph, in characters, unless its form has `begins`."""
_TAIL = 40
"""Number of characters at the end to search for forms without `begins`."""
_LAST = 4
"""Number of last paragraphs to search for notices of rights or sources."""
_LAST_LONGEST = 600
"""Longest notice, in characters."""
_SENTENCE_END = re.compile(r"(?<=[.!?\"”’)])\s+(?=[A-Z(\[©*])")
_BRACKETS = re.compile(r"\s*\((?:begin|end) (?:text|transcript|excerpts?)\)$")
_END_CLOCK = re.compile(rf"END\s+(?P<clock>{without_groups(CLOCK)})\.?")


@cache
def _forms() -> tuple[EndingForm, ...]:
    return tuple(ending for family in load_families() for ending in family.ending)


@cache
def _whole() -> PatternIndex:
    """Return the forms of short ending paragraphs."""
    return index(ending.form for ending in _forms() if not ending.last)


@cache
def _after_sentence() -> re.Pattern[str]:
    """Return the pattern of forms after the last sentence, with the blank before them."""
    forms = [each.form for each in _forms() if each.inline and not each.begins and not each.last]
    together = "|".join(without_groups(compiled(form).pattern) for form in forms)
    # A mark of letters or digits counts only after a full stop.
    return re.compile(rf"(?:(?<=[.!?…\"'”’)\]])|(?=\s\W))\s(?:{together})$", re.DOTALL)


@cache
def _last() -> PatternIndex:
    """Return the forms of notices in the last paragraphs."""
    return index(each.form for each in _forms() if each.last)


@cache
def _last_words() -> tuple[str, ...]:
    """Return the words of which each of those notices contains one."""
    return tuple({word: None for each in _forms() if each.last for word in each.words})


@cache
def _begun() -> tuple[tuple[EndingForm, re.Pattern[str]], ...]:
    """Return the forms with `begins`, which may be longer."""
    return tuple((each, compiled(each.form)) for each in _forms() if each.begins)


@cache
def _beginnings() -> tuple[str, ...]:
    return tuple(each.begins for each in _forms() if each.begins)


def strip_ending(paragraphs: tuple[str, ...]) -> tuple[tuple[str, ...], str | None]:
    """Return the paragraphs without the ending, and the clock of a White House `END` line.

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
    """Return whether a paragraph is an end mark, a sign-off or a notice."""
    if len(paragraph) <= _SHORT:
        return _whole().fullmatch(paragraph) is not None
    if not paragraph.startswith(_beginnings()):
        return False
    return any(form.fullmatch(paragraph) for _, form in _begun())


def _is_notice(paragraph: str) -> bool:
    """Return whether one of the last paragraphs is a notice of rights or of the text's source."""
    return (
        len(paragraph) <= _LAST_LONGEST
        and _has_last_words(paragraph)
        and _last().fullmatch(paragraph) is not None
    )


def _has_last_words(text: str) -> bool:
    """Return whether a text may be a notice, or end in one: a fraction of the time of the forms."""
    return any(map(text.lower().__contains__, _last_words()))


def _strip_tail(text: str) -> str:
    """Return the last paragraph without the forms after its last sentence."""
    last = len(text)
    while mark := _after_sentence().search(text, max(0, last - _TAIL), last):
        last = mark.start()
        while last and text[last - 1].isspace():
            last -= 1
    text = text[:last]
    begin = max(0, len(text) - _LAST_LONGEST)
    for end in _SENTENCE_END.finditer(text, begin) if _has_last_words(text[begin:]) else ():
        if _is_notice(text[end.end() :]):
            return text[: end.start()].rstrip()
    for each, form in _begun():
        at = text.rfind(f" {each.begins}") if each.inline else -1
        if at >= 0 and form.fullmatch(text, at + 1):
            return text[:at].rstrip()
    return text
