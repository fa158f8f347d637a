"""Dumps: what a run writes so that others can rely on it. docs/dump.md tells it to readers."""
