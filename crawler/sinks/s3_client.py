"""The S3 client for a dump URL: endpoint, region, addressing style, timeouts."""

import logging
from functools import cache
from typing import TYPE_CHECKING, Literal
from urllib.parse import parse_qsl, urlsplit

import boto3
import botocore.session
from botocore.config import Config
from botocore.exceptions import BotoCoreError
from botocore.loaders import Loader, create_loader

from crawler.base.faults import UsageFault
from crawler.sinks.s3_faults import cause_of

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

STYLES: dict[str, Literal["path", "virtual"]] = {"path": "path", "host": "virtual"}
QUERY = ("endpoint", "region", "style")

TIMEOUTS = Config(
    connect_timeout=2,
    read_timeout=20,
    retries={"mode": "standard", "total_max_attempts": 1},
)
"""Timeouts of one attempt; `s3_retries` does the retries."""

# Their debug logs contain signed requests and session tokens.
for _name in ("boto3", "botocore", "urllib3"):
    logging.getLogger(_name).setLevel(logging.WARNING)


def client_of(url: str) -> "tuple[S3Client, str, str]":
    """Return client, bucket and prefix of
    `s3://bucket/prefix?endpoint=...&style=path|host&region=...`.

    Raises UsageFault for an invalid URL, an unknown profile or an invalid endpoint.
    """
    parts = urlsplit(url)
    place = f"s3://{parts.netloc}{parts.path}"
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    if not parts.netloc or parts.fragment or set(query) - set(QUERY):
        # The query is left out: it may contain a key.
        raise UsageFault(
            f"{place}: invalid S3 dump URL; expected s3://bucket/prefix?{'&'.join(QUERY)}"
        )
    if query.get("style", "path") not in STYLES:
        raise UsageFault(f"{place}: style must be path or host, not {query['style']}")
    try:
        client = _client(query)
    except BotoCoreError as error:
        raise UsageFault(f"{place}: {cause_of(error)}") from None
    except ValueError:
        raise UsageFault(f"{place}: the endpoint is not a valid URL") from None
    endpoint = urlsplit(client.meta.endpoint_url)
    if "@" in endpoint.netloc:
        raise UsageFault(f"{place}: the endpoint must not contain credentials")
    if endpoint.query or endpoint.fragment:
        raise UsageFault(f"{place}: the endpoint must not contain a query")
    return client, parts.netloc, parts.path.strip("/")


def is_amazon(client: "S3Client") -> bool:
    """Return whether a client connects to Amazon itself."""
    return _is_amazon(client.meta.endpoint_url)


def _is_amazon(endpoint: str) -> bool:
    return (urlsplit(endpoint).hostname or "").endswith((".amazonaws.com", ".amazonaws.com.cn"))


def _client(query: dict[str, str]) -> "S3Client":
    session = _session()
    style, endpoint = query.get("style"), query.get("endpoint")
    # Few stores other than Amazon's support virtual-hosted buckets.
    if style is None and endpoint and not _is_amazon(endpoint):
        style = "path"
    client = _connect(session, query, style)
    if style is None and not is_amazon(client):  # by the environment or the profile
        client = _connect(session, query, "path")
    return client


def _session() -> boto3.session.Session:
    """Return a session of its own, which reads environment and profile now."""
    core = botocore.session.get_session()
    core.register_component("data_loader", _loader(core.get_config_variable("data_path")))
    return boto3.session.Session(botocore_session=core)


@cache
def _loader(path: str | None) -> Loader:
    """Return the loader of botocore's descriptions of services, which it keeps: reading those of S3
    takes seven times as long as making a client."""
    return create_loader(path)


def _connect(
    session: boto3.session.Session, query: dict[str, str], style: str | None
) -> "S3Client":
    config = TIMEOUTS
    if style:
        config = config.merge(Config(s3={"addressing_style": STYLES[style]}))
    return session.client(
        "s3",
        endpoint_url=query.get("endpoint"),
        region_name=query.get("region"),
        config=config,
    )
