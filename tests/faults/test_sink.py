"""Each fault at each kind of request: it is retried, or reported in one line."""

import logging
import socket
import threading
from collections.abc import Callable, Iterator
from http.client import BadStatusLine
from pathlib import Path
from typing import Any

import botocore.exceptions
import botocore.parsers
import pytest
import urllib3.exceptions
from botocore.exceptions import BotoCoreError, ClientError

from crawler.sinks import ConflictError, Sink, SinkError, s3_retries
from crawler.sinks.s3 import S3, open_s3
from crawler.sinks.s3_faults import cause_of
from crawler.sinks.s3_retries import FAILURES, OverdueError, is_transient, with_retries
from tests.support.present import present
from tests.support.proxy import BREAKS, PASSING, Proxy, always, calm, first
from tests.support.s3 import WRITER, S3Server

DATA = b"row\n" * 5000
PIECE = 5 << 20


@pytest.mark.parametrize("fault", PASSING)
def test_a_fault_while_an_object_is_written(sink: S3, proxy: Proxy, fault: str) -> None:
    proxy.plan = first(fault, "PUT")

    sink.create("part", DATA)

    assert proxy.dealt[fault] == 1
    assert present(sink.get("part"))[0] == DATA


@pytest.mark.slow
@pytest.mark.parametrize("fault", PASSING)
def test_a_fault_while_the_pointer_is_swapped(sink: S3, proxy: Proxy, fault: str) -> None:
    etag = sink.replace("index.json", b"1", None)
    proxy.plan = first(fault, "PUT")

    second = sink.replace("index.json", b"22", etag)

    assert proxy.dealt[fault] == 1
    assert sink.get("index.json") == (b"22", second)
    with pytest.raises(ConflictError):
        sink.replace("index.json", b"3", etag)


@pytest.mark.slow
@pytest.mark.parametrize("fault", PASSING)
def test_a_fault_while_an_object_is_read(sink: S3, proxy: Proxy, fault: str) -> None:
    sink.create("part", DATA)
    proxy.plan = first(fault, "GET", times=2)
    assert present(sink.get("part"))[0] == DATA
    assert proxy.dealt[fault]
    if fault in ("crossed", "damaged answer"):
        return  # no store answers so, and chunks handed out cannot be taken back

    proxy.plan = first(fault, "GET", times=2)
    assert b"".join(sink.read("part")) == DATA


@pytest.mark.slow
def test_damage_after_the_last_chunk_is_reported(sink: S3, proxy: Proxy) -> None:
    sink.create("part", DATA)
    proxy.plan = first("damaged answer", "GET")

    with pytest.raises(SinkError, match="checksum mismatch: download corrupted in transit"):
        list(sink.read("part"))


@pytest.mark.slow
def test_a_long_answer_goes_on_where_it_broke_off(sink: S3, proxy: Proxy) -> None:
    data = bytes(range(256)) * 20_000
    sink.create("part", data)
    proxy.plan = first("half answer", "GET", times=2)

    assert b"".join(sink.read("part")) == data
    assert proxy.dealt["half answer"] == 2


@pytest.mark.slow
@pytest.mark.parametrize("fault", ["crossed", "error", *BREAKS])
@pytest.mark.parametrize(
    ("method", "part"),
    [("POST", "?uploads"), ("PUT", "partNumber=2"), ("POST", "?uploadId"), ("HEAD", "")],
)
def test_a_fault_while_a_large_object_is_written(
    s3: S3Server, proxy: Proxy, sink: S3, tmp_path: Path, fault: str, method: str, part: str
) -> None:
    if fault == "crossed" and (method, part) != ("POST", "?uploadId"):
        pytest.skip("only a write with a condition is answered so")
    large = tmp_path / "large"
    large.write_bytes(bytes(range(256)) * 24_000)
    sink._whole = PIECE
    proxy.plan = first(fault, method, part)

    sink.create("large", large)

    assert proxy.dealt[fault] == 1
    proxy.plan = calm
    assert b"".join(sink.read("large")) == large.read_bytes()
    if part != "?uploads":  # an upload that was begun unheard of is nobody's to abort
        assert _uploads(s3, sink) == []


@pytest.mark.slow
def test_pieces_that_a_killed_run_left_are_aborted(
    s3: S3Server, sink: S3, proxy: Proxy, tmp_path: Path
) -> None:
    large = tmp_path / "large"
    large.write_bytes(bytes(PIECE + 1))
    sink._whole = PIECE
    for name in ("large", "larger"):
        s3.client().create_multipart_upload(Bucket=s3.bucket, Key=f"{sink._prefix}{name}")

    sink.create("large", large)

    assert _uploads(s3, sink) == [f"{sink._prefix}larger"]


