"""Parse page bytes into a tree, blocks and metadata."""
