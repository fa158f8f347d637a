"""The dump format and how to read it; docs/dump.md documents it for consumers."""
