"""Faults of an S3 server, caused by a proxy in front of it."""
