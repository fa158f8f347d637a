"""Date patterns as building blocks for grammars: lines and datelines of wire pages."""

MONTH = (
    r"(?i:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
MONTH_NAMES = tuple(
    "january february march april may june july august september october november december".split()
)
MONTHS = tuple(name[:3] for name in MONTH_NAMES)
WEEKDAY = r"(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?,? )?"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
DATE = (
    rf"{WEEKDAY}(?:{MONTH} {_DAY}(?:,? ?\d{{4}})?|{_DAY} {MONTH}(?:,? \d{{4}})?)"
    rf"|\d{{1,2}}(?:-{MONTH}-\d{{2}}(?:\d{{2}})?|\.\d{{1,2}}\.\d{{4}}|/\d{{1,2}}/\d{{2}}(?:\d{{2}})?"
    r"|-\d{1,2}-\d{2}(?:\d{2})?)"
    r"|\d{4}(?:-\d{1,2}-|\.\d{1,2}\.|/\d{1,2}/)\d{1,2}"
)
"""Pattern for all English forms, without groups and kept short, as a grammar includes it many
times."""
