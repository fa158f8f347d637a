"""Bytes to tree to blocks, and the metadata of the page."""
