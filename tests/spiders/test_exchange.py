"""A request is checked last, immediately before it is written."""

import asyncio
import socket

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from scrapy import Request

from spiders.answers import LeaseLostError
from spiders.connection import Connector
from spiders.exchange import Sender


class Gate:
    """What lets a request pass, or not."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def until_may_send(self, host: str) -> None:
        self.asked.append(host)
        raise LeaseLostError("shard")


class Loopback(AbstractResolver):
    """Finds every host on loopback."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = ResolveResult(
            hostname=host, host="127.0.0.1", port=port, family=family, proto=0, flags=0
        )
        return [found]

    async def close(self) -> None:
        """Implement AbstractResolver.close."""


def sent(
    gate: Gate, expected: type[Exception], headers: dict[str, str], host: str = "127.0.0.1"
) -> bytes:
    """Return what a server receives of a request that fails with an exception."""

    async def send() -> bytes:
        received: asyncio.Queue[bytes] = asyncio.Queue()

        async def read(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            received.put_nowait(await reader.read())
            writer.close()

        async with await asyncio.start_server(read, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            connector = Connector(False, resolver=Loopback())
            sender = Sender(connector, lambda: pytest.fail("no TLS"), gate.until_may_send)
            url = f"http://{host}:{port}/"
            with pytest.raises(expected):
                await sender.send(Request(url, headers=headers), url)
            found = await received.get()
            await sender.close()
        return found

    return asyncio.run(send())


@pytest.mark.parametrize(
    ("host", "asked"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("xn--mnchen-3ya.example", "xn--mnchen-3ya.example"),
        ("Wire.Example", "wire.example"),
    ],
)
def test_nothing_is_sent_to_a_host_whose_lease_was_lost_while_it_was_connected(
    host: str, asked: str
) -> None:
    """It is asked for by the name under which shards have it."""
    gate = Gate()

    assert sent(gate, LeaseLostError, {}, host) == b""
    assert gate.asked == [asked]


def test_nothing_but_writing_follows_the_check() -> None:
    """So a process that is suspended is hardly ever suspended in between."""
    gate = Gate()

    assert sent(gate, ValueError, {"X": "not \x00 valid"}) == b""
    assert gate.asked == [], "the request is put together before"
