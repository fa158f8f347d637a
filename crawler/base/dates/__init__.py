"""Parse dates: strings in, days and moments out. Ambiguous dates are never guessed."""

from crawler.base.dates.clocks import CLOCK, TIME, Clock, find_clock, read_moment
from crawler.base.dates.labels import find_labels
from crawler.base.dates.lines import DatedLine, DatedPart, lone_label, read_dated_line
from crawler.base.dates.locality import NOWHERE, Locality, Order, locality
from crawler.base.dates.machine import (
    StatedDate,
    as_rfc3339,
    as_stated,
    read_iso_day,
    read_rfc3339,
    read_stated_date,
    rfc3339,
)
from crawler.base.dates.months import is_weekday
from crawler.base.dates.patterns import DATE, MONTH, MONTHS
from crawler.base.dates.printed import NEAR, Printed, find_dates, read_day, settle
from crawler.base.dates.ranking import rank_line
from crawler.base.dates.sentences import read_entry_sentence

__all__ = [
    "CLOCK",
    "DATE",
    "MONTH",
    "MONTHS",
    "NEAR",
    "NOWHERE",
    "TIME",
    "Clock",
    "DatedLine",
    "DatedPart",
    "Locality",
    "Order",
    "Printed",
    "StatedDate",
    "as_rfc3339",
    "as_stated",
    "find_clock",
    "find_dates",
    "find_labels",
    "is_weekday",
    "locality",
    "lone_label",
    "rank_line",
    "read_dated_line",
    "read_day",
    "read_entry_sentence",
    "read_iso_day",
    "read_moment",
    "read_rfc3339",
    "read_stated_date",
    "rfc3339",
    "settle",
]
