"""The settler process of a worker: started, kept alive, and ended with it."""

import asyncio
import logging
import os
import subprocess
import sys
from pathlib import Path

from crawler.cluster.order import SettleOrder, encode_order
from crawler.cluster.relay import replay

RESTARTS = 5
"""Most restarts of a settler that ends with an error."""
PAUSE = 1.0
"""Seconds before a restart."""
_ROOT = Path(__file__).parents[2]

logger = logging.getLogger("crawler.cluster")


class SettlerFailedError(Exception):
    """The settler process keeps failing."""


class SettlerProcess:
    """A process that settles when it is its turn."""

    def __init__(self, order: SettleOrder) -> None:
        self._order = order
        self._process: asyncio.subprocess.Process | None = None
        self._running: asyncio.Task[int] | None = None
        self._is_leaving = False

    async def keep(self) -> None:
        """Run the process until it is stopped; start it again if it ends with an error. Raises
        SettlerFailedError."""
        for _ in range(RESTARTS + 1):
            self._running = asyncio.create_task(self._run())
            code = await asyncio.shield(self._running)
            if code == 0 or self._is_leaving:
                return
            logger.warning("settler process ended with %s; starting another", code)
            await asyncio.sleep(PAUSE)
        raise SettlerFailedError(f"settler process ended {RESTARTS + 1} times, last with {code}")

    @property
    def pid(self) -> int | None:
        """Its process id, while it runs."""
        return self._process.pid if self._process else None

    async def stop(self) -> None:
        """Let it give its lease back; wait until it has ended."""
        self._is_leaving = True
        if self._process and self._process.stdin:
            self._process.stdin.close()
        if self._running:
            await self._running

    async def _run(self) -> int:
        path = os.pathsep.join(filter(None, [str(_ROOT), os.environ.get("PYTHONPATH")]))
        self._process = process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-W", "ignore", "-m", "crawler.cluster"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": path},
            limit=1 << 24,
        )
        assert process.stdin is not None  # noqa: S101  # a pipe
        assert process.stdout is not None  # noqa: S101  # likewise
        process.stdin.write(encode_order(self._order) + b"\n")
        async for line in process.stdout:
            replay(line)
        return await process.wait()
