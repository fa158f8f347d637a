"""The write side of a dump: session, spool, parts, publication, recovery, lock."""
