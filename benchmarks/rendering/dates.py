"""Dates as the agencies write them."""

from __future__ import annotations

import datetime as dt
import random

from benchmarks.rendering.stories import MONTHS

SHORT = "Jan. Feb. March April May June July Aug. Sept. Oct. Nov. Dec.".split()
THREE = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
ZONES = {"EST": 5, "EDT": 4}


def full(day: dt.date) -> str:
    """October 4, 2016"""
    return f"{MONTHS[day.month - 1]} {day.day}, {day.year}"


def day_first(day: dt.date) -> str:
    """4 October 2016"""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def long(day: dt.date) -> str:
    """October 4"""
    return f"{MONTHS[day.month - 1]} {day.day}"


def short(day: dt.date) -> str:
    """Oct. 4"""
    return f"{SHORT[day.month - 1]} {day.day}"


def three(day: dt.date) -> str:
    """Oct 4"""
    return f"{THREE[day.month - 1]} {day.day}"


def label(rng: random.Random, day: dt.date) -> str:
    """The day as a DATE= label holds it."""
    return rng.choice(
        (
            f"{day.month}/{day.day}/{day:%y}",
            f"{day:%m/%d/%y}",
            f"{day.month}/{day.day}/{day.year}",
            f"{day:%m/%d/%Y}",
            f"{day:%m-%d-%Y}",
            full(day).upper(),
        )
    )


def clock(moment: dt.datetime, *, dots: str) -> str:
    """12:34 with a.m. or p.m. written in the way of `dots`."""
    half = dots.replace("x", "a" if moment.hour < 12 else "p").replace(
        "X", "A" if moment.hour < 12 else "P"
    )
    return f"{moment.hour % 12 or 12}:{moment:%M}{half}"


def zoned(day: dt.date, hour: int, minute: int, zone: str) -> dt.datetime:
    """A local clock of Washington as a true time."""
    local = dt.datetime(day.year, day.month, day.day, hour, minute, tzinfo=dt.UTC)
    return local + dt.timedelta(hours=ZONES[zone])
