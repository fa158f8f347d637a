"""The newest state of a dump and the deltas between its versions, kept ready as files after each
run, at a cost that grows with what has changed."""
