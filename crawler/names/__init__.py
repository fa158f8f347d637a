"""The names of writers: parted, cleaned of posts, handles and times, and judged.

`part_names` is asked by metadata, articles and records alike; the words are data: `words.toml`.
"""

from crawler.names.judging import bare, is_body, is_company, same_name
from crawler.names.parting import part_names, strip_label
from crawler.names.printed import byline_of, is_printed_name, printed_span

__all__ = (
    "bare",
    "byline_of",
    "is_body",
    "is_company",
    "is_printed_name",
    "part_names",
    "printed_span",
    "same_name",
    "strip_label",
)
