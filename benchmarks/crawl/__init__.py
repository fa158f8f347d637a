"""Measure a whole crawl, from fetch to published dump, against other crawlers."""
