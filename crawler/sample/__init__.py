"""A small archive of invented wire stories, and a local HTTP server for it."""
