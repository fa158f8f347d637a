"""An HTTP proxy on loopback that passes requests on to one server, and goes wrong by plan.

The client signs for the proxy's address and the server gets that address, so signatures are valid.
"""

import random
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from http.server import BaseHTTPRequestHandler
from urllib.parse import urlsplit

from tests.support.archive import serving

ANSWERS = {
    "error": (500, "InternalError"),
    "slow down": (503, "SlowDown"),
    "unavailable": (503, "ServiceUnavailable"),
    "expired": (403, "ExpiredToken"),
    "denied": (403, "AccessDenied"),
    "crossed": (409, "ConditionalRequestConflict"),
    "skewed": (403, "RequestTimeTooSkewed"),
    "region": (400, "AuthorizationHeaderMalformed"),
}
"""Faults that answer instead of the server: status and error code."""

BREAKS = (
    "reset before",  # the request never arrives
    "reset after",  # it is done, and the answer is lost
    "half request",  # the request breaks off on its way
    "damaged request",  # a bit of its body flips
    "half answer",  # the response is cut off
    "damaged answer",  # a bit of its body flips
    "drip",  # the answer comes a few bytes at a time
)
PASSING = ("error", "slow down", "unavailable", "crossed", *BREAKS)
"""Faults that may have passed when a client retries."""


@dataclass(frozen=True)
class Asked:
    """One request."""

    number: int
    """Number, from 1."""
    method: str
    path: str
    """Path and query."""


Plan = Callable[[Asked], str | None]
"""Return the fault for a request, or None."""
Hook = Callable[[Asked, str], None]
"""Called `before` and `after` every request to the server."""


def calm(_: Asked) -> None:
    """Plan no fault."""


def first(fault: str, method: str, part: str = "", times: int = 1) -> Plan:
    """Plan a fault for the first requests of a method whose path contains a text."""
    left = iter(range(times))

    def plan(asked: Asked) -> str | None:
        hit = asked.method == method and part in asked.path
        return fault if hit and next(left, None) is not None else None

    return plan


def always(fault: str, *methods: str, part: str = "") -> Plan:
    """Plan a fault for every request of some methods."""
    return lambda asked: fault if asked.method in methods and part in asked.path else None


def mixed(seed: int, share: float) -> Plan:
    """Plan faults of all kinds for a share of the requests."""
    rng, lock = random.Random(seed), threading.Lock()  # noqa: S311

    def plan(_: Asked) -> str | None:
        with lock:
            return rng.choice((*ANSWERS, *BREAKS)) if rng.random() < share else None

    return plan


@dataclass
class Proxy:
    """The proxy; plan and hook may be changed at any time."""

    target: str
    base: str = ""
    plan: Plan = calm
    hook: Hook = lambda _asked, _when: None
    dealt: Counter[str] = field(default_factory=Counter)
    """Number of faults, by name."""
    asked: list[Asked] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    """Set to end the requests that hang."""


@contextmanager
def proxied(target: str) -> Iterator[Proxy]:
    """Serve a proxy in front of a server, at first without faults."""
    proxy = Proxy(target)
    handler = type("Handler", (_Handler,), {"proxy": proxy})
    with serving(handler) as proxy.base:
        yield proxy
        proxy.over.set()


class _Handler(BaseHTTPRequestHandler):
    proxy: Proxy
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        proxy = self.proxy
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        asked = Asked(len(proxy.asked) + 1, self.command, self.path)
        proxy.asked.append(asked)
        fault = proxy.plan(asked)
        if fault:
            proxy.dealt[fault] += 1
        proxy.hook(asked, "before")
        if fault in ANSWERS:
            self._refuse(*ANSWERS[fault])
        elif fault == "hang":
            proxy.over.wait()
            self._reset()
        elif fault == "reset before":
            self._reset()
        elif fault == "half request":
            self._pass_half(body)
            self._reset()
        else:
            answer, data = self._pass(_flipped(body) if fault == "damaged request" else body)
            proxy.hook(asked, "after")
            self._answer(answer, data, fault)

    do_PUT = do_POST = do_DELETE = do_HEAD = do_GET  # noqa: N815

    def _connect(self) -> HTTPConnection:
        parts = urlsplit(self.proxy.target)
        return HTTPConnection(parts.hostname or "", parts.port, timeout=60)

    def _begin(self, server: HTTPConnection) -> None:
        server.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            if name.lower() not in ("connection", "expect"):
                server.putheader(name, value)
        server.endheaders()

    def _pass(self, body: bytes) -> tuple[HTTPResponse, bytes]:
        server = self._connect()
        self._begin(server)
        if body:
            server.send(body)
        answer = server.getresponse()
        data = answer.read()
        server.close()
        return answer, data

    def _pass_half(self, body: bytes) -> None:
        server = self._connect()
        self._begin(server)
        if body:
            server.send(body[: len(body) // 2])
        server.close()

    def _answer(self, answer: HTTPResponse, data: bytes, fault: str | None) -> None:
        head = f"HTTP/1.1 {answer.status} {answer.reason}\r\n"
        kept = [(n, v) for n, v in answer.getheaders() if n.lower() not in _HOP_BY_HOP]
        length = answer.getheader("Content-Length", "0")
        kept.append(("Content-Length", length if self.command == "HEAD" else str(len(data))))
        raw = (head + "".join(f"{n}: {v}\r\n" for n, v in kept) + "\r\n").encode("latin-1")
        if fault == "reset after":
            self._reset()
        elif fault == "half answer":
            whole = raw + data
            self.wfile.write(whole[: len(raw) + len(data) // 2 if data else len(raw) // 2])
            self.wfile.flush()
            self._reset(gently=True)
        elif fault == "drip":
            self._drip(raw + data)
        else:
            self.wfile.write(raw + (_flipped(data) if fault == "damaged answer" else data))

    def _drip(self, data: bytes) -> None:
        step = max(1, len(data) // 20)
        for at in range(0, len(data), step):
            self.wfile.write(data[at : at + step])
            self.wfile.flush()
            time.sleep(0.02)

    def _refuse(self, status: int, code: str) -> None:
        body = f"<?xml version='1.0'?><Error><Code>{code}</Code></Error>".encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _reset(self, gently: bool = False) -> None:
        """Close the connection: gently after what was sent, else as one that broke."""
        if not gently:
            now = struct.pack("ii", 1, 0)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, now)
        self.close_connection = True
        self.wfile.flush()
        self.connection.close()  # in earnest once the handler lets go of its files, which is now

    def log_message(self, *_: object) -> None:
        pass


_HOP_BY_HOP = ("connection", "keep-alive", "transfer-encoding", "content-length")


def _flipped(data: bytes) -> bytes:
    if not data:
        return data
    at = len(data) // 2
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
