"""Expansion of placeholders in start paths."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import islice

from crawler.discover.window import Window


def expand_start_paths(
    paths: Iterable[str], folders: Iterable[str], window: Window, most: int
) -> Iterator[str]:
    """Yield each path for each topic's folder and each day, month or year, newest first.

    `most` bounds the days (or months, or years) of one path.
    """
    for path in paths:
        for folder in folders if "{topic}" in path else ("",):
            in_folder = path.replace("{topic}", folder)
            yield from islice(dict.fromkeys(_dated(in_folder, window)), most)


def _dated(path: str, window: Window) -> Iterator[str]:
    if "{" not in path:
        yield path
        return
    day = window.until
    while day >= window.since:
        yield _on(path, day)
        day = _before(path, day)


def _before(path: str, day: date) -> date:
    """Return the latest earlier day for which the path expands differently."""
    if "{dd}" in path:
        return day - timedelta(days=1)
    if "{mm}" in path:
        return day.replace(day=1) - timedelta(days=1)
    return day.replace(month=1, day=1) - timedelta(days=1)


def _on(path: str, day: date) -> str:
    values = {"{yyyy}": "%Y", "{yy}": "%y", "{mm}": "%m", "{dd}": "%d"}
    for placeholder, form in values.items():
        path = path.replace(placeholder, f"{day:{form}}")
    return path
