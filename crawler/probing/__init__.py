"""Checks of a source against its site, and proposals for a new source."""
