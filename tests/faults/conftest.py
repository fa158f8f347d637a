"""A proxy before the S3 server, and a sink that goes through it."""

from collections.abc import Iterator

import pytest

from crawler.sinks.s3 import S3, open_s3
from tests.support.proxy import Proxy, proxied
from tests.support.s3 import S3Server


@pytest.fixture
def proxy(s3: S3Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[Proxy]:
    """Serve a proxy in front of the S3 server, at first without faults; set its keys."""
    for name, value in s3.env.items():
        monkeypatch.setenv(name, value)
    with proxied(s3.endpoint) as proxy:
        yield proxy


@pytest.fixture
def url(s3: S3Server, proxy: Proxy, request: pytest.FixtureRequest) -> str:
    """Return the URL of the test's own dump, through the proxy."""
    name = "".join(char if char.isalnum() else "-" for char in request.node.name)
    return f"s3://{s3.bucket}/{name}?endpoint={proxy.base}"


@pytest.fixture
def sink(url: str) -> S3:
    return open_s3(url)