@pytest.mark.slow
def test_a_large_object_that_cannot_be_finished_leaves_no_pieces(
    s3: S3Server, sink: S3, proxy: Proxy, tmp_path: Path
) -> None:
    large = tmp_path / "large"
    large.write_bytes(bytes(PIECE + 1))
    sink._whole = PIECE
    proxy.plan = always("denied", "PUT")

    with pytest.raises(SinkError, match="access denied"):
        sink.create("large", large)

    assert _uploads(s3, sink) == []


def _uploads(s3: S3Server, sink: S3) -> list[str]:
    found = s3.client().list_multipart_uploads(Bucket=s3.bucket, Prefix=sink._prefix)
    return [upload["Key"] for upload in found.get("Uploads", ())]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ("error", "storage server error (500)"),
        ("slow down", "rate limited by the store"),
        ("reset before", "connection closed by the endpoint"),
        ("reset after", "connection closed by the endpoint"),
        ("damaged request", "checksum mismatch: upload corrupted in transit"),
        ("expired", "credentials expired"),
        ("denied", "access denied"),
        ("skewed", "clock skew: this machine's clock differs too much from the store's"),
        ("region", "the bucket is in another region"),
    ],
)
def test_a_permanent_fault_is_reported(
    sink: S3, proxy: Proxy, monkeypatch: pytest.MonkeyPatch, fault: str, message: str
) -> None:
    monkeypatch.setattr(s3_retries, "ATTEMPTS", 3)  # nine SlowDown take a minute
    proxy.plan = always(fault, "PUT")

    with pytest.raises(SinkError) as caught:
        sink.create("part", DATA)

    line = str(caught.value)
    assert line == f"s3://wire-dumps/{sink._prefix}part: {message}"
    assert caught.value.__cause__ is None
    assert not any(secret in line for secret in WRITER)
    proxy.plan = calm
    sink.create("part", DATA)
    assert present(sink.get("part"))[0] == DATA


OPERATIONS: dict[str, tuple[Callable[[Sink], object], str]] = {
    "create": (lambda sink: sink.create("part", DATA), "PUT"),
    "create an existing object": (lambda sink: sink.create("there", DATA), "PUT"),
    "replace": (lambda sink: sink.replace("index.json", b"2", None), "PUT"),
    "replace another": (lambda sink: sink.replace("there", b"2", None), "PUT"),
    "get": (lambda sink: sink.get("there"), "GET"),
    "get nothing": (lambda sink: sink.get("nothing"), "GET"),
    "read": (lambda sink: b"".join(sink.read("there")), "GET"),
    "read nothing": (lambda sink: list(sink.read("nothing")), "GET"),
    "size": (lambda sink: sink.size("there"), "HEAD"),
    "size of nothing": (lambda sink: sink.size("nothing"), "HEAD"),
    "age": (lambda sink: sink.age("there"), "HEAD"),
    "list": (lambda sink: list(sink.list("")), "GET"),
}
"""What a sink is asked, and the method of the request that does it."""


def outcome_of(ask: Callable[[Sink], object], sink: Sink) -> str:
    try:
        return repr(ask(sink))
    except SinkError as error:
        return f"{type(error).__name__}: {error}"


@pytest.mark.slow
@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize("fault", ["half answer", "reset after", "error"])
def test_every_operation_gives_the_same_result_on_a_faulty_store(
    sink: S3, proxy: Proxy, name: str, fault: str
) -> None:
    """Answers that are errors break off, too: in them botocore does not translate what it meets."""
    ask, method = OPERATIONS[name]
    sink.create("there", DATA)
    if name in ("get", "read", "list", "get nothing", "read nothing", "size", "size of nothing"):
        expected = outcome_of(ask, sink)
    else:
        expected = None  # of writes, and of a moment: not twice the same
    proxy.plan = first(fault, method, times=2)

    found = outcome_of(ask, sink)

    assert proxy.dealt[fault]
    assert found == expected or expected is None
    assert found.startswith("ConflictError") == (name == "replace another")
    assert found.startswith("SinkError") == (name == "read nothing")


