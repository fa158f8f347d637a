"""What cannot be run here: a crawl and a batch on a thousand machines, as discrete events (simpy).

The decisions are those of `crawler.cluster`: its table of leases, leases, shares, shards and rounds
run unchanged. Simulated are machines, network, service and hosts. Addresses are counted, not
listed: an event is a lease, a failure or a back-off, so 10^9 addresses are as cheap as 10^6.
"""
