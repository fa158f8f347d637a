"""robots.txt by RFC 9309, and the usage statements in it."""

from typing import Any

import pytest
from msgspec.structs import astuple
from protego import Protego

from crawler.base.faults import Fault
from crawler.politeness.ai_agents import AgentGroups, Example, known_agents
from crawler.politeness.licences import linked_licences
from crawler.politeness.paths import matches
from crawler.politeness.robots import MOST_BYTES, addressed, delay_in, names, rules_in
from crawler.politeness.signals import Statement, applying, statements_in
from crawler.politeness.stated_rights import HostRule, Origin, RobotsRights, response_rights
from crawler.politeness.tdmrep import Rule, rule_for
from crawler.politeness.tdmrep import rules_in as rules_of_tdmrep

RULES = b"User-agent: *\nDisallow: /private/\n"
FETCHED = "2026-03-01T12:00:00Z"
ROBOTS = Origin("robots.txt", "http://a.example/robots.txt", FETCHED, "0" * 64)
NAMES = {
    "content_signal": "content-signal",
    "content_usage": "content-usage",
    "rsl_license": "license",
}


def rights_of(
    statements: tuple[Statement, ...] = (), url: str = "http://a.example/", **headers: str
) -> dict[str, Any]:
    """Return the rights of a page by the statements of robots.txt and its HTTP headers."""
    given = {name.replace("_", "-").lower(): value for name, value in headers.items()}
    robots = RobotsRights(ROBOTS, applying(statements, url), ())
    return response_rights(lambda name: given.get(name.lower()), url, FETCHED, robots)


def preferences_for(statements: tuple[Statement, ...], url: str) -> dict[str, str]:
    """Return the statements of robots.txt that apply to a page, by name."""
    found = rights_of(statements, url)
    return {name: found[key] for key, name in NAMES.items() if found[key]}


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
    assert preferences_for(statements_in(STATED, agent), f"http://a.example{path}") == said


def test_statements_outside_of_groups_and_none() -> None:
    assert preferences_for(
        statements_in("Content-Signal: search=yes", "wirecrawl"), "http://a.example/"
    ) == {"content-signal": "search=yes"}
    nothing = statements_in("User-agent: *\nDisallow:", "wirecrawl")
    assert preferences_for(nothing, "http://a.example") == {}


@pytest.mark.parametrize(
    "heading",
    [
        "User-agent: wirecrawl/0.1",
        "User-agent: Wirecrawl/2.0 (+mailto:desk@ledger.example)",
        "USER-AGENT:WIRECRAWL*",
        "user agent: wirecrawl # ours",
        "User-agent: wirecrawl, others",
        "User-agent: otherbot/1.0\nUser-agent:\twirecrawl/0.1",
    ],
)
def test_our_name_with_any_suffix(heading: str) -> None:
    text = f"User-agent: *\r\nDisallow: /\r\n\r\n{heading}\nDisallow: /news/\nContent-Usage: a=n\n"
    rules = addressed(text.encode(), "wirecrawl")

    assert names(rules, "wirecrawl")
    parsed = Protego.parse(rules.decode())
    assert not parsed.can_fetch("http://a.example/news/a", "wirecrawl")
    assert parsed.can_fetch("http://a.example/a", "wirecrawl")
    assert preferences_for(statements_in(rules.decode(), "wirecrawl"), "http://a.example/a") == {
        "content-usage": "a=n"
    }


@pytest.mark.parametrize("name", ["wire", "wirecrawler", "wirecrawl-news", "crawl", "x wirecrawl"])
def test_the_names_of_others(name: str) -> None:
    rules = addressed(f"User-agent: {name}\nDisallow: /\n".encode(), "wirecrawl")

    assert not names(rules, "wirecrawl")
    assert Protego.parse(rules.decode()).can_fetch("http://a.example/a", "wirecrawl")


