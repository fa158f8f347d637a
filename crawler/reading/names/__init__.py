"""Split bylines into names; strip posts, handles and times; classify each as a person or body.

Metadata, articles and records all use `part_names`; its word lists are in `words.toml`.
"""

from crawler.reading.names.judging import (
    bare,
    is_body,
    is_company,
    is_desk,
    is_spelt_out,
    same_name,
)
from crawler.reading.names.parting import is_labelled, part_names, strip_label, strip_role
from crawler.reading.names.printed import byline_of, is_printed_name, printed_span

__all__ = (
    "bare",
    "byline_of",
    "is_body",
    "is_company",
    "is_desk",
    "is_labelled",
    "is_printed_name",
    "is_spelt_out",
    "part_names",
    "printed_span",
    "same_name",
    "strip_label",
    "strip_role",
)
