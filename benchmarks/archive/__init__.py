"""Replay of a WARC file, beside FastWARC with trafilatura and beside its own parts."""
