"""A proxy that stands between a client and a real S3 server, and goes wrong by plan."""
