"""Politeness and safety towards hosts: pure decisions, without network access."""
