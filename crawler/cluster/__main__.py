"""A settler process. Its order is the first line of standard input, whose end makes it leave; its
log goes to standard output, one JSON object per line, for the process that started it."""

import asyncio
import logging
import signal
import sys

from crawler.cluster.order import SettleOrder, decode_order
from crawler.cluster.relay import Relay

for _each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(_each, signal.SIG_IGN)  # it leaves with the process that started it


async def _settle(order: SettleOrder) -> None:
    from crawler.cluster.address import ClusterAddress
    from crawler.cluster.service import Service
    from crawler.cluster.settler import Settler
    from crawler.sinks import open_sink

    leaving = asyncio.Event()
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin.buffer)

    async def wait_for_end() -> None:
        await reader.read()
        leaving.set()

    ending = asyncio.create_task(wait_for_end())
    address = ClusterAddress.of(order.cluster)
    service = Service(address, open_sink(order.dump).url)
    try:
        await Settler(order, service, leaving).work()
    finally:
        ending.cancel()
        await service.close()


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, handlers=[Relay()])
    try:
        asyncio.run(_settle(decode_order(sys.stdin.buffer.readline())))
    except Exception as error:
        logging.getLogger("crawler.cluster").exception("%s", error)
        sys.exit(1)
