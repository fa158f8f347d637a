"""Split bylines into names of people and organisations, without posts, handles and times.

Metadata, articles and records all use `split_names`; its word lists are in `words.toml`.
"""

from crawler.reading.names.judging import (
    bare,
    is_company,
    is_desk,
    is_organisation,
    is_spelt_out,
    same_name,
)
from crawler.reading.names.printed import byline_of, is_printed_name, printed_span
from crawler.reading.names.splitting import is_labelled, split_names, strip_label, strip_role

__all__ = (
    "bare",
    "byline_of",
    "is_company",
    "is_desk",
    "is_labelled",
    "is_organisation",
    "is_printed_name",
    "is_spelt_out",
    "printed_span",
    "same_name",
    "split_names",
    "strip_label",
    "strip_role",
)
