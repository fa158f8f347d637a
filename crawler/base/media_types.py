"""Media types of pages."""

PAGE_TYPES = ("text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml")
"""Types of answers that are read as pages."""
