"""The names of writers: parted, cleaned of posts, handles and times, and judged.

`part_names` is asked by metadata, articles and records alike; the words are data: `words.toml`.
"""

from crawler.names.parting import part_names, strip_label
from crawler.names.printed import byline_of, printed_span
from crawler.names.judging import is_body, same_name

__all__ = ("byline_of", "is_body", "part_names", "printed_span", "same_name", "strip_label")
