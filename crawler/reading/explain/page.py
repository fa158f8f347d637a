"""Explanations as one HTML page that needs nothing beside it: no style sheet, no script, no net."""

from collections.abc import Sequence
from importlib.resources import files

from jinja2 import Environment, StrictUndefined

from crawler.reading.explain.told import Explanation


def html_page(explanations: Sequence[Explanation]) -> str:
    """The page: kept and removed side by side, the fields above them."""
    template = files(__package__).joinpath("page.html").read_text("utf-8")
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(template).render(explanations=explanations)
