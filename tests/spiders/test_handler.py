"""The download handler: what it reads, refuses, repeats and records."""

import asyncio
import datetime
import ssl
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadFailedError, ResponseDataLossError
from scrapy.http import Response
from scrapy.settings import Settings

import settings
from crawler.base.faults import Fault
from spiders.handler import RECORDED, Handler

OK = b"HTTP/1.1 200 OK\r\n"
LENGTH = b"Content-Length: 3\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"
CHUNKS = b"3\r\nabc\r\n0\r\n\r\n"

READ = {
    "plain": OK + LENGTH + b"X: y\r\n\r\nabc",
    "line without a colon": OK + b"Oops\r\n" + LENGTH + b"X: y\r\n\r\nabc",
    "name with a space": OK + b"X : y\r\nContent-Length : 3\r\n\r\nabc",
    "line feeds alone": b"HTTP/1.1 200 OK\nContent-Length: 3\nX: y\n\nabc",
    "folded line": OK + LENGTH + b"X:\r\n y\r\n\r\nabc",
    "length twice": OK + LENGTH + LENGTH + b"X: y\r\n\r\nabc",
    "length and chunks": OK + LENGTH + CHUNKED + b"X: y\r\n\r\n" + CHUNKS,
    "interim response": b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
    + OK
    + LENGTH
    + b"X: y\r\n\r\nabc",
    "more than its length": OK + LENGTH + b"X: y\r\n\r\nabcdef",
    "many headers": OK + LENGTH + b"X: y\r\n" + b"A: b\r\n" * 5000 + b"\r\nabc",
}
ENDLESS = {
    "HTTP/1.0": b"HTTP/1.0 200 OK\r\nX: y\r\n\r\nabc",
    "closed at the end": OK + b"Connection: close\r\nX: y\r\n\r\nabc",
}
REFUSED: dict[str, tuple[bytes, type[Exception]]] = {
    "nothing": (b"", DownloadFailedError),
    "half a head": (OK + b"Content-Le", DownloadFailedError),
    "no status line": (b"<html>abc</html>\r\n\r\n", DownloadFailedError),
    "two lengths": (OK + LENGTH + b"Content-Length: 4\r\n\r\nabcd", DownloadFailedError),
    "negative length": (OK + b"Content-Length: -3\r\n\r\nabc", DownloadFailedError),
    "other transfer encoding": (
        OK + b"Transfer-Encoding: gzip, chunked\r\n\r\n" + CHUNKS,
        DownloadFailedError,
    ),
    "short of its length": (OK + LENGTH + b"\r\nab", ResponseDataLossError),
    "short of its last chunk": (OK + CHUNKED + b"\r\n3\r\nabc\r\n", ResponseDataLossError),
    "no chunk": (OK + CHUNKED + b"\r\nzz\r\nabc\r\n", ResponseDataLossError),
    "long head": (OK + b"X: " + b"y" * 300_000 + b"\r\n\r\n", Fault),
}


def handler_with(**given: str) -> Handler:
    """Return the handler of a crawl with these settings."""
    own = Settings()
    own.setmodule(settings)
    own.update({"TWISTED_REACTOR_ENABLED": False, **given})
    crawler = Crawler(Spider, own)
    crawler._apply_settings()
    return Handler.from_crawler(crawler)


Answering = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def fetched(
    answer: Answering, *requests: Callable[[int], Request], tls: Any = None, **given: str
) -> list[Response | Exception]:
    """Return the responses of a server to requests, one after the other."""

    async def fetch() -> list[Response | Exception]:
        handler = handler_with(**given)
        async with await asyncio.start_server(answer, "127.0.0.1", 0, ssl=tls) as server:
            port = server.sockets[0].getsockname()[1]
            found: list[Response | Exception] = []
            for request in requests:
                try:
                    found.append(await handler.download_request(request(port)))
                except Exception as error:
                    found.append(error)
            await handler.close()
        return found

    return asyncio.run(fetch())


def at(port: int) -> Request:
    return Request(f"http://127.0.0.1:{port}/a%20b?c=d#e", meta={"download_timeout": 20})


