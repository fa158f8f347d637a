"""Benchmark commands. docs/speed.md documents how to run them, and their results."""
