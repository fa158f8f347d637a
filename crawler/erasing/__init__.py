"""Erasing of stories from a dump: find their rows, rewrite the objects that hold them, swap the
index, delete what was replaced."""
