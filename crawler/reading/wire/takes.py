"""Strip take marks, which distinguish the takes of a story in VOA's slugs and titles."""

import re

_LENGTH = r"(?:L|S|LONG|SHORT)"
_LONGEST = 40
"""Longest take mark, in characters."""
_ENDS = (")", "L", "S", "O", "ONG", "ORT", "NLY", "DATE", ".RTF")
_MARK = re.compile(
    rf"""\s*
    (?: \(\s*(?: {_LENGTH} (?:\s*[-\s/&]\s*(?:{_LENGTH}|O|ONLY|UPDATES?|COMBO))* | CQ )\s*\)
      | \(\s*(?:UPDATES?|\d(?:ST|ND|RD|TH)\ UPDATE)\s*\)
      | (?:\s-+|\s/)?\s\b {_LENGTH} (?:[-/]\s?(?:{_LENGTH}|O|ONLY))+
      | (?<=\w{{3}}) - {_LENGTH} (?:-ONLY|-O)?
      | \s--\s*(?:\d(?:ST|ND|RD|TH)\ )?UPDATES?
      | (?:\s-+)?\s\d(?:ST|ND|RD|TH)\ UPDATE
      | \.rtf
    )
    \s*$""",
    re.VERBOSE | re.IGNORECASE,
)


_BEFORE = re.compile(
    rf"""\s*(?: \(\s*(?: {_LENGTH} (?:\s*[-\s/&]\s*(?:{_LENGTH}|O|ONLY|UPDATES?|COMBO))* | CQ )\s*\)
      | {_LENGTH} (?:[-/]\s?(?:{_LENGTH}|O|ONLY))+ (?=\s) )\s*(?=\S)""",
    re.VERBOSE | re.IGNORECASE,
)
"""A take mark before the words."""


def strip_takes(words: str) -> str:
    """Return slug or title words without take marks at either end; topic words (`WRAP`) are kept.

    >>> [strip_takes(words) for words in ("NOKOR NUKES (LONG)", "IRAQ WRAP-L", "TALKS - L/S")]
    ['NOKOR NUKES', 'IRAQ WRAP', 'TALKS']
    >>> [strip_takes(words) for words in ("Iraq / Inspectors (L-O) (CQ)", "VOTE -- UPDATES")]
    ['Iraq / Inspectors', 'VOTE']
    >>> [strip_takes(words) for words in ("POLLS 4th UPDATE", "POLLS L-ONLY", "A (S & L)", "U-S")]
    ['POLLS', 'POLLS', 'A', 'U-S']
    >>> [strip_takes(words) for words in ("(L-ONLY) IRAQ TALKS", "S-O POLLS", "S-Korea")]
    ['IRAQ TALKS', 'POLLS', 'S-Korea']
    """
    words = words.strip()
    if words[:1] in ("(", "L", "S", "l", "s") and (found := _BEFORE.match(words)):
        words = words[found.end() :]
    while words.upper().endswith(_ENDS) and (
        found := _MARK.search(words, max(0, len(words) - _LONGEST))
    ):
        words = words[: found.start()].rstrip()
    return words.strip()