def sending(raw: bytes) -> Answering:
    """A server that sends the same bytes to everyone, and closes."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(raw)
        writer.close()

    return answer


@pytest.mark.parametrize("name", READ)
def test_a_lenient_response_is_read(name: str) -> None:
    (response,) = fetched(sending(READ[name]), at)

    assert isinstance(response, Response), response
    assert (response.status, response.body, response.flags) == (200, b"abc", [])
    assert response.headers["X"] == b"y"
    assert str(response.ip_address) == "127.0.0.1"
    assert response.url.endswith("/a%20b?c=d")


@pytest.mark.parametrize("name", ENDLESS)
def test_a_body_of_unknown_length_is_flagged(name: str) -> None:
    (response,) = fetched(sending(ENDLESS[name]), at)

    assert isinstance(response, Response), response
    assert (response.body, response.flags) == (b"abc", ["partial"])


@pytest.mark.parametrize("name", REFUSED)
def test_a_broken_response_is_refused(name: str) -> None:
    raw, error = REFUSED[name]
    asked: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(raw)
        writer.close()

    (found,) = fetched(answer, at)

    assert type(found) is error, found
    assert len(asked) == 1  # to repeat it is for the retry middleware, which waits


def test_a_connection_is_kept_and_replaced_once_the_host_closes_it() -> None:
    connections: list[list[bytes]] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Close the first connection when its third request comes."""
        connections.append([])
        while not (len(connections) == 1 and len(connections[0]) == 3):
            try:
                connections[-1].append(await reader.readuntil(b"\r\n\r\n"))
            except asyncio.IncompleteReadError:
                break
            if len(connections) > 1 or len(connections[0]) < 3:
                writer.write(OK + LENGTH + b"\r\nabc")
        writer.close()

    found = fetched(answer, at, at, at, at)

    assert [getattr(each, "body", each) for each in found] == [b"abc"] * 4
    assert [*map(len, connections)] == [3, 2]


def test_what_a_host_sends_unasked_is_not_the_next_response() -> None:
    writers: list[asyncio.StreamWriter] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        while not reader.at_eof():
            try:
                await reader.readuntil(b"\r\n\r\n")
            except (asyncio.IncompleteReadError, ConnectionError):
                break
            if len(writers) == 2:  # the first connection is idle
                writers[0].write(OK + LENGTH + b"\r\nbad")
            writer.write(OK + LENGTH + b"\r\nabc")
        writer.close()

    found = fetched(answer, at, through("http://news.example/"), at, at)

    assert [getattr(each, "body", each) for each in found] == [b"abc"] * 4


def test_a_request_that_a_host_has_read_is_not_repeated() -> None:
    asked: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for response in (OK + LENGTH + b"\r\nabc", b"HTTP/1.1 103 Early Hints\r\n\r\n"):
            asked.append(await reader.readuntil(b"\r\n\r\n"))
            writer.write(response)
        writer.close()

    _, found = fetched(answer, at, at)

    assert isinstance(found, DownloadFailedError), found
    assert len(asked) == 2


def test_a_connection_whose_request_is_not_read_is_not_used_again() -> None:
    connections: list[asyncio.StreamReader] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(reader)
        await reader.readuntil(b"\r\n\r\n")
        writer.write(OK + LENGTH + b"\r\nabc")

    def long(port: int) -> Request:
        return at(port).replace(method="POST", body=b"a" * 20_000_000)

    found = fetched(answer, long, at)

    assert [getattr(each, "body", each) for each in found] == [b"abc"] * 2
    assert len(connections) == 2


def test_an_exchange_is_recorded_as_it_is_on_the_wire() -> None:
    raw = READ["length and chunks"]
    asked: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while not reader.at_eof():
            try:
                asked.append(await reader.readuntil(b"\r\n\r\n"))
            except asyncio.IncompleteReadError:
                break
            writer.write(raw)
        writer.close()

    requests: list[Request] = []

    def again(port: int) -> Request:
        requests.append(at(port))
        return requests[-1]

    fetched(answer, again, again, WIRE_RAW="on")

    assert len(asked) == 2
    for sent, request in zip(asked, requests, strict=True):
        recorded = request.meta[RECORDED]
        assert sent.startswith(b"GET /a%20b?c=d HTTP/1.1\r\n")
        assert recorded.request == sent
        assert b"".join(recorded.answer) == raw


def through(url: str, proxy: str = "127.0.0.1:{}", **given: Any) -> Callable[[int], Request]:
    meta = {"download_timeout": 20}
    return lambda port: Request(url, meta={**meta, "proxy": proxy.format(port)}, **given)


