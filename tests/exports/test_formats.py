"""Records as ninjs and as NewsArticle: valid by the formats' own schemas, nothing invented."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema_rs
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from rdflib import namespace

from crawler.contract import (
    AgentRule,
    Image,
    Moment,
    Record,
    Rights,
    Statement,
    empty_record,
)
from crawler.exports import FORMATS
from crawler.exports.newsarticle import news_article
from crawler.exports.ninjs import ninjs
from crawler.exports.uris import uri_of
from crawler.exports.usage import RSL
from tests.support.golden import goldens, read
from tests.support.schema_org import PROPERTIES, faults

ROOT = Path(__file__).parents[2]
EXAMPLE = msgspec.json.decode(
    (ROOT / "crawler" / "contract" / "example.json").read_bytes(), type=Record
)
NINJS = jsonschema_rs.validator_for(
    json.loads((Path(__file__).parent / "ninjs-3.1.schema.json").read_bytes()),
    validate_formats=True,
)
BARE = replace(
    empty_record(
        *(EXAMPLE.id, EXAMPLE.source, EXAMPLE.url, EXAMPLE.fetched_at, EXAMPLE.extractor),
        EXAMPLE.raw,
    ),
    digest=EXAMPLE.digest,
)
"""A record that states nothing that it need not."""


def check(record: Record) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a record in both formats, as JSON; fail if one is not valid."""
    made = [json.loads(json.dumps(convert(record))) for convert in (ninjs, news_article)]
    assert [str(error) for error in NINJS.iter_errors(made[0])] == []
    assert faults(made[1]) == []
    assert all(map(is_filled, made))
    return made[0], made[1]


def is_filled(value: Any) -> bool:
    """Return whether nothing in an object is null or empty."""
    if isinstance(value, dict | list):
        inside = value.values() if isinstance(value, dict) else value
        return bool(value) and all(map(is_filled, inside))
    return value is not None and value != ""


@pytest.mark.parametrize("name", FORMATS)
def test_the_example_beside_each_table(name: str) -> None:
    file = ROOT / "crawler" / "exports" / f"{name}.example.json"

    assert FORMATS[name](EXAMPLE) == json.loads(file.read_bytes())
    check(EXAMPLE)


@pytest.mark.slow
def test_records_of_saved_pages() -> None:
    records = [record for page in list(goldens())[::3] for record in read(page)]

    assert len(records) > 40
    for record in records:
        check(record)


def test_what_a_record_does_not_state_is_absent() -> None:
    news, article = check(BARE)

    assert news.keys() == {
        *("uri", "type", "version", "versionCreated", "pubStatus", "renditions", "altIds"),
        "standard",
    }
    assert article.keys() == {
        *("@context", "@type", "@id", "url", "identifier", "version", "creativeWorkStatus"),
    }


def test_a_day_stays_a_day() -> None:
    """ninjs has only moments: a day is in a description, and no time is invented for it."""
    record = replace(EXAMPLE, published=Moment("1969-07-20"), updated=Moment("1969-07-21"))
    news, article = check(record)

    assert "contentCreated" not in news
    days = {each["role"]: each["value"] for each in news["descriptions"]}
    assert (days["published"], days["updated"]) == ("1969-07-20", "1969-07-21")
    assert (article["datePublished"], article["dateModified"]) == ("1969-07-20", "1969-07-21")


@pytest.mark.parametrize(
    ("op", "pubstatus", "code"),
    [
        ("add", "usable", "usable"),
        ("modify", "withheld", "withheld"),
        ("delete", "canceled", "canceled"),
        ("delete", "usable", "canceled"),
    ],
)
def test_deleted_and_embargoed_stories(op: Any, pubstatus: Any, code: str) -> None:
    note = "EDITORS: NOT FOR USE"
    record = replace(EXAMPLE, op=op, pubstatus=pubstatus, corrected=False, ednote=note)
    news, article = check(record)

    assert (news["pubStatus"], news["edNote"]) == (code, note)
    assert article["creativeWorkStatus"]["termCode"] == code
    assert article["creativeWorkStatus"].get("description") == (note if code != "usable" else None)
    assert "correction" not in article


def test_an_erased_story() -> None:
    news, article = check(
        replace(BARE, op="delete", pubstatus="canceled", supersedes=None, url="https://a.example/")
    )

    assert "bodies" not in news
    assert "articleBody" not in article


def test_an_agency_as_its_writer_is_no_person() -> None:
    record = replace(EXAMPLE, authors=("the Associated Press", "Ines Marlowe"))

    assert [each["@type"] for each in news_article(record)["author"]] == ["Organization", "Person"]


HOSTILE_RIGHTS = Rights(
    "allowed", "noai", "GPTBot: noai", "1", "CC BY 4.0", "terms of mining", "ai-train=no",
    "train-ai=n", "/rsl.xml", "All rights reserved", ("not a url", "https://a.example/größe"),
    "see below", "©", "made by hand", (AgentRule("GPTBot", False),),
    (Statement("x_robots_tag", "noai", "http header"),),
)  # fmt: skip


def test_urls_that_are_none() -> None:
    record = replace(
        EXAMPLE,
        rights=HOSTILE_RIGHTS,
        url="http://[::1/a b",
        canonical_url="/relative",
        image=Image("img/a.jpg", "Tam"),
    )
    news, article = check(record)

    assert "renditions" not in news
    assert {"role": "url", "value": "http://[::1/a b"} in news["altIds"]
    assert news["digitalSourceType"] == {"literal": "made by hand"}
    assert news["rightsInfo"] == {"linkedRights": "https://a.example/gr%C3%B6%C3%9Fe"}
    assert "Barred by robots.txt: GPTBot" in news["usageTerms"].splitlines()
    assert "url" not in article
    assert {"@type": "CreativeWork", "name": "All rights reserved"} in article["license"]


def test_a_licence_in_the_page_itself() -> None:
    xml = '<rsl xmlns="https://rslstandard.org/rsl">\n<content url="/"/></rsl>'
    record = replace(EXAMPLE, rights=replace(EXAMPLE.rights, rsl_license=xml))
    news, article = check(record)

    assert news["rightsInfo"] == {"langId": "https://rslstandard.org/rsl", "encodedRights": xml}
    assert {"@type": "CreativeWork", "encodingFormat": RSL, "text": xml} in article["license"]


URLS = st.builds(
    "{}://{}/{}?{}#{}".format,
    st.sampled_from(["http", "https", "ftp", "mailto"]),
    st.text(max_size=12) | st.text("[]:@/0aü%", max_size=12),
    *(st.text(max_size=12) for _ in range(3)),
)


@settings(max_examples=300)
@given(URLS | st.text(max_size=30))
def test_any_text_is_a_valid_uri_or_none(text: str) -> None:
    check(replace(BARE, url=text or "x", canonical_url=text or None, image=Image(text or "x")))
    uri = uri_of(text)
    assert uri is None or uri_of(uri) == uri


def test_the_table_of_schema_org_has_its_terms() -> None:
    known = namespace.SDO.__annotations__
    newer = {"digitalSourceType"}  # than the list of rdflib
    for kind, properties in PROPERTIES.items():
        assert kind in known
        for name, types in properties.items():
            assert name in newer or name in known, name
            assert all(each in known or re.match("IPTC", each) for each in types)
