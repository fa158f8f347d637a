"""RFC 9309, and the statements about use beside the rules."""

import pytest

from crawler.faults import Fault
from crawler.manners.robots import MOST_BYTES, delay_in, rules_in
from crawler.manners.signals import said_of, statements_in

RULES = b"User-agent: *\nDisallow: /private/\n"


@pytest.mark.parametrize(
    ("status", "rules"), [(200, RULES), (404, b""), (410, b""), (401, b""), (403, b"")]
)
def test_answers_that_are_one(status: int, rules: bytes) -> None:
    assert rules_in(status, RULES) == rules


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_the_encoding_of_an_editor_does_not_open_what_is_shut(encoding: str) -> None:
    assert rules_in(200, RULES.decode().encode(encoding)) == RULES


@pytest.mark.parametrize("status", [500, 503, 599, 429, 301, 304, 204, 999])
def test_answers_that_are_none(status: int) -> None:
    with pytest.raises(Fault, match=f"robots-unreachable: robots.txt: HTTP {status}"):
        rules_in(status, RULES)


def test_only_so_much_of_it_and_no_half_lines() -> None:
    line = b"Disallow: /some/folder/\n"

    rules = rules_in(200, line * 50_000)

    assert len(rules) <= MOST_BYTES < len(rules) + len(line)
    assert rules == line * (len(rules) // len(line))


@pytest.mark.parametrize(
    ("asked", "delay"), [(None, 0), (2.5, 2.5), (600, 600), (-1, 0), (float("nan"), 0)]
)
def test_a_delay_that_can_be_kept(asked: float | None, delay: float) -> None:
    assert delay_in(asked) == delay


@pytest.mark.parametrize("asked", [601, float("inf")])
def test_a_delay_that_cannot(asked: float) -> None:
    with pytest.raises(Fault, match="crawl-delay: robots"):
        delay_in(asked)


STATED = """
Content-Signal: search=yes
User-agent: other
Content-Signal: search=no
# all of us
User-agent: *

User-agent: third
Content-Signal: ai-train=no, search=yes  # and so on
Content-Usage: train-ai=n
Content-Usage: /open/ train-ai=y
Disallow: /private/
"""


@pytest.mark.parametrize(
    ("agent", "path", "said"),
    [
        (
            "wirecrawl",
            "/a",
            {"content-signal": "ai-train=no, search=yes", "content-usage": "train-ai=n"},
        ),
        (
            "wirecrawl",
            "/open/a",
            {"content-signal": "ai-train=no, search=yes", "content-usage": "train-ai=y"},
        ),
        ("Other", "/a", {"content-signal": "search=no"}),
    ],
)
def test_statements_of_a_group(agent: str, path: str, said: dict[str, str]) -> None:
    assert said_of(statements_in(STATED, agent), f"http://a.example{path}") == said


def test_statements_outside_of_groups_and_none() -> None:
    assert said_of(
        statements_in("Content-Signal: search=yes", "wirecrawl"), "http://a.example/"
    ) == {"content-signal": "search=yes"}
    assert said_of(statements_in("User-agent: *\nDisallow:", "wirecrawl"), "http://a.example") == {}
