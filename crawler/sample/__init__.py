"""A small archive of invented wire stories, and the server that plays its host."""
