"""Forms of URLs are data that bring their proof; a new archive needs no Python."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.addresses import read_address
from crawler.addresses.forms import load_grammars
from crawler.base.faults import UsageFault
from crawler.contract import sources_by_field
from crawler.model import Page
from crawler.reading.page import read_page
from crawler.sources import Source, load_source

SOURCE = """
name = "Quay Wire"
base = "http://quay.example"
story = ['^/bulletins/']

[[address]]
form = '{form}'
example = "/bulletins/ports/2003/kcna0403b.html"
gives = {{ section = "bulletins", topic = "ports", code = "kcna", date = "2003-04-03" }}
"""
FORM = (
    r"/(?P<section>bulletins)/(?P<topic>[a-z]+)/(?P<year>\d{4})"
    r"/(?P<code>{AGENCY})(?P<month>\d\d)(?P<day>\d\d)[a-z]?$"
)
URL = "http://quay.example/bulletins/ferries/2001/irna1117.html"
STORY = (
    "<html><body><h1>Ferry Line Reopens</h1>"
    "<p>The ferry between the two harbours sails again, the port authority said on Saturday, after"
    " eleven weeks in which its passengers had to take the road around the bay.</p>"
    "<p>The first boat left at dawn with ninety passengers and came back in the evening.</p>"
    "</body></html>"
)


def write(folder: Path, form: str) -> Path:
    file = folder / "quay.toml"
    file.write_text(SOURCE.replace("{form}", form).replace("{{", "{").replace("}}", "}"))
    return file


def page_of(source: Source, url: str) -> Page:
    return Page(
        url,
        source.id,
        STORY.encode(),
        datetime(2004, 1, 1, tzinfo=UTC),
        address_forms=source.address,
    )


def test_a_new_archive_is_one_file(tmp_path: Path) -> None:
    source = load_source(write(tmp_path, FORM))

    (record,) = read_page(page_of(source, URL)).records

    assert record.published.date == "2001-11-17"
    evidence = sources_by_field(record.evidence)
    assert evidence["published"] == "url"
    assert (record.infosource.code, evidence["infosource"]) == ("irna", "url")
    assert record.subjects[:2] == ("bulletins", "ferries")
    assert source.address_of(URL).is_archived


def test_the_form_of_a_source_holds_for_its_pages_only(tmp_path: Path) -> None:
    load_source(write(tmp_path, FORM))

    assert read_address(URL).day is None
    assert read_address(URL).code is None


@pytest.mark.parametrize(
    ("form", "cause"),
    [
        (
            FORM.replace("(?P<topic>", "(?:"),
            "gives {'section': 'bulletins', 'code': 'kcna', 'date'",
        ),
        (FORM.replace("/(?P<code>", "/lamp(?P<code>"), "gives {} for its example"),
        (FORM.replace("<day>", "<d>"), "unknown group d"),
        ("(", "invalid pattern: missing )"),
    ],
)
def test_a_form_without_proof_does_not_load(tmp_path: Path, form: str, cause: str) -> None:
    file = write(tmp_path, form)

    with pytest.raises(UsageFault, match=re.escape(cause)) as fault:
        load_source(file)

    assert str(fault.value).startswith(f"{file}: address: ")


def test_every_shipped_form_has_proved_itself() -> None:
    assert sum(len(grammar.address) for grammar in load_grammars()) > 10


def test_a_day_that_is_none_gives_nothing() -> None:
    assert read_address("http://quay.example/item/2004/200411/news11/31.htm").day is None
