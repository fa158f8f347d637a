"""How we behave towards hosts, and what we let them do to us: decisions, without the network."""
