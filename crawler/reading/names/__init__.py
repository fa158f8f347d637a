"""The names of writers: parted, cleaned of posts, handles and times, and judged.

`part_names` is asked by metadata, articles and records alike; the words are data: `words.toml`.
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
