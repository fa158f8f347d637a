"""Measure main-text extraction on sites without rules of their own, and grow the forest."""
