"""Inspection of a page: as fetched and as read, side by side, in one HTML file."""
