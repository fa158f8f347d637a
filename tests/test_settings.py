"""Settings, and which are refused before anything is started."""

import re
import sys
from pathlib import Path
from typing import get_args

import pytest

import settings
from crawler.base.faults import UsageFault
from crawler.run.settings import (
    Settings,
    View,
    read_environment,
    read_settings,
    usable_processors,
)
from crawler.views.keep import VIEWS

DEFAULTS = {name: value for name, value in vars(settings).items() if name.startswith("WIRE_")}


def read(**given: str) -> Settings:
    return read_settings(DEFAULTS | given)


def test_the_table_has_all_of_them_and_no_other() -> None:
    table = Path("docs/operating.md").read_text(encoding="utf-8")
    documented = re.findall(r"^\| `(WIRE_\w+)` \|", table, re.MULTILINE)

    assert sorted(documented) == sorted(DEFAULTS)
    assert sorted(documented) == sorted(
        f"WIRE_{name.upper()}" for name in Settings.__struct_fields__
    )


def test_commands_outside_scrapy_have_the_same_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_environment(DEFAULTS["WIRE_DUMP"]) == read_settings(DEFAULTS)

    monkeypatch.setenv("WIRE_COMPRESSION", "zstd")

    assert read_environment("/srv/dump").compression == "zstd"
    assert read_environment("/srv/dump").dump == "/srv/dump"


def test_none_and_zero_are_two_things() -> None:
    assert read_settings(DEFAULTS | {"WIRE_PROGRESS": 0, "WIRE_READERS": 0}).progress == 0
    assert read_settings(DEFAULTS | {"WIRE_READERS": 0}).readers == 0
    assert read_settings(DEFAULTS | {"WIRE_READERS": None}).readers == usable_processors()


def test_without_a_word_there_are_as_many_readers_as_processors() -> None:
    assert read(WIRE_READERS="3").readers == 3
    assert read(WIRE_READERS="").readers == usable_processors() >= 1


def test_views_are_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    assert get_args(View) == tuple(VIEWS)
    assert read(WIRE_VIEWS=" delta, ninjs,").views == ("delta", "ninjs")
    assert read(WIRE_VIEWS="").views == read().views == ()

    monkeypatch.setattr("sys.modules", {**sys.modules, "deltalake": None})
    assert read(WIRE_VIEWS="ninjs").views == ("ninjs",)
    with pytest.raises(UsageFault, match=r"^WIRE_VIEWS: delta needs deltalake: pip install"):
        read(WIRE_VIEWS="ninjs,delta")


@pytest.mark.parametrize("contact", ["a@b.example", "mailto:a@b.example", "https://b.example/us"])
def test_a_contact_is_an_address(contact: str) -> None:
    assert read(WIRE_CONTACT=contact).contact == contact


@pytest.mark.parametrize(
    ("given", "line"),
    [
        ({"WIRE_COMPRESSION": "xz"}, "WIRE_COMPRESSION: 'xz' is not gzip or zstd"),
        ({"WIRE_LOG": "xml"}, "WIRE_LOG: 'xml' is not text or json"),
        ({"WIRE_READERS": "two"}, "WIRE_READERS: 'two' is not a number of processes"),
        ({"WIRE_READERS": "-1"}, "WIRE_READERS: '-1' is not a number of processes"),
        ({"WIRE_DRAIN": "soon"}, "WIRE_DRAIN: 'soon' is not a number of seconds"),
        ({"WIRE_DRAIN": "nan"}, "WIRE_DRAIN: 'nan' is not a number of seconds"),
        ({"WIRE_PROGRESS": "-1"}, "WIRE_PROGRESS: '-1' is not a number of seconds"),
        ({"WIRE_PROGRESS": "inf"}, "WIRE_PROGRESS: 'inf' is not a number of seconds"),
        ({"WIRE_CONTACT": "me"}, "WIRE_CONTACT: 'me' is not a mail address or URL"),
        (
            {"WIRE_VIEWS": "delta,iceberg"},
            "WIRE_VIEWS: 'delta,iceberg' is not a list of croissant, datapackage, delta,",
        ),
        ({"WIRE_VIEWS": "ninjs", "WIRE_LATEST": "off"}, "WIRE_VIEWS: views are made of the newest"),
        ({"WIRE_DUMPS": "x"}, "WIRE_DUMPS: unknown setting (did you mean WIRE_DUMP?)"),
        ({"WIRE_COLOUR": "x"}, "WIRE_COLOUR: unknown setting (known: WIRE_DUMP, WIRE_S"),
        ({"WIRE_DUMP": "~/x"}, "WIRE_DUMP: '~/x': ~ was not expanded by a shell; did you mean /"),
        ({"WIRE_STATE": "~"}, "WIRE_STATE: '~': ~ was not expanded by a shell; did you mean /"),
        ({"WIRE_DUMP": "s3:/b/x?a=y"}, "WIRE_DUMP: 's3:/b/x' is a path: did you mean s3://b/x?"),
        ({"WIRE_SOURCES": "file:/x"}, "WIRE_SOURCES: 'file:/x' is a path: did you mean file:///x?"),
        ({"WIRE_METRICS": "/wire.txt"}, "WIRE_METRICS: /wire.txt: node_exporter requires"),
        ({"WIRE_METRICS": "/no/such/a.prom"}, "WIRE_METRICS: /no/such is not a writable folder"),
    ],
)
def test_what_cannot_be(given: dict[str, str], line: str) -> None:
    with pytest.raises(UsageFault, match=f"^{re.escape(line)}"):
        read(**given)


def test_a_misspelt_name_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIRE_CONTACTS", "desk@ledger.example")

    with pytest.raises(UsageFault, match=r"^WIRE_CONTACTS: unknown setting"):
        read()