def posted(port: int) -> Request:
    headers: dict[str, Any] = {"Host": ["w", "x"], "Content-Length": "x", "Accept": None}
    return Request(f"http://127.0.0.1:{port}", method="POST", body=b"abc", headers=headers)


BASIC = "Proxy-Authorization: Basic "
SENT = {
    "GET http://news.example/a?b HTTP/1.1|Host: news.example|": through("http://news.example/a?b"),
    f"GET http://news.example:81/?b HTTP/1.1|Host: news.example:81|{BASIC}Og==|": through(
        "http://news.example:81?b", headers={"Proxy-Authorization": "Basic Og=="}
    ),
    f"GET http://news.example/ HTTP/1.1|Host: news.example|{BASIC}bWU6cHc=|": through(
        "http://news.example", "http://me:pw@127.0.0.1:{}"
    ),
    "GET http://news.example/b HTTP/1.1|Host: news.example|Authorization: Basic bWU6cHc=|": through(
        "http://me:pw@news.example:80/b"
    ),
    "POST / HTTP/1.1|Host: x|Content-Length: 3|": posted,
}


def test_a_request_is_sent_as_a_host_or_a_proxy_reads_it() -> None:
    asked: list[str] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append((await reader.readuntil(b"\r\n\r\n")).decode())
        writer.write(OK + b"Connection: close\r\n" + LENGTH + b"\r\nabc")
        writer.close()

    found = fetched(answer, *SENT.values())

    assert [getattr(each, "body", each) for each in found] == [b"abc"] * len(SENT)
    assert asked == [each.replace("|", "\r\n") + "\r\n" for each in SENT]


@pytest.mark.parametrize("value", ["a\r\nX: b", "a\nX: b", "a\0"])
def test_a_header_cannot_become_two(value: str) -> None:
    def request(port: int) -> Request:
        return Request(f"http://127.0.0.1:{port}", headers={"If-None-Match": value})

    (found,) = fetched(sending(READ["plain"]), request)

    assert isinstance(found, ValueError)


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """The TLS of a server at news.example whose certificate this process trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "news.example")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("news.example")]), False)
        .sign(key, hashes.SHA256())
    )
    pem, private = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    file = tmp_path / "server.pem"
    file.write_bytes(
        key.private_bytes(pem, private, serialization.NoEncryption())
        + certificate.public_bytes(pem)
    )
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


@pytest.mark.parametrize("raw", ["off", "on"])
@pytest.mark.parametrize(
    ("host", "outcome"), [("news.example", b"abc"), ("other.example", DownloadFailedError)]
)
def test_https_through_a_proxy(
    trusted: ssl.SSLContext, host: str, outcome: object, raw: str
) -> None:
    """The proxy gets its password and the name of the host, which it resolves; the host proves
    that name, and never sees the password."""
    seen: list[bytes] = []

    async def tunnel(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        try:
            await writer.start_tls(trusted)
            seen.append(await reader.readuntil(b"\r\n\r\n"))
        except (OSError, asyncio.IncompleteReadError):
            return
        writer.write(OK + LENGTH + b"\r\nabc")

    def through(port: int) -> Request:
        return Request(
            f"https://{host}/a",
            headers={"Proxy-Authorization": "Basic c2VjcmV0"},
            meta={"proxy": f"http://127.0.0.1:{port}", "download_timeout": 20},
        )

    (found,) = fetched(tunnel, through, WIRE_RAW=raw)

    assert getattr(found, "body", type(found)) == outcome
    assert seen[0].startswith(f"CONNECT {host}:443 HTTP/1.1\r\n".encode())
    assert b"Proxy-Authorization: Basic c2VjcmV0\r\n" in seen[0]
    assert not any(b"Basic" in each for each in seen[1:])
    if outcome is DownloadFailedError:
        assert str(found).endswith("certificate verify failed')]")


def test_a_tunnel_is_kept_open(trusted: ssl.SSLContext) -> None:
    connections: list[bytes] = []

    async def tunnel(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await writer.start_tls(trusted)
        while not reader.at_eof():
            try:
                await reader.readuntil(b"\r\n\r\n")
            except asyncio.IncompleteReadError:
                break
            writer.write(OK + LENGTH + b"\r\nabc")
        writer.close()

    request = through("https://news.example/a", headers={"Proxy-Authorization": "Basic c2VjcmV0"})
    found = fetched(tunnel, request, request, request)

    assert [getattr(each, "body", each) for each in found] == [b"abc"] * 3
    assert len(connections) == 1