@pytest.mark.parametrize(
    ("lines", "path", "usage"),
    [
        (("/*.htm$ train-ai=n",), "/news/a.htm", "train-ai=n"),
        (("/*.htm$ train-ai=n",), "/news/a.html", None),
        (("/*/draft/ train-ai=n",), "/news/draft/a.htm", "train-ai=n"),
        (("/a*b*c$ train-ai=n",), "/abcbc", "train-ai=n"),
        (("/a$ train-ai=n",), "/ab", None),
        (("/ train-ai=y", "/long%2Dreads/ train-ai=n"), "/long-reads/a", "train-ai=n"),
        (("/ train-ai=y", "/long-reads/ train-ai=n"), "/long%2dreads/a", "train-ai=n"),
        (("/caf\u00e9/ train-ai=n",), "/caf%c3%a9/a", "train-ai=n"),
        (("/a%2Fb train-ai=n",), "/a/b", None),
        (("/a%2a train-ai=n",), "/a*", "train-ai=n"),
        (("/find?*sort= train-ai=n",), "/find?q=1&sort=2", "train-ai=n"),
        (("/news/\ttrain-ai=n",), "/news/a", "train-ai=n"),
        (("/news/ train-ai=n", "/news/ search=n", "/ a=y"), "/news/a", "train-ai=n, search=n"),
        (("/news/ train-ai=n", "/news/ train-ai=n"), "/news/a", "train-ai=n"),
        (("train-ai=n", "/news/ search=n"), "/news/a", "search=n"),
        (("train-ai=n",), "/news/a", "train-ai=n"),
    ],
)
def test_the_paths_of_a_statement(lines: tuple[str, ...], path: str, usage: str | None) -> None:
    robots = "".join(f"User-agent: *\nContent-Usage: {line}\nAllow: /\n" for line in lines)

    said = preferences_for(statements_in(robots, "wirecrawl"), f"http://a.example{path}")

    assert said.get("content-usage") == usage


def test_a_pattern_takes_time_in_proportion_to_its_size() -> None:
    assert not matches("/" + "*a" * 5_000 + "b", "/" + "a" * 50_000)


@pytest.mark.parametrize(
    ("robots", "licence"),
    [
        ("License: /rsl.xml\n\nUser-agent: *\nAllow: /", "/rsl.xml"),
        ("User-agent: *\nAllow: /\nlicense: /rsl.xml", "/rsl.xml"),
        ("License: /all.xml\nUser-agent: wirecrawl\nLicense: /rsl.xml # ours", "/rsl.xml"),
        ("User-agent: *\nLicense: /rsl.xml\n\nUser-agent: wirecrawl\nAllow: /", "/rsl.xml"),
        ("License: /rsl.xml\nLicense: /other.xml", "/rsl.xml"),
        ("User-agent: otherbot\nLicense: /rsl.xml", None),
    ],
)
def test_the_licence_of_a_site(robots: str, licence: str | None) -> None:
    said = preferences_for(statements_in(robots, "wirecrawl"), "http://a.example/a")

    assert said.get("license") == (licence and f"http://a.example{licence}")


@pytest.mark.parametrize(
    ("link", "licence"),
    [
        ('<https://l.example/rsl>; rel="license"; type="application/rsl+xml"', "https://l.example/rsl"),
        ("</rsl>;rel=license;type=application/rsl+xml", "http://a.example/rsl"),
        ('<rsl>; TYPE="Application/RSL+xml; v=1"; title="a, b; c"; REL="x License"',
         "http://a.example/news/rsl"),
        ("</style.css>; rel=preload, </cc>; rel=license, "
         '</rsl>; rel=license; type="application/rsl+xml"', "http://a.example/rsl"),
        ("</cc>; rel=license", None),
        ('</rsl>; rel=alternate; type="application/rsl+xml"', None),
        ("<http://[/rsl>; rel=license; type=application/rsl+xml", None),
        ("rel=license", None),
        ("", None),
    ],
)  # fmt: skip
def test_the_licence_of_a_header(link: str, licence: str | None) -> None:
    assert linked_licences(link, "http://a.example/news/a")[0] == licence


