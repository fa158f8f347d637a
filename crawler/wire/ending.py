"""The end of a wire story: sign-offs, end marks, distribution and copyright lines are no text."""

import re

from crawler.dates import CLOCK, without_groups

_DROPPED = re.compile(
    r"""(?:
      \((?:begin|end)\ [\w\ ]{3,30}\)
    | (?:\#\ ?){2,} | -\ ?(?:0|30|o|O)\ ?- | NNNN | -{0,3}\(?END\)?-{0,3} | \(END\).{0,20}
    | ==\ ?Kyodo | (?i:End\ ?Item)
    | (?:[A-Z]{1,3}/)*[A-Z0-9]{1,4}(?:/\w{1,5})*\ +(?:\./)?End
    | \d{3,4}(?:/\d{3,4})+(?:\ ?(?:\./)?/?[Ee]nd)?
    | [.:]{0,3}/?/?[Ee]nd/?\.?
    | \(?Distributed\ by\ the\ (?:Office|Bureau)\ of\ International\ Information\ Programs.*
    | (?:Copyright\s*(?:\(c\)|©|\d{4}|by\b)|©|\(c\)\ \d{4}).{0,300}
    | END\s+\d{1,2}:\d{2}\s*[AP]\.?M\.?.{0,10}
    | .{0,80}\bAll\ rights\ reserved\.?
    | Product(?:\ of|s\ of)\ the\ (?:Washington\ File|U\.S\.).{0,120}
    | \*EPF\w*.{0,40}
    )""",
    re.VERBOSE | re.DOTALL,
)
_MARK_AT_END = re.compile(
    r"\s+(?:Copyright \(c\) \d{4}\..*|\./?end|(?:# ?){2,}|End ?Item|/{1,2}end\.?|::/?end"
    r"|END\s+\d{1,2}:\d{2}.{0,14}|Return to the Washington File"
    r"|\(Distributed by the (?:Office|Bureau) of International Information Programs.*"
    r"|\(END\)|==Kyodo|NNNN|\(signed\)|- ?0 ?-"
    r"|[A-Z]{1,3}/[A-Z0-9]{1,4}(?:/\w+)* End|\d{3,4}(?:/\d{3,4})+)$",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"\s*\((?:begin|end) (?:text|transcript|excerpts?)\)$")
_END_CLOCK = re.compile(rf"END\s+(?P<clock>{without_groups(CLOCK)})\.?")


def strip_ending(paragraphs: tuple[str, ...]) -> tuple[tuple[str, ...], str | None]:
    """The paragraphs of the story proper, and the clock of a White House `END` line.

    >>> strip_ending(("The vote was put off. ./end",))
    (('The vote was put off.',), None)
    """
    kept: list[str] = []
    clock = None
    for paragraph in paragraphs:
        if found := _END_CLOCK.fullmatch(paragraph):
            clock = found["clock"]
            continue
        if _DROPPED.fullmatch(paragraph):
            continue
        kept.append(_BRACKETS.sub("", paragraph) if paragraph.endswith(")") else paragraph)
    if kept:
        kept[-1] = _MARK_AT_END.sub("", kept[-1])
    return tuple(kept), clock
