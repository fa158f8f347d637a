"""TOML tables of all kinds: an invalid one is refused with file, key and cause."""

import re
from pathlib import Path

import pytest
from msgspec import Struct

from crawler.agencies import read_family
from crawler.base.faults import UsageFault
from crawler.base.toml import load_toml
from crawler.reading.rules import read_rules


class Lamp(Struct, frozen=True, forbid_unknown_fields=True):
    """A table with a pattern."""

    name: str
    text: re.Pattern[str]
    id: str = ""


class Lamps(Struct, frozen=True, forbid_unknown_fields=True):
    """A file with tables."""

    lamp: tuple[Lamp, ...] = ()


def write(folder: Path, text: str) -> Path:
    file = folder / "own.toml"
    file.write_text(text)
    return file


def test_values_have_their_types(tmp_path: Path) -> None:
    file = write(tmp_path, "name = 'bow'\ntext = 'b.w'\n")

    lamp = load_toml(file, Lamp, flags=re.IGNORECASE, id="own")

    assert (lamp.name, lamp.id) == ("bow", "own")
    assert lamp.text.fullmatch("BOW")


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("[[lamp]", "not TOML: "),
        ("[[lamp]]\nname = 'bow'\n", "lamp[0]: Object missing required field `text`"),
        ("[[lamp]]\nname = 'bow'\ntext = '('\n", "lamp[0].text: invalid pattern '('"),
        ("[[lamp]]\nname = 'bow'\ntext = 5\n", "lamp[0].text: invalid pattern 5"),
        ("[[lamp]]\nnames = 'bow'\n", "lamp[0]: Object contains unknown field `names` (did you"),
        ("lamps = []\n", "Object contains unknown field `lamps` (did you mean lamp?)"),
    ],
)
def test_errors_name_the_key(tmp_path: Path, text: str, cause: str) -> None:
    file = write(tmp_path, text)

    with pytest.raises(UsageFault) as fault:
        load_toml(file, Lamps)

    assert str(fault.value).startswith(f"{file}: {cause}")
    assert "\n" not in str(fault.value)


def test_a_field_that_the_loader_sets_is_refused(tmp_path: Path) -> None:
    file = write(tmp_path, "name = 'bow'\ntext = 'b'\nid = 'mine'\n")

    with pytest.raises(UsageFault, match="id: not allowed"):
        load_toml(file, Lamp, id="own")


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageFault, match="No such file"):
        load_toml(tmp_path / "none.toml", Lamps)


def test_rules_and_agencies_are_read_by_it(tmp_path: Path) -> None:
    rule = write(
        tmp_path, "[[line]]\nid = 'a'\nwhere = 'nowhere'\ntext = 'a'\nhits = []\nspares = []"
    )
    with pytest.raises(UsageFault, match=re.escape("line[0].where: Invalid enum value")):
        read_rules(rule)
    agency = write(tmp_path, "[[agency]]\ncode = 'lamp'\nname = 'Lamp'\nmark = []\n")
    with pytest.raises(UsageFault, match=re.escape("agency[0]: Object contains unknown field")):
        read_family(agency)