def test_the_file_of_tdmrep() -> None:
    body = b"""\xef\xbb\xbf[{"location": "/press/*", "tdm-reservation": 0},
      {"location": "/news/*.htm$", "tdm-reservation": "1", "tdm-policy": "/tdm.json"}, 7,
      {"location": "/", "tdm-reservation": 2}, {"tdm-reservation": 1},
      {"location": "/news/", "tdm-reservation": 1}]"""

    rules = rules_of_tdmrep(body, "http://a.example/.well-known/tdmrep.json")

    found = [rule_for(rules, f"http://a.example{path}")
             for path in ("/press/a", "/news/a.htm", "/news/a", "/")]  # fmt: skip
    assert [(rule.reservation, rule.policy) if rule else None for rule in found] == [
        ("0", None),
        ("1", "http://a.example/tdm.json"),
        ("1", None),
        None,
    ]


@pytest.mark.parametrize("body", [b"", b"<html>", b"{}", b"[" * 100_000, b'["\xff"]'])
def test_what_is_no_file_of_tdmrep(body: bytes) -> None:
    assert rules_of_tdmrep(body, "http://a.example/") == ()


@pytest.mark.parametrize(
    ("robots", "header", "usage"),
    [
        ("train-ai=y", "train-ai=n", "train-ai=n"),
        ("train-ai=n", "train-ai=y", "train-ai=n"),
        ("/news/ train-ai=y, search=y", "train-ai=n;a=1", "train-ai=n, search=y"),
        ("train-ai=y\nContent-Usage: train-ai=n", "search=y", "train-ai=n, search=y"),
        ("train-ai=n", "bots=?, search = n", "train-ai=n, bots=?, search=n"),
    ],
)
def test_of_preferences_from_two_places_any_n_wins(robots: str, header: str, usage: str) -> None:
    stated = statements_in(f"User-agent: *\nContent-Usage: {robots}", "wirecrawl")

    found = rights_of(stated, "http://a.example/news/a", content_usage=header)

    assert found["content_usage"] == usage


@pytest.mark.parametrize("name", ["Content-Signal", "content-signals", "CONTENT-SIGNALS"])
def test_content_signals_in_the_plural(name: str) -> None:
    stated = statements_in(f"User-agent: *\n{name}: ai-train=no", "wirecrawl")

    assert rights_of(stated)["content_signal"] == "ai-train=no"
    assert response_rights({name.title(): "search=no"}.get, "", "")["content_signal"] == "search=no"
    assert rights_of(stated, content_signals="search=no")["content_signal"] == "search=no"


def test_each_statement_has_its_origin() -> None:
    stated = statements_in("User-agent: *\nContent-Usage: train-ai=y\nLicense: /rsl", "wirecrawl")
    link = "<https://cc.example/by>; rel=license"

    found = rights_of(stated, content_usage="train-ai=n", link=link)["statements"]

    robots, header = ROBOTS, ("http header", "http://a.example/", FETCHED, None)
    assert [(each.key, each.value, *astuple(each)[2:]) for each in found] == [
        ("robots", "allowed", *robots),
        ("content_usage", "train-ai=y", *robots),
        ("rsl_license", "http://a.example/rsl", *robots),
        ("content_usage", "train-ai=n", *header),
        ("page_license", "https://cc.example/by", *header),
    ]


def test_a_header_of_tdmrep_goes_before_the_file_of_its_host() -> None:
    origin = Origin("tdmrep.json", "http://a.example/.well-known/tdmrep.json", FETCHED, "1" * 64)
    host = HostRule(origin, Rule("/", "1", "http://a.example/tdm.json"))

    def rights(reservation: str | None) -> dict[str, Any]:
        given = {"TDM-Reservation": reservation}
        return response_rights(given.get, "http://a.example/", FETCHED, None, host)

    silent, stated = rights(None), rights("0")
    assert (silent["tdm_reservation"], silent["tdm_policy"]) == ("1", "http://a.example/tdm.json")
    assert [each.source for each in silent["statements"]] == ["tdmrep.json"] * 2
    assert (stated["tdm_reservation"], stated["tdm_policy"]) == ("0", None)
    assert silent["robots"] is None


@pytest.mark.parametrize("example", known_agents().example)
def test_the_groups_of_ai_crawlers(example: Example) -> None:
    found = AgentGroups(example.robots).rules_for(example.url)

    assert {each.agent: each.allowed for each in found} == example.rules


def test_the_table_of_ai_crawlers_is_sorted() -> None:
    agents = known_agents().agents

    assert sorted(set(agents)) == sorted(agents)
