"""Maintenance of a dump: expire what is older than a stated retention, and put many small parts
and runs together as few."""
