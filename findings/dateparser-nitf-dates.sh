#!/bin/sh
# dateparser 1.5.0 reads 20010614T213000Z, a date of NITF, as 213,000 days ago: in the year 1443.
#
# NITF 3.1 writes dates as YYYYMMDDTHHMMSS with Z or an offset (ISO 8601, basic format). English, German
# and the other languages do not take the form with Z, but Lower Sorbian does: its `ź` means day, and
# the digits between T and Z are their number. The result moves with the clock; a story of midnight
# (T000000Z) is of today. With an offset the answer is None. Pass `languages`, or use strptime for these.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check dateparser==1.5.0
"$folder/venv/bin/python" -W ignore - <<'PY'
import sys
from datetime import datetime, timedelta

from dateparser import parse
from dateparser.date import DateDataParser

NOW = datetime(2026, 11, 30, 12)
SEEN = {"20010614T213000Z": 213000, "20010614T091500Z": 91500, "20010614T000000Z": 0, "20010614T213000-0500": None}
seen = {}
for text in SEEN:
    found = DateDataParser(settings={"RELATIVE_BASE": NOW}).get_date_data(text)
    seen[text] = (NOW - found.date_obj) // timedelta(days=1) if found.locale == "dsb" else None
    print(f"{text}: {found.date_obj} ({found.locale}), in English {parse(text, languages=['en'])}")
    assert found.locale == "dsb" or found.date_obj is None, "behaviour changed"
plain = parse("2001-06-14T21:30:00Z").isoformat()
print(f"2001-06-14T21:30:00Z: {plain}")
sys.exit(None if seen == SEEN and plain == "2001-06-14T21:30:00+00:00" else "behaviour changed")
PY
