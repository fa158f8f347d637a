"""The pure core of Wirecrawl: pages in, records out, dumps published. Never imports Scrapy."""

__version__ = "0.1.0"
EXTRACTOR = f"wirecrawl/{__version__}"
"""What `Record.extractor` says: the version that read the page."""
