"""For consumers of a dump: snapshot, delta, apply, history, verify."""
