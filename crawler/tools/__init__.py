"""Tools for consumers of a dump: snapshot, delta, apply, log, verify."""
