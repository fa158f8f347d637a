"""A news site on many hosts of loopback (127.0.1.1, 127.0.1.2, …), with a log of its requests."""

import asyncio
import random
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from pathlib import Path

from benchmarks.rendering.stories import Teller
from tests.support.crawl import HANGS

SOURCE = """
name = "Host {number}"
base = "{base}"
story = ['^/archive/[^/]+/$']
start.sitemap = ["/map.xml"]
newest.stories = 1000
politeness = {{ delay = {delay}, concurrency = {concurrency} }}
"""
WINDOW = 6
"""Requests whose mean distance is looked at."""
PAGE = """<html><head><title>{headline}</title></head><body>
<h1>{headline}</h1><p>IRNA - Islamic Republic News Agency</p>
{body}</body></html>
"""


@dataclass(frozen=True)
class Asked:
    """One request."""

    moment: float
    """On the monotonic clock."""
    agent: str
    path: str


@dataclass
class ManyHosts:
    """Hosts, each with as many stories."""

    count: int
    stories: int
    log: dict[str, list[Asked]] = field(default_factory=lambda: defaultdict(list))
    """Requests in their order, by host."""
    bases: dict[str, str] = field(default_factory=dict)
    _pages: dict[tuple[str, str], bytes] = field(default_factory=dict)
    heard: threading.Event = field(default_factory=threading.Event)
    """Set with every request."""

    @property
    def hosts(self) -> list[str]:
        return [f"127.0.1.{number + 1}" for number in range(self.count)]

    @property
    def urls(self) -> set[str]:
        """The URLs of all stories."""
        return {base + path(host, n) for host, base in self.bases.items() for n in self.numbers}

    @property
    def numbers(self) -> range:
        return range(self.stories)

    def asked(self) -> int:
        """Return the number of requests for stories so far."""
        return sum(
            each.path.startswith("/archive/") for log in [*self.log.values()] for each in [*log]
        )

    def wait_for(self, number: int) -> None:
        """Wait until so many stories were requested."""
        self.wait_until(lambda: self.asked() >= number)

    def wait_until(self, is_done: Callable[[], bool]) -> None:
        """Wait for something that follows from requests."""
        until = time.monotonic() + HANGS
        while not is_done():
            self.heard.clear()
            self.heard.wait(1)
            assert time.monotonic() < until, f"{self.asked()} stories requested"

    def held_by(self, worker: str) -> list[str]:
        """Return the hosts that a worker was the last to request, and that have more stories."""
        return [
            host
            for host in self.hosts
            if self.workers_of(host)[-1:] == [worker]
            and len({each.path for each in [*self.log[host]]}) < self.stories + 2
        ]

    def write_sources(self, folder: Path, delay: float, concurrency: int = 2) -> None:
        for number, (host, base) in enumerate(self.bases.items()):
            text = SOURCE.format(number=number, base=base, delay=delay, concurrency=concurrency)
            (folder / f"host{host.rpartition('.')[2]}.toml").write_text(text)
        off = "name = 'x'\nbase = 'http://127.0.0.1:1'\nstory = ['x']\nenabled = false\n"
        (folder / "globalsecurity.toml").write_text(off)

    def page(self, host: str, target: str) -> bytes | None:
        """Return the body for a path."""
        if target == "/map.xml":
            urls = (
                f"<url><loc>{self.bases[host]}{path(host, n)}</loc></url>" for n in self.numbers
            )
            return f"<urlset>{''.join(urls)}</urlset>".encode()
        key = (host, target)
        if key not in self._pages and target.startswith("/archive/"):
            self._pages[key] = story(host, int(target.split("-")[-1].rstrip("/")))
        return self._pages.get(key)

    def workers_of(self, host: str) -> list[str]:
        """Return the workers that have requested a host, in the order of their turns."""
        return [agent for agent, _ in groupby(each.agent for each in [*self.log[host]])]

    def takeovers(self) -> list[float]:
        """Return the seconds between the last request of a worker and the first of the next one,
        for each host that was taken over."""
        pairs = [pair for log in self.log.values() for pair in pairwise(log)]
        return [two.moment - one.moment for one, two in pairs if one.agent != two.agent]

    def spaces(self) -> list[float]:
        """Return the mean seconds between successive stories that one worker requested from one
        host, for any WINDOW of them.

        A busy machine delivers single requests late, so that the next one seems to follow at once.
        """
        found = []
        for log in self.log.values():
            for _, turn in groupby(log, lambda each: each.agent):
                moments = [each.moment for each in turn if "/archive/" in each.path]
                pairs = zip(moments, moments[WINDOW - 1 :], strict=False)
                found += [(last - first) / (WINDOW - 1) for first, last in pairs]
        return found

    def repeated(self) -> Counter[str]:
        """Return the stories that were requested more than once."""
        asked = Counter(f"{host}{each.path}" for host, log in self.log.items() for each in log)
        return Counter({url: n for url, n in asked.items() if n > 1 and "/archive/" in url})


def path(host: str, number: int) -> str:
    """Return the path of a story."""
    return f"/archive/dispatch-{host.replace('.', '-')}-{number:04d}/"


def story(host: str, number: int) -> bytes:
    """Return the page of a story."""
    teller = Teller(random.Random(f"{host}/{number}"))  # noqa: S311
    headline = f"{teller.place()} hears of {teller.person().full} in matter {host} {number}"
    texts = [f"{teller.place()}, Oct 1, 2019, IRNA -- {teller.paragraph(2)}", teller.paragraph(3)]
    body = "".join(f"<p>{text}</p>\n" for text in [*texts, teller.paragraph(2)])
    return PAGE.format(headline=headline, body=body).encode()


@contextmanager
def many_hosts(count: int, stories: int) -> Iterator[ManyHosts]:
    """Serve the site from a thread."""
    site = ManyHosts(count, stories)
    loop = asyncio.new_event_loop()

    async def listen() -> list[asyncio.Server]:
        servers = []
        for host in site.hosts:
            server = await loop.create_server(lambda: _Connection(site), host, 0, backlog=256)
            site.bases[host] = f"http://{host}:{server.sockets[0].getsockname()[1]}"
            servers.append(server)
        return servers

    loop.run_until_complete(listen())
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


class _Connection(asyncio.Protocol):
    def __init__(self, site: ManyHosts) -> None:
        self._site = site
        self._data = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._host = transport.get_extra_info("sockname")[0]

    def data_received(self, data: bytes) -> None:
        self._data += data
        while (end := self._data.find(b"\r\n\r\n")) >= 0:
            lines = self._data[:end].decode("latin-1").split("\r\n")
            self._data = self._data[end + 4 :]
            target = lines[0].split(" ")[1]
            agents = [line for line in lines if line.lower().startswith("user-agent:")]
            agent = agents[0].partition(":")[2].strip() if agents else ""
            self._site.log[self._host].append(Asked(time.monotonic(), agent, target))
            self._site.heard.set()
            self._answer(self._site.page(self._host, target))

    def _answer(self, body: bytes | None) -> None:
        status = "200 OK" if body is not None else "404 Not Found"
        kind = "application/xml" if body and body.startswith(b"<urlset") else "text/html"
        body = body or b""
        head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
        self._transport.write(head.encode() + body)