@pytest.mark.slow
@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_that_fails_is_reported_in_one_line(
    sink: S3, proxy: Proxy, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(s3_retries, "ATTEMPTS", 2)
    ask, method = OPERATIONS[name]
    sink.create("there", DATA)
    proxy.plan = always("reset after", method)

    message = outcome_of(ask, sink)

    assert message.startswith(f"SinkError: s3://wire-dumps/{sink._prefix}")
    assert message.endswith(": connection closed by the endpoint")


@pytest.fixture
def silent() -> Iterator[str]:
    """The address of a server that accepts and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


@pytest.fixture
def dripping() -> Iterator[str]:
    """The address of a server whose answers never come to their end, though bytes do come."""
    over = threading.Event()

    def drip(client: socket.socket) -> None:
        with client:
            client.sendall(b"HTTP/1.1 200 OK\r\n")
            while not over.wait(0.05):
                client.sendall(b"x-drip: 1\r\n")

    def serve(server: socket.socket) -> None:
        while True:
            try:
                client, _ = server.accept()
            except OSError:
                return
            threading.Thread(target=drip, args=(client,), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=serve, args=(server,), daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        over.set()
        server.shutdown(socket.SHUT_RDWR)


@pytest.mark.slow
@pytest.mark.parametrize("server", ["silent", "dripping"])
@pytest.mark.parametrize("name", OPERATIONS)
def test_a_store_that_never_answers_gets_one_time_budget(
    s3: S3Server,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
    server: str,
    name: str,
) -> None:
    for key, value in s3.env.items():
        monkeypatch.setenv(key, value)
    monkeypatch.setattr(s3_retries, "BUDGET", 0.3)
    sink = open_s3(f"s3://bucket/dump?endpoint={request.getfixturevalue(server)}")

    message = outcome_of(OPERATIONS[name][0], sink)

    assert message.endswith(": no response from the endpoint")


def test_the_budget_is_for_all_attempts_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(s3_retries, "BUDGET", 0.2)
    monkeypatch.setattr(s3_retries, "ATTEMPTS", 10**9)
    never = threading.Event()

    def fail() -> None:
        raise BotoCoreError if never.wait(0.01) else urllib3.exceptions.ProtocolError("broken")

    with pytest.raises((urllib3.exceptions.ProtocolError, OverdueError)):
        with_retries(fail)


def test_the_default_budget_is_shorter_than_what_waits_for_it() -> None:
    """systemd gives a service that is stopping 15 minutes (docs/deploy), a lock lives for ten."""
    assert s3_retries.BUDGET <= 180


def kinds(module: object, base: type[Exception]) -> list[type[Exception]]:
    found = [kind for kind in vars(module).values() if isinstance(kind, type)]
    return [kind for kind in found if issubclass(kind, base) and not issubclass(kind, Warning)]


KINDS = [
    *kinds(botocore.exceptions, BotoCoreError),
    *kinds(botocore.parsers, botocore.parsers.ResponseParserError),
    *kinds(urllib3.exceptions, urllib3.exceptions.HTTPError),
    BadStatusLine,
]


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"{kind.__module__}.{kind.__name__}")
def test_every_exception_of_the_libraries_has_a_place(
    kind: type[Exception], sink: S3, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = kind.__new__(kind)  # whatever its arguments would be
    asked: list[Exception] = []

    def fail(**_: object) -> None:
        asked.append(error)
        raise error

    monkeypatch.setattr(s3_retries, "ATTEMPTS", 2)
    monkeypatch.setattr(sink._client, "get_object", fail)

    with pytest.raises(SinkError, match=f"{sink._prefix}key: [a-zA-Z0-9 ,():']+$"):
        sink.get("key")
    assert isinstance(error, FAILURES)
    assert len(asked) == (2 if is_transient(error) else 1)
    assert cause_of(error)


@pytest.mark.parametrize("status", [500, 502, 503, 504, 429, 408])
def test_an_answer_that_may_pass_is_asked_for_again(status: int) -> None:
    refused: Any = {"ResponseMetadata": {"HTTPStatusCode": status}}
    answers = iter([ClientError(refused, "Get"), None])

    def ask() -> str:
        if error := next(answers):
            raise error
        return "there"

    assert with_retries(ask) == "there"


def test_an_existing_object_is_compared_by_its_bytes(sink: S3, proxy: Proxy, s3: S3Server) -> None:
    s3.client().put_object(
        Bucket=s3.bucket, Key=f"{sink._prefix}part", Body=DATA[::-1], Metadata={"sha256": "ours"}
    )

    with pytest.raises(SinkError, match="a different object already exists"):
        sink.create("part", DATA)


def test_nothing_of_a_request_gets_into_the_log(
    sink: S3, proxy: Proxy, caplog: pytest.LogCaptureFixture
) -> None:
    """Not even where everything is logged: requests are signed, and may hold a session token."""
    caplog.set_level("DEBUG")
    logging.getLogger("tests").debug("is heard")
    proxy.plan = first("error", "PUT")

    sink.create("part", DATA)

    assert "is heard" in caplog.text
    assert "Authorization" not in caplog.text
    assert "Signature" not in caplog.text
    assert WRITER[0] not in caplog.text
