"""One crawl on several machines: shards, leases, rounds, and the settler that publishes them.

`shards`, `lease_table`, `leases`, `rounds` and `scheduling` are pure: no clock, no network.
"""
