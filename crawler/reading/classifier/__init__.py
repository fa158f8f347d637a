"""Classify the blocks of a page as story or not."""

STRUCTURE = "structure"
"""The reason for a block that the trees reject."""
