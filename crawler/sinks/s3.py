"""A dump in S3 or anything that speaks it. The only module that imports boto3.

Credentials, region, profile and endpoint come from where AWS tools look for them; the URL's query
may name `endpoint`, `region` and `style` (`path` or `host`: how the bucket is addressed).
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal
from urllib.parse import parse_qsl, urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    PartialCredentialsError,
    ProfileNotFound,
)

from crawler.faults import UsageFault
from crawler.sinks import ConflictError, SinkError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import CompletedPartTypeDef

CHUNK = 1 << 20
WHOLE = 64 << 20
"""Bytes: a larger object goes up in pieces of this size (S3 takes 10,000 of them, 625 GiB)."""

STYLES: dict[str, Literal["path", "virtual"]] = {"path": "path", "host": "virtual"}
QUERY = ("endpoint", "region", "style")

# Bounded: an endpoint that does not answer is told within seconds, a stumble is retried.
PATIENCE = Config(
    connect_timeout=2,
    read_timeout=30,
    retries={"mode": "standard", "total_max_attempts": 4},
)

CAUSES = {
    "NoSuchBucket": "there is no such bucket",
    "NoSuchKey": "there is no such object",
    "AccessDenied": "access denied",
    "403": "access denied",
    "404": "there is no such object",
    "SignatureDoesNotMatch": "access denied: the secret key does not fit the access key",
    "InvalidAccessKeyId": "access denied: the access key is not known there",
    "ExpiredToken": "the credentials have expired",
    "InvalidBucketName": "this is no name for a bucket",
    "PermanentRedirect": "the bucket lies in another region",
    "SlowDown": "the store asks to slow down",
    "ServiceUnavailable": "the store is not available",
}
"""Error code -> what it means, in our own words: the store's may quote the request."""

BOTO_CAUSES: dict[type[BotoCoreError], str] = {
    NoCredentialsError: "no AWS credentials found (environment, profile or role)",
    PartialCredentialsError: "the AWS credentials are incomplete",
    ProfileNotFound: "there is no such AWS profile",
    EndpointConnectionError: "the endpoint cannot be reached",
    ConnectTimeoutError: "the endpoint cannot be reached",
}


def open_s3(url: str) -> "S3":
    """The sink of `s3://bucket/prefix?endpoint=...&style=path|host&region=...`.

    Raises UsageFault for a URL that cannot be read, an unknown profile or a bad endpoint.
    """
    parts = urlsplit(url)
    place = f"s3://{parts.netloc}{parts.path}"
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    if not parts.netloc or parts.fragment or set(query) - set(QUERY):
        raise UsageFault(f"{place}: an S3 dump is s3://bucket/prefix?{'&'.join(QUERY)}")
    if query.get("style", "path") not in STYLES:
        raise UsageFault(f"{place}: style is path or host, not {query['style']}")
    if "@" in urlsplit(query.get("endpoint", "")).netloc:
        raise UsageFault(f"{place}: the endpoint must not hold credentials")
    try:
        client = _client(query)
    except BotoCoreError as error:
        raise UsageFault(f"{place}: {_cause(error)}") from None
    except ValueError:
        raise UsageFault(f"{place}: the endpoint is no URL: {query.get('endpoint')}") from None
    prefix = parts.path.strip("/")
    return S3(client, parts.netloc, f"{prefix}/" if prefix else "")


def _client(query: dict[str, str]) -> "S3Client":
    session = boto3.session.Session()
    style = query.get("style")
    client = _connect(session, query, style)
    if style is None and not _is_amazon(client):
        # Few stores besides Amazon's give every bucket a host name of its own.
        client = _connect(session, query, "path")
    return client


def _connect(
    session: boto3.session.Session, query: dict[str, str], style: str | None
) -> "S3Client":
    config = PATIENCE
    if style:
        config = config.merge(Config(s3={"addressing_style": STYLES[style]}))
    return session.client(
        "s3",
        endpoint_url=query.get("endpoint"),
        region_name=query.get("region"),
        config=config,
    )


def _is_amazon(client: "S3Client") -> bool:
    host = urlsplit(client.meta.endpoint_url).hostname or ""
    return host.endswith((".amazonaws.com", ".amazonaws.com.cn"))


