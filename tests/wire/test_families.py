"""Families are data with examples; a form without an example does not load."""

from pathlib import Path

import pytest

from crawler.agencies import load_families, read_family
from crawler.base.faults import UsageFault

HEADER = """
[[header]]
form = '{form}'
example = "{example}"
gives = {{ {gives} }}
"""


def family_file(folder: Path, text: str) -> Path:
    file = folder / "own.toml"
    file.write_text(text)
    return file


def test_every_shipped_family_loads() -> None:
    codes = [agency.code for family in load_families() for agency in family.agency]

    assert len(codes) == len(set(codes))
    assert len(codes) > 30


@pytest.mark.parametrize(
    ("form", "example", "gives", "cause"),
    [
        ("Lamp no\\. .*", "Lamp 5", "", "does not match"),
        ("Lamp (?P<story_number>.*)", "Lamp 5", "", "gives"),
        ("Lamp (", "Lamp (", "", "invalid pattern"),
    ],
)
def test_a_form_that_its_example_belies_does_not_load(
    tmp_path: Path, form: str, example: str, gives: str, cause: str
) -> None:
    file = family_file(tmp_path, HEADER.format(form=form, example=example, gives=gives))

    with pytest.raises(UsageFault, match=cause) as fault:
        read_family(file)

    assert "own.toml" in str(fault.value)


def test_a_key_that_no_family_has_is_named(tmp_path: Path) -> None:
    file = family_file(tmp_path, "[[agency]]\ncode = 'lamp'\nname = 'Lamp'\nlins = []\n")

    with pytest.raises(UsageFault, match="lins"):
        read_family(file)
