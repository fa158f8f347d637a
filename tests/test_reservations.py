"""Reservations of rights that a source obeys: such pages are not published."""

from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import pytest
from msgspec.structs import replace

from crawler.base.faults import Fault, UsageFault
from crawler.contract import AgentRule, Rights
from crawler.model import Page
from crawler.reading.page import read_page
from crawler.reading.reservations import AI_AGENTS, Reservation, forms, reservation
from crawler.sources.load import load_source
from crawler.sources.source import Reservation as Name

SILENT = Rights("allowed", None, None, None, None)
TEXT = (
    "<p>By Ana Orr</p><p>KELM (AP) -- The night ferry is to stop in April, the harbour board said"
    " on Friday.</p><p>The boat carried forty passengers a week last winter, it said.</p>"
)
BODY = f"<html><head>%s</head><body><h1>Night Ferry to Stop</h1>{TEXT}</body></html>"
URL = "https://wire.example/2003/03/14/ferry.html"


def page(head: str = "", **fields: object) -> Page:
    made = Page(URL, "wire", (BODY % head).encode(), datetime(2026, 3, 1, tzinfo=UTC))
    return replace(made, **fields)


@pytest.mark.parametrize("form", forms(), ids=lambda form: f"{form.name} {form.key}")
def test_the_examples_of_each_form(form: Reservation) -> None:
    assert form.reserved
    assert form.free
    for value in form.reserved:
        found = reservation(replace(SILENT, **{form.key: value}), (form.name,))
        assert found == f"{form.name} reserved: {form.key} is {value!r}"
    for value in form.free:
        assert reservation(replace(SILENT, **{form.key: value}), (form.name,)) is None


def test_a_source_may_name_each_form() -> None:
    assert {form.name for form in forms()} | {AI_AGENTS} == set(get_args(Name))


def test_rules_for_ai_crawlers() -> None:
    agents = (AgentRule("*", False), AgentRule("GPTBot", False), AgentRule("CCBot", True))
    rights = replace(SILENT, ai_agents=agents)

    assert reservation(rights, ("ai-agents",)) == (
        "ai-agents reserved: robots.txt disallows GPTBot"
    )
    assert reservation(rights, ("noai",)) is None
    assert reservation(replace(SILENT, ai_agents=agents[:1]), ("ai-agents",)) is None


def test_a_page_is_refused_only_if_its_source_obeys() -> None:
    stated = page('<meta name="robots" content="noai">')

    (record,) = read_page(stated).records
    assert record.rights.meta_robots == "noai"
    assert read_page(replace(stated, obeyed=("tdm", "train-ai"))).records
    with pytest.raises(Fault, match="rights: noai reserved: meta_robots is 'noai'"):
        read_page(replace(stated, obeyed=("tdm", "noai")))


def test_the_setting_of_a_source_file(tmp_path: Path) -> None:
    file = tmp_path / "ledger.toml"
    text = "name = 'Ledger'\nbase = 'http://127.0.0.1:8000'\nstory = ['^/a/']\n"
    file.write_text(f"{text}[rights]\nobey = ['train-ai', 'ai-agents']\n")
    assert load_source(file).rights.obey == ("train-ai", "ai-agents")

    file.write_text(f"{text}[rights]\nobey = ['training']\n")
    with pytest.raises(UsageFault, match=r"rights\.obey"):
        load_source(file)


def test_the_statements_of_a_record_have_their_origin() -> None:
    link = '<link rel=license href="https://cc.example/by">'
    (record,) = read_page(page(link, licence="CC BY")).records

    first, second = record.rights.statements
    assert (first.key, first.source, first.url) == ("page_license", "page", URL)
    assert first.fetched_at == "2026-03-01T00:00:00Z"
    assert (second.key, second.value, second.source, second.url) == (
        *("licence", "CC BY", "source file"),
        None,
    )
    assert record.rights.license_links == ("https://cc.example/by",)
