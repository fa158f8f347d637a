"""The write side of a dump."""
