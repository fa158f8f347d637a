"""Reservations of rights that a source obeys."""

import re
from functools import cache
from pathlib import Path

from msgspec import Struct

from crawler.base.fault_kinds import FaultKind
from crawler.base.faults import Fault
from crawler.base.toml import load_toml
from crawler.contract import Rights
from crawler.model import Outcome, Page

FILE = Path(__file__).with_name("reservations.toml")
AI_AGENTS = "ai-agents"
"""Reservation by rules of robots.txt for AI crawlers."""


class Reservation(Struct, frozen=True, forbid_unknown_fields=True):
    """A form of reservation, in one key of `rights`."""

    name: str
    key: str
    pattern: re.Pattern[str]
    reserved: tuple[str, ...]
    free: tuple[str, ...]


class _Table(Struct, frozen=True, forbid_unknown_fields=True):
    reservation: tuple[Reservation, ...]


@cache
def forms() -> tuple[Reservation, ...]:
    """Return the forms of reservations."""
    return load_toml(FILE, _Table, flags=re.IGNORECASE).reservation


def refuse_reserved(page: Page, outcome: Outcome) -> Outcome:
    """Return the outcome of a page. Raises Fault `rights` if a reservation that its source obeys
    applies."""
    if page.obeyed:
        for record in outcome.records:
            if reason := reservation(record.rights, page.obeyed):
                raise Fault(FaultKind.RIGHTS, reason)
    return outcome


def reservation(rights: Rights, obeyed: tuple[str, ...]) -> str | None:
    """Return the first statement that makes one of these reservations; None if there is none."""
    for form in forms():
        stated = getattr(rights, form.key)
        if form.name in obeyed and stated and form.pattern.search(stated):
            return f"{form.name} reserved: {form.key} is {stated!r}"
    if AI_AGENTS in obeyed:
        agents = (each for each in rights.ai_agents if each.agent != "*")
        barred = [each.agent for each in agents if not each.allowed]
        if barred:
            return f"{AI_AGENTS} reserved: robots.txt disallows {', '.join(barred)}"
    return None
