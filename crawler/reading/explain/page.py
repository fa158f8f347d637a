"""Explanations as one self-contained HTML page, without scripts or external resources."""

from collections.abc import Sequence
from importlib.resources import files

from jinja2 import Environment, StrictUndefined

from crawler.reading.explain.values import Explanation


def html_page(explanations: Sequence[Explanation]) -> str:
    """Return the HTML page: fields at the top, kept and removed texts side by side below."""
    template = files(__package__).joinpath("page.html").read_text("utf-8")
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(template).render(explanations=explanations)
