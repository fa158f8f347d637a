"""Dates: strings in, days and moments out. Nothing is guessed."""

from crawler.dates.clocks import CLOCK, TIME, ZONES, read_moment, without_groups
from crawler.dates.machine import read_iso_day, read_rfc3339, read_w3c, rfc3339
from crawler.dates.printed import DATE, FORMS, MONTH, MONTHS, NEAR, Printed, read_day

__all__ = [
    "CLOCK",
    "DATE",
    "FORMS",
    "MONTH",
    "MONTHS",
    "NEAR",
    "TIME",
    "ZONES",
    "Printed",
    "read_day",
    "read_iso_day",
    "read_moment",
    "read_rfc3339",
    "read_w3c",
    "rfc3339",
    "without_groups",
]
