"""Every fault alone, at every kind of request: it passes, or it is told in one clear line."""

import logging
import time
from pathlib import Path

import pytest
from botocore.config import Config

from crawler.sinks import ConflictError, SinkError, s3_client
from crawler.sinks.s3 import S3, open_s3
from tests.conftest import WRITER, S3Server
from tests.faults.proxy import BREAKS, PASSING, Proxy, always, calm, first

DATA = b"row\n" * 5000
PIECE = 5 << 20


@pytest.mark.parametrize("fault", PASSING)
def test_a_fault_while_an_object_is_written(sink: S3, proxy: Proxy, fault: str) -> None:
    proxy.plan = first(fault, "PUT")

    sink.create("part", DATA)

    assert proxy.dealt[fault] == 1
    assert sink.get("part")[0] == DATA


@pytest.mark.parametrize("fault", PASSING)
def test_a_fault_while_the_pointer_is_swapped(sink: S3, proxy: Proxy, fault: str) -> None:
    etag = sink.replace("index.json", b"1", None)
    proxy.plan = first(fault, "PUT")

    second = sink.replace("index.json", b"22", etag)

    assert proxy.dealt[fault] == 1
    assert sink.get("index.json") == (b"22", second)
    with pytest.raises(ConflictError):
        sink.replace("index.json", b"3", etag)


@pytest.mark.parametrize("fault", PASSING)
def test_a_fault_while_an_object_is_read(sink: S3, proxy: Proxy, fault: str) -> None:
    sink.create("part", DATA)
    proxy.plan = first(fault, "GET", times=2)
    assert sink.get("part")[0] == DATA
    assert proxy.dealt[fault]
    if fault in ("crossed", "damaged answer"):
        return  # no store answers so, and chunks handed out cannot be taken back

    proxy.plan = first(fault, "GET", times=2)
    assert b"".join(sink.read("part")) == DATA


def test_damage_found_behind_the_last_chunk_is_told(sink: S3, proxy: Proxy) -> None:
    sink.create("part", DATA)
    proxy.plan = first("damaged answer", "GET")

    with pytest.raises(SinkError, match="what comes back is not what is stored there"):
        list(sink.read("part"))


def test_a_long_answer_goes_on_where_it_broke_off(sink: S3, proxy: Proxy) -> None:
    data = bytes(range(256)) * 20_000
    sink.create("part", data)
    proxy.plan = first("half answer", "GET", times=2)

    assert b"".join(sink.read("part")) == data
    assert proxy.dealt["half answer"] == 2


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


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ("error", "the store is out of order"),
        ("slow down", "the store asks to slow down"),
        ("reset before", "the connection breaks"),
        ("reset after", "the connection breaks"),
        ("damaged request", "what arrives there is not what was sent"),
        ("expired", "the credentials have expired"),
        ("denied", "access denied"),
        ("skewed", "the clock of this machine and that of the store are too far apart"),
        ("region", "the bucket lies in another region"),
    ],
)
def test_a_fault_that_stays_is_told(
    url: str, proxy: Proxy, monkeypatch: pytest.MonkeyPatch, fault: str, told: str
) -> None:
    few = Config(retries={"total_max_attempts": 3})  # nine of them take a minute
    monkeypatch.setattr(s3_client, "PATIENCE", s3_client.PATIENCE.merge(few))
    sink = open_s3(url)
    proxy.plan = always(fault, "PUT")
    started = time.monotonic()

    with pytest.raises(SinkError) as caught:
        sink.create("part", DATA)

    line = str(caught.value)
    assert line == f"s3://wire-dumps/{sink._prefix}part: {told}"
    assert caught.value.__cause__ is None
    assert not any(secret in line for secret in WRITER)
    assert time.monotonic() - started < 15
    proxy.plan = calm
    sink.create("part", DATA)
    assert sink.get("part")[0] == DATA


def test_what_stands_there_is_looked_at_not_believed(sink: S3, proxy: Proxy, s3: S3Server) -> None:
    s3.client().put_object(
        Bucket=s3.bucket, Key=f"{sink._prefix}part", Body=DATA[::-1], Metadata={"sha256": "ours"}
    )

    with pytest.raises(SinkError, match="another object"):
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
