"""A lease that is renewed in the background while something is done under it."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from crawler.cluster.lease_table import Grant
from crawler.cluster.leases import Lease, renewal_interval
from crawler.cluster.service import ServiceLostError
from crawler.cluster.tables import Table

_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def clock() -> float:
    """Return seconds that also pass while the machine is suspended, where the system counts
    them."""
    return time.clock_gettime(_CLOCK)


class Holding:
    """A lease and whether it is lost."""

    def __init__(self, lease: Lease) -> None:
        self.lease = lease
        self.is_lost = False

    @property
    def is_held(self) -> bool:
        """Whether nobody else can have it now."""
        return not self.is_lost and self.lease.may_send(clock())


@asynccontextmanager
async def held(table: Table, grant: Grant, ttl: float, asked: float) -> AsyncIterator[Holding]:
    """Renew a lease that was asked for at a time, until the block ends; then give it back."""
    holding = Holding(Lease.granted(grant.shard, grant.token, ttl, asked))
    renewing = asyncio.create_task(_renew(table, holding))
    try:
        yield holding
    finally:
        renewing.cancel()
        if not holding.is_lost:
            await table.give_back(grant.shard, grant.token, 0)


async def _renew(table: Table, holding: Holding) -> None:
    lease = holding.lease
    while True:
        await asyncio.sleep(renewal_interval(lease.ttl))
        asked = clock()
        try:
            is_renewed = await table.renew(lease.shard, lease.token, 0)
        except ServiceLostError:
            is_renewed = False
        if not is_renewed:
            holding.is_lost = True
            return
        holding.lease = holding.lease.renewed(asked)
