"""Boilerplate rules are data with examples; a rule without them does not load."""

from pathlib import Path

import pytest

from crawler.base.faults import UsageFault
from crawler.reading.parse.tree import parse, text_of
from crawler.reading.rules import load_rules, read_rules
from crawler.reading.rules.adverts import strip_adverts

LINE = """
[[line]]
id = "lamp"
where = "anywhere"
text = '''Buy a lamp!'''
hits = {hits}
spares = {spares}
"""


def rule_file(folder: Path, text: str) -> Path:
    file = folder / "own.toml"
    file.write_text(text)
    return file


def test_every_shipped_rule_matches_its_examples() -> None:
    rules = load_rules()

    assert len(rules.boxes) > 5
    assert len(rules.adverts) > 3
    assert len(rules.lines) > 20


def test_ids_are_unique() -> None:
    rules = load_rules()
    ids = [rule.id for rule in (*rules.boxes, *rules.adverts, *rules.lines)]

    assert len(ids) == len(set(ids))


def test_a_rule_that_matches_its_examples_loads(tmp_path: Path) -> None:
    file = rule_file(tmp_path, LINE.format(hits=["Buy a lamp!"], spares=["Buy a lamp! she said."]))

    assert [rule.id for rule in read_rules(file).lines] == ["lamp"]


@pytest.mark.parametrize(
    ("hits", "spares", "cause"),
    [
        ([], ["Lamps are sold."], "needs hits and spares"),
        (["Buy a lamp!"], [], "needs hits and spares"),
        (
            ["Buy two lamps!"],
            ["Lamps are sold."],
            "does not match example 'Buy two lamps!'",
        ),
        (["Buy a lamp!"], ["Buy a lamp!"], "matches negative example 'Buy a lamp!'"),
    ],
)
def test_a_rule_that_fails_its_examples_does_not_load(
    tmp_path: Path, hits: list[str], spares: list[str], cause: str
) -> None:
    file = rule_file(tmp_path, LINE.format(hits=hits, spares=spares))

    with pytest.raises(UsageFault, match=f"own.toml: rule lamp: {cause}"):
        read_rules(file)


@pytest.mark.parametrize(
    "text", ["[[line]]\nid = 'x'", "[[lines]]\n", "not toml at all", LINE.format(hits=1, spares=2)]
)
def test_an_invalid_file_is_reported_in_one_line(tmp_path: Path, text: str) -> None:
    with pytest.raises(UsageFault) as caught:
        read_rules(rule_file(tmp_path, text))

    assert str(caught.value).startswith(str(tmp_path / "own.toml"))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("written", ["", "<span class=icon></span>", "<br clear=all>"])
def test_an_advert_is_found_in_markup_that_is_no_xml_without_attributes(written: str) -> None:
    body = f"<p>It rained.</p><p class=a>Join the mailing list{written}</p>"
    root = parse(body.encode())
    removed = strip_adverts(root, body.encode())
    assert [(each.rule, each.text) for each in removed] == [
        ("gs-mailing-list", "Join the mailing list")
    ]
    assert text_of(root) == "It rained."
