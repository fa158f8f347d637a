"""Sources: one TOML file per archive (docs/sources.md), and the strict loader."""

from crawler.sources.load import SHIPPED, find_source, load_source, load_sources, with_base
from crawler.sources.source import Agency, Gates, Gone, Limits, Revisit, Source

__all__ = [
    "SHIPPED",
    "Agency",
    "Gates",
    "Gone",
    "Limits",
    "Revisit",
    "Source",
    "find_source",
    "load_source",
    "load_sources",
    "with_base",
]
