"""Classify the blocks of a page as story or not."""
