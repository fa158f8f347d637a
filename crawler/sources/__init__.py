"""The archives we read: one TOML file each (docs/sources.md), and the strict loader."""

from crawler.sources.load import SHIPPED, load_source, load_sources, with_base
from crawler.sources.source import Gates, Gone, Limits, Revisit, Source

__all__ = [
    "SHIPPED",
    "Gates",
    "Gone",
    "Limits",
    "Revisit",
    "Source",
    "load_source",
    "load_sources",
    "with_base",
]
