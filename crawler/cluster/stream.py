"""The stream of a round's entries, as the settler reads it: a consumer group with one consumer."""

from collections.abc import Sequence

from valkey.exceptions import ResponseError

from crawler.cluster.keys import RoundKeys
from crawler.cluster.service import Service

GROUP = "settler"
WAIT = 500
"""Longest time to wait for new entries, in milliseconds."""

Message = tuple[str, bytes]
"""Id in the stream, and entry."""


class Stream:
    """The entries that are not journalled yet."""

    def __init__(self, service: Service, keys: RoundKeys, consumer: str) -> None:
        self._service = service
        self._key = keys.entries
        self._consumer = consumer

    async def open(self) -> None:
        """Create the consumer group if it is missing."""
        try:
            await self._service.call(
                lambda: self._service.client.xgroup_create(self._key, GROUP, "0", mkstream=True)
            )
        except ResponseError as error:
            if "BUSYGROUP" not in str(error):
                raise

    async def pending(self, count: int) -> list[Message]:
        """Claim entries that an earlier settler has read and not acknowledged, oldest first.

        There is one settler at a time, so none of them is in good hands.
        """
        found: list[Message] = []
        start = "0-0"
        while len(found) < count:
            claimed = await self._service.call(
                lambda start=start: self._service.client.xautoclaim(  # type: ignore[misc]
                    self._key, GROUP, self._consumer, 0, start, count=count
                )
            )
            start = claimed[0].decode()
            found += map(_message, claimed[1])
            if start == "0-0":
                break
        return found

    async def new(self, count: int) -> list[Message]:
        """Return entries that no settler has read; empty if none comes for a while."""
        answer = await self._service.call(
            lambda: self._service.client.xreadgroup(
                GROUP, self._consumer, {self._key: ">"}, count=count, block=WAIT
            )
        )
        if not answer:
            return []
        entries = answer[self._key.encode()] if isinstance(answer, dict) else answer[0][1]
        if entries and isinstance(entries[0], list) and isinstance(entries[0][0], list | tuple):
            entries = entries[0]  # RESP3 has one list more
        return [*map(_message, entries)]

    async def done(self, ids: Sequence[str]) -> None:
        """Acknowledge and delete entries: they are in the journal."""
        client, key = self._service.client, self._key
        if ids:
            await self._service.call(lambda: client.xack(key, GROUP, *ids))
            await self._service.call(lambda: client.xdel(key, *ids))


def _message(entry: tuple[bytes, dict[bytes, bytes] | list[bytes]]) -> Message:
    name, fields = entry
    if isinstance(fields, list):
        fields = dict(zip(fields[::2], fields[1::2], strict=True))
    return name.decode(), fields[b"entry"]
