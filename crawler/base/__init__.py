"""Shared building blocks: text, dates, patterns, faults."""