class S3:
    """Objects under one prefix of one bucket."""

    def __init__(self, client: "S3Client", bucket: str, prefix: str, whole: int = WHOLE) -> None:
        self._client = client
        self._bucket = bucket
        self._prefix = prefix
        self._whole = whole
        endpoint = "" if _is_amazon(client) else f"?endpoint={client.meta.endpoint_url}"
        self.url = f"s3://{bucket}/{prefix}".rstrip("/") + endpoint

    def create(self, key: str, data: bytes | Path) -> None:
        """See Sink: an object that shall never change, looked at again after the upload."""
        with self._told(key), _opened(data) as body:
            size, sha256 = _measure(body)
            put = self._put_whole if size <= self._whole else self._put_pieces
            try:
                put(self._prefix + key, body, sha256)
            except ClientError as error:
                if not _lost_race(error):
                    raise
            self._check(key, size, sha256)

    def replace(self, key: str, data: bytes, expected: str | None) -> str:
        """See Sink: an object replaced only if it is still the expected one."""
        bucket, name = self._bucket, self._prefix + key
        put = self._client.put_object
        with self._told(key):
            try:
                if expected is None:
                    return put(Bucket=bucket, Key=name, Body=data, IfNoneMatch="*")["ETag"]
                return put(Bucket=bucket, Key=name, Body=data, IfMatch=expected)["ETag"]
            except ClientError as error:
                if not _lost_race(error):
                    raise
                raise ConflictError(f"{self._name(key)}: changed by someone else") from None

    def get(self, key: str) -> tuple[bytes, str] | None:
        """See Sink: a small object and its etag."""
        with self._told(key):
            try:
                answer = self._client.get_object(Bucket=self._bucket, Key=self._prefix + key)
            except self._client.exceptions.NoSuchKey:
                return None
            return answer["Body"].read(), answer["ETag"]

    def read(self, key: str) -> Iterator[bytes]:
        """See Sink: an object in chunks."""
        with self._told(key):
            answer = self._client.get_object(Bucket=self._bucket, Key=self._prefix + key)
            yield from answer["Body"].iter_chunks(CHUNK)

    def size(self, key: str) -> int | None:
        """See Sink: bytes of an object."""
        with self._told(key):
            try:
                head = self._client.head_object(Bucket=self._bucket, Key=self._prefix + key)
            except ClientError as error:
                if _code(error) != "404":
                    raise
                return None
            return head["ContentLength"]

    def list(self, prefix: str) -> Iterator[str]:
        """See Sink: keys under a prefix."""
        pages = self._client.get_paginator("list_objects_v2")
        with self._told(prefix):
            for page in pages.paginate(Bucket=self._bucket, Prefix=self._prefix + prefix):
                for entry in page.get("Contents", ()):
                    yield entry["Key"].removeprefix(self._prefix)

    def _put_whole(self, name: str, body: BinaryIO, sha256: str) -> None:
        self._client.put_object(
            Bucket=self._bucket, Key=name, Body=body, IfNoneMatch="*", Metadata={"sha256": sha256}
        )

    def _put_pieces(self, name: str, body: BinaryIO, sha256: str) -> None:
        """Send a large object piece by piece; it gets its name only when all are there."""
        bucket = self._bucket
        upload = self._client.create_multipart_upload(
            Bucket=bucket, Key=name, Metadata={"sha256": sha256}
        )["UploadId"]
        sent: list[CompletedPartTypeDef] = []
        try:
            for number, piece in enumerate(iter(lambda: body.read(self._whole), b""), 1):
                answer = self._client.upload_part(
                    Bucket=bucket, Key=name, UploadId=upload, PartNumber=number, Body=piece
                )
                sent.append({"PartNumber": number, "ETag": answer["ETag"]})
            self._client.complete_multipart_upload(
                Bucket=bucket,
                Key=name,
                UploadId=upload,
                MultipartUpload={"Parts": sent},
                IfNoneMatch="*",
            )
        except ClientError:
            # Pieces left behind cost money.
            self._client.abort_multipart_upload(Bucket=bucket, Key=name, UploadId=upload)
            raise

    def _check(self, key: str, size: int, sha256: str) -> None:
        """What stands there is what was to be there; raises SinkError where it is not."""
        head = self._client.head_object(Bucket=self._bucket, Key=self._prefix + key)
        stored = head["Metadata"].get("sha256") or self._digest(key)
        if (head["ContentLength"], stored) != (size, sha256):
            raise SinkError(f"{self._name(key)}: another object stands there already")

    def _digest(self, key: str) -> str:
        """SHA-256 of an object that does not carry it, as after a copy by another tool."""
        digest = hashlib.sha256()
        for chunk in self.read(key):
            digest.update(chunk)
        return digest.hexdigest()

    def _name(self, key: str) -> str:
        return f"s3://{self._bucket}/{self._prefix}{key}"

    @contextmanager
    def _told(self, key: str) -> Iterator[None]:
        """Tells a failure in one line. The cause is not chained: it may quote the request."""
        try:
            yield
        except (BotoCoreError, ClientError) as error:
            raise SinkError(f"{self._name(key)}: {_cause(error)}") from None


def _opened(data: bytes | Path) -> BinaryIO:
    return data.open("rb") if isinstance(data, Path) else BytesIO(data)


def _measure(body: BinaryIO) -> tuple[int, str]:
    """Bytes and SHA-256 of what is to go up; leaves it at its start."""
    digest = hashlib.sha256()
    while chunk := body.read(CHUNK):
        digest.update(chunk)
    size = body.tell()
    body.seek(0)
    return size, digest.hexdigest()


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", "unknown"))


def _lost_race(error: ClientError) -> bool:
    """Whether a condition of the write did not hold. 409: two writers at the same instant."""
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
    return status in (409, 412) or _code(error) == "PreconditionFailed"


def _cause(error: Exception) -> str:
    if isinstance(error, ClientError):
        code = _code(error)
        return CAUSES.get(code, f"the store answers {code}")
    for kind, words in BOTO_CAUSES.items():
        if isinstance(error, kind):
            return words
    return f"S3 fails: {type(error).__name__}"
