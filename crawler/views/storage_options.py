"""Access to S3 for delta-rs, as our own sink has it: the same credentials, region and endpoint."""

from typing import Any
from urllib.parse import urlsplit

from crawler.sinks import Sink, SinkError


def storage_options(sink: Sink) -> dict[str, str]:
    """Return the options for a dump: none for a folder. Raises SinkError.

    They contain secrets. Credentials of a role are those of this moment, and hold for minutes.
    """
    place = urlsplit(sink.url)
    if place.scheme != "s3":
        return {}
    from crawler.sinks.s3 import S3  # boto3 takes half a second to import
    from crawler.sinks.s3_client import is_amazon

    assert isinstance(sink, S3)  # noqa: S101  # no other has such a URL
    meta = sink.client.meta
    options = {"AWS_REGION": meta.region_name or "us-east-1", **_credentials(sink.url)}
    if is_amazon(sink.client):
        return options
    config: Any = meta.config
    endpoint, is_virtual = meta.endpoint_url, config.s3.get("addressing_style") == "virtual"
    if is_virtual:  # delta-rs wants the bucket in the endpoint then
        parts = urlsplit(endpoint)
        endpoint = parts._replace(netloc=f"{place.netloc}.{parts.netloc}").geturl()
    return options | {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ALLOW_HTTP": str(endpoint.startswith("http://")).lower(),
        "AWS_VIRTUAL_HOSTED_STYLE_REQUEST": str(is_virtual).lower(),
    }


def _credentials(url: str) -> dict[str, str]:
    import boto3
    from botocore.exceptions import BotoCoreError

    from crawler.sinks.s3_faults import cause_of

    try:
        found = boto3.session.Session().get_credentials()
    except BotoCoreError as error:
        raise SinkError(f"{url}: {cause_of(error)}") from None
    if found is None:
        return {"AWS_SKIP_SIGNATURE": "true"}
    frozen = found.get_frozen_credentials()
    named = {
        "AWS_ACCESS_KEY_ID": frozen.access_key,
        "AWS_SECRET_ACCESS_KEY": frozen.secret_key,
        "AWS_SESSION_TOKEN": frozen.token,
    }
    return {name: value for name, value in named.items() if value}
