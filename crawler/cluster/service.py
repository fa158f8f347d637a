"""The service that workers coordinate by: Valkey or Redis, through its ordinary client.

Every call waits for a service that is away, up to `Terms.patience`, and is safe to be sent again:
the scripts give a repeated call the same effect.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any, Self, TypeVar

import msgspec
from valkey.asyncio import Valkey
from valkey.asyncio.retry import Retry
from valkey.backoff import NoBackoff
from valkey.exceptions import (
    BusyLoadingError,
    ReadOnlyError,
    TryAgainError,
    ValkeyError,
)
from valkey.exceptions import (
    ConnectionError as LostConnectionError,
)
from valkey.exceptions import (
    TimeoutError as SlowError,
)

from crawler.base.events import Event, log_event
from crawler.base.faults import UsageFault
from crawler.cluster import scripts
from crawler.cluster.address import ClusterAddress
from crawler.cluster.keys import Keys
from crawler.cluster.rounds import Round

AWAY = (LostConnectionError, SlowError, BusyLoadingError, ReadOnlyError, TryAgainError, OSError)
"""Errors of a service that is restarting, failing over or unreachable."""
LONGEST_PAUSE = 2.0
"""Seconds between two attempts, at most."""

T = TypeVar("T")
logger = logging.getLogger("crawler.cluster")

_rounds = msgspec.msgpack.Decoder(Round)
_encode = msgspec.msgpack.Encoder().encode


class ServiceLostError(Exception):
    """The service was away for too long."""


class Service:
    """A connection to the service, for one dump."""

    def __init__(self, address: ClusterAddress, dump: str) -> None:
        """`dump` is its URL without secrets, the same on every machine."""
        self.address = address
        self.terms = address.terms
        self.keys = Keys.of(dump)
        self.client = Valkey.from_url(
            address.url,
            socket_timeout=10,
            socket_connect_timeout=5,
            retry=Retry(NoBackoff(), 0),
            protocol=3,
        )
        self._scripts = {
            name: self.client.register_script(getattr(scripts, name))
            for name in ("TAKE", "RENEW", "GIVE_BACK", "FINISH", "DELIVER", "SWAP", "STATUS")
        }

    @classmethod
    async def connect(cls, address: ClusterAddress, dump: str) -> Self:
        """Connect; raise UsageFault, in one line, if the service is unreachable or refuses."""
        service = cls(address, dump)
        try:
            await service.client.ping()
        except (ValkeyError, OSError) as error:
            await service.close()
            cause = " ".join(str(error).split()) or type(error).__name__
            raise UsageFault(f"WIRE_CLUSTER: {address.shown}: {cause}") from None
        return service

    async def close(self) -> None:
        """Close the connection."""
        await self.client.aclose()

    async def call(self, ask: Callable[[], Awaitable[T]]) -> T:
        """Ask the service, again and again while it is away. Raises ServiceLostError."""
        since, pause = None, 0.05
        while True:
            try:
                answer = await ask()
            except AWAY as error:
                now = time.monotonic()
                if since is None:
                    since = now
                    reason = f"{self.address.shown}: {error or type(error).__name__}"
                    log_event(logger, logging.WARNING, Event.CLUSTER_AWAY, reason=reason)
                if now - since > self.terms.patience:
                    raise ServiceLostError(
                        f"{self.address.shown}: away for {self.terms.patience:g} s: {error}"
                    ) from None
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
                continue
            if since is not None:
                reason = f"{self.address.shown}: after {time.monotonic() - since:.1f} s"
                log_event(logger, logging.WARNING, Event.CLUSTER_BACK, reason=reason)
            return answer

    async def run(self, script: str, keys: Sequence[str], *arguments: str | int | bytes) -> Any:
        """Run a script of `scripts.py`."""
        return await self.call(lambda: self._scripts[script](list(keys), list(arguments)))

    async def now(self) -> int:
        """Return the time of the service, in milliseconds."""
        seconds, micros = await self.call(lambda: self.client.time())
        return int(seconds) * 1000 + int(micros) // 1000

    # --- rounds ---

    async def round(self) -> tuple[Round | None, bytes]:
        """Return the last round, and its bytes for `swap_round`."""
        data = await self.call(lambda: self.client.get(self.keys.round))
        return (_rounds.decode(data), data) if data else (None, b"")

    async def swap_round(self, expected: bytes, new: Round) -> bool:
        """Replace the last round unless another machine was faster; return whether it is done."""
        data = _encode(new)
        if await self.run("SWAP", [self.keys.round], expected, data):
            return True
        return bool((await self.round())[1] == data)  # done, but the answer was lost

    async def write_table(
        self, due: str, pauses: str, scores: Mapping[str, int], waits: Mapping[str, int]
    ) -> None:
        """Write the leases of a round before it is opened."""
        names = sorted(scores)
        for some in (names[at : at + 1000] for at in range(0, len(names), 1000)):
            await self.call(lambda some=some: self.client.zadd(due, {n: scores[n] for n in some}))  # type: ignore[misc]
            await self.call(
                lambda some=some: self.client.hset(pauses, mapping={n: waits[n] for n in some})  # type: ignore[misc]
            )

    async def expire(self, keys: Iterable[str], seconds: int) -> None:
        """Let the service delete keys after a while."""
        for key in keys:
            await self.call(lambda key=key: self.client.expire(key, seconds))  # type: ignore[misc]
