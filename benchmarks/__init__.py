"""Commands that measure the reading: docs/speed.md tells how to run them and what they gave."""
