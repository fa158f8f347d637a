"""`/.well-known/tdmrep.json`: a host's reservations of text and data mining rights, by path.

TDMRep: https://www.w3.org/community/reports/tdmrep/CG-FINAL-tdmrep-20240510/
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from crawler.politeness.licences import absolute
from crawler.politeness.paths import matches, path_of

PATH = "/.well-known/tdmrep.json"


@dataclass(frozen=True, slots=True)
class Rule:
    """Reservation for paths that match a pattern."""

    location: str
    reservation: str
    """`0` or `1`."""
    policy: str | None


def rules_in(body: bytes, url: str) -> tuple[Rule, ...]:
    """Return the rules in a tdmrep.json fetched from `url`; none if it is invalid."""
    try:
        entries = msgspec.json.decode(body.removeprefix(b"\xef\xbb\xbf"), type=list[Any])
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return ()
    rules = []
    for entry in entries:
        rule = entry if isinstance(entry, dict) else {}
        location, reservation = rule.get("location"), str(rule.get("tdm-reservation"))
        if isinstance(location, str) and reservation in ("0", "1"):
            policy = rule.get("tdm-policy")
            whole = absolute(policy, url) if isinstance(policy, str) else None
            rules.append(Rule(location, reservation, whole))
    return tuple(rules)


def rule_for(rules: Sequence[Rule], url: str) -> Rule | None:
    """Return the first rule that matches a URL; None if no rule does."""
    path = path_of(url)
    return next((rule for rule in rules if matches(rule.location, path)), None)
