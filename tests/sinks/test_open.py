"""Mistakes in a dump URL or its credentials: one line each, without secrets."""

from pathlib import Path

import pytest

from crawler.base.faults import UsageFault
from crawler.sinks import SinkError, open_sink, s3_retries
from crawler.sinks.s3 import open_s3
from tests.support.s3 import READER, WRITER, S3Server

DEAD = "http://127.0.0.1:1"


@pytest.fixture
def env(s3: S3Server, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name, value in s3.env.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def failure(url: str) -> str:
    with pytest.raises(SinkError) as caught:
        open_sink(url).get("index.json")
    message = str(caught.value)
    assert "\n" not in message
    assert WRITER[1] not in message
    return message


@pytest.mark.parametrize(
    "url",
    [
        "",
        "gs://bucket/prefix",
        "file://elsewhere/path",
        "file:relative://",
        "file:///dump?x=1",
        "s3://",
        "s3:///prefix",
        "s3://bucket/prefix?speed=high",
        "s3://bucket/prefix?style=round",
        "s3://bucket/prefix?endpoint=nowhere",
        "s3://[bucket/prefix",
        "file:///dump%00x",
        "file:///dump\0x",
        "dump\0x",
        "s3://bucket/prefix%00\0",
    ],
)
def test_a_url_that_is_no_dump(url: str) -> None:
    with pytest.raises(UsageFault) as caught:
        open_sink(url)

    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "s3://key:hidden@bucket/prefix",
        "file://key:hidden@host/path",
        "s3://bucket/prefix?endpoint=http://key:hidden@127.0.0.1:1",
        "s3://bucket/prefix?endpoint=key:hidden@127.0.0.1:1",
        "s3://bucket/prefix?endpoint=http://127.0.0.1:1?token%3Dhidden",
        "s3://bucket/prefix?aws_secret_access_key=hidden",
        "gs://bucket/prefix?key=hidden",
        "s3://key:hidden@[bucket/prefix",
        "s3://key:hidden\u2100@bucket/prefix",
    ],
)
def test_credentials_in_a_url_are_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(UsageFault) as caught:
        open_sink(url)

    assert "hidden" not in str(caught.value)


def test_credentials_in_the_endpoint_of_the_environment(env: pytest.MonkeyPatch) -> None:
    env.setenv("AWS_ENDPOINT_URL", "http://key:hidden@127.0.0.1:1")

    with pytest.raises(UsageFault, match="must not contain credentials") as caught:
        open_sink("s3://bucket/prefix")

    assert "hidden" not in str(caught.value)


def test_a_path_is_a_dump(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert open_sink("dump").url == open_sink(f"{tmp_path.as_uri()}/dump/").url


def test_spaces_in_a_path(tmp_path: Path) -> None:
    open_sink(f"{tmp_path.as_uri()}/my%20dump").create("a", b"x")

    assert (tmp_path / "my dump" / "a").read_bytes() == b"x"


def test_a_folder_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(SinkError, match=r"file/dump/a: Not a directory"):
        open_sink(str(tmp_path / "file" / "dump")).create("a", b"x")


def test_a_key_never_leads_out_of_the_dump(tmp_path: Path) -> None:
    with pytest.raises(SinkError, match="invalid key"):
        open_sink(str(tmp_path / "dump")).get("runs/../../secret")


@pytest.mark.slow
def test_an_endpoint_that_nobody_answers_at(env: pytest.MonkeyPatch) -> None:
    env.setattr(s3_retries, "BUDGET", 3600)  # that is not what ends it

    assert "cannot connect to the endpoint" in failure(f"s3://bucket/prefix?endpoint={DEAD}")


@pytest.mark.slow
def test_no_credentials(s3: S3Server, env: pytest.MonkeyPatch) -> None:
    env.delenv("AWS_ACCESS_KEY_ID")
    env.delenv("AWS_SECRET_ACCESS_KEY")

    assert "no AWS credentials" in failure(s3.url("x"))


@pytest.mark.slow
def test_half_the_credentials(s3: S3Server, env: pytest.MonkeyPatch) -> None:
    env.delenv("AWS_SECRET_ACCESS_KEY")

    with pytest.raises(UsageFault, match="incomplete"):
        open_sink(s3.url("x"))


@pytest.mark.slow
def test_no_such_profile(s3: S3Server, env: pytest.MonkeyPatch) -> None:
    env.setenv("AWS_PROFILE", "nobody")

    with pytest.raises(UsageFault, match="profile"):
        open_sink(s3.url("x"))


def test_a_wrong_secret(s3: S3Server, env: pytest.MonkeyPatch) -> None:
    env.setenv("AWS_SECRET_ACCESS_KEY", "hidden-but-wrong")

    message = failure(s3.url("x"))

    assert "secret key does not match" in message
    assert "hidden-but-wrong" not in message


@pytest.mark.slow
def test_an_unknown_key(s3: S3Server, env: pytest.MonkeyPatch) -> None:
    env.setenv("AWS_ACCESS_KEY_ID", "nobody")

    assert "unknown access key" in failure(s3.url("x"))


@pytest.mark.slow
def test_no_such_bucket(s3: S3Server, env: pytest.MonkeyPatch) -> None:
    url = f"s3://no-such-bucket/x?endpoint={s3.endpoint}"

    assert failure(url) == "s3://no-such-bucket/x/index.json: no such bucket"


def test_a_reader_cannot_write(s3: S3Server, env: pytest.MonkeyPatch) -> None:
    env.setenv("AWS_ACCESS_KEY_ID", READER[0])
    env.setenv("AWS_SECRET_ACCESS_KEY", READER[1])

    with pytest.raises(SinkError, match="access denied"):
        open_sink(s3.url("x")).create("a", b"x")


@pytest.mark.slow
def test_the_endpoint_of_the_environment(s3: S3Server, env: pytest.MonkeyPatch) -> None:
    env.setenv("AWS_ENDPOINT_URL_S3", s3.endpoint)
    sink = open_sink(f"s3://{s3.bucket}/from-environment")

    sink.create("a", b"x")

    assert sink.url == open_sink(s3.url("from-environment")).url
    assert open_sink(s3.url("from-environment")).size("a") == 1


@pytest.mark.slow
def test_a_bucket_may_be_addressed_as_a_host(s3: S3Server, env: pytest.MonkeyPatch) -> None:
    path = open_s3(s3.url("x"))
    host = open_s3(f"{s3.url('x')}&style=host&region=eu-west-1")

    assert path.url == host.url
    styles = [vars(sink._client.meta.config)["s3"]["addressing_style"] for sink in (path, host)]
    assert styles == ["path", "virtual"]


def test_amazon_itself_needs_no_endpoint(env: pytest.MonkeyPatch) -> None:
    assert open_sink("s3://bucket/prefix/").url == "s3://bucket/prefix"
