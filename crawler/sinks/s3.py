"""A dump in S3 or anything that speaks it.

Credentials, region, profile and endpoint come from where AWS tools look for them; the URL's query
may name `endpoint`, `region` and `style` (`path` or `host`: how the bucket is addressed).
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from botocore.exceptions import BotoCoreError, ClientError

from crawler.sinks import ConflictError, SinkError
from crawler.sinks.s3_client import client_of, is_amazon
from crawler.sinks.s3_faults import (
    BROKEN_OFF,
    TRIES,
    cause_of,
    code_of,
    is_crossed,
    is_unmet,
    patiently,
    pause,
)
from crawler.sinks.s3_upload import Seal, Upload, seal_of, sum_of

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import HeadObjectOutputTypeDef

CHUNK = 1 << 20
WHOLE = 64 << 20
"""Bytes: a larger object goes up in pieces of this size (S3 takes 10,000 of them, 625 GiB)."""


def open_s3(url: str) -> "S3":
    """The sink of `s3://bucket/prefix?endpoint=...&style=path|host&region=...`.

    Raises UsageFault for a URL that cannot be read, an unknown profile or a bad endpoint.
    """
    client, bucket, prefix = client_of(url)
    return S3(client, bucket, f"{prefix}/" if prefix else "")


class S3:
    """Objects under one prefix of one bucket."""

    def __init__(self, client: "S3Client", bucket: str, prefix: str, whole: int = WHOLE) -> None:
        self._client = client
        self._bucket = bucket
        self._prefix = prefix
        self._whole = whole
        endpoint = "" if is_amazon(client) else f"?endpoint={client.meta.endpoint_url}"
        self.url = f"s3://{bucket}/{prefix}".rstrip("/") + endpoint

    def create(self, key: str, data: bytes | Path) -> None:
        """See Sink: an object that shall never change, looked at again after the upload."""
        with self._told(key), _opened(data) as body:
            seal = seal_of(body, self._whole)
            name = self._prefix + key
            upload = Upload(self._client, self._bucket, name, body, seal, self._whole)
            try:
                patiently(upload.send)
            except ClientError as error:
                # It may be there all the same: the answer was lost, or an earlier run was faster.
                if not is_unmet(error) and code_of(error) != "NoSuchUpload":
                    raise
            self._check(key, seal)

    def replace(self, key: str, data: bytes, expected: str | None) -> str:
        """See Sink: an object replaced only if it is still the expected one."""
        bucket, name, put = self._bucket, self._prefix + key, self._client.put_object
        total = sum_of(hashlib.sha256(data).digest())

        def swap() -> str:
            if expected is None:
                answer = put(
                    Bucket=bucket, Key=name, Body=data, ChecksumSHA256=total, IfNoneMatch="*"
                )
            else:
                answer = put(
                    Bucket=bucket, Key=name, Body=data, ChecksumSHA256=total, IfMatch=expected
                )
            return answer["ETag"]

        with self._told(key):
            try:
                return patiently(swap)
            except ClientError as error:
                if not is_unmet(error) and not is_crossed(error):
                    raise
            # Where an answer was lost, what stands there is ours.
            if (found := self.get(key)) and found[0] == data:
                return found[1]
            raise ConflictError(f"{self._name(key)}: changed by someone else")

    def get(self, key: str) -> tuple[bytes, str] | None:
        """See Sink: a small object and its etag."""

        def ask() -> tuple[bytes, str]:
            answer = self._client.get_object(Bucket=self._bucket, Key=self._prefix + key)
            return answer["Body"].read(), answer["ETag"]

        with self._told(key):
            try:
                return patiently(ask)
            except self._client.exceptions.NoSuchKey:
                return None

    def read(self, key: str) -> Iterator[bytes]:
        """See Sink: an object in chunks. Where an answer breaks off, the rest is asked for."""
        bucket, name = self._bucket, self._prefix + key
        at = 0
        with self._told(key):
            answer = self._client.get_object(Bucket=bucket, Key=name)
            for attempt in range(1, TRIES + 1):
                try:
                    for chunk in answer["Body"].iter_chunks(CHUNK):
                        yield chunk
                        at += len(chunk)
                    return
                except BROKEN_OFF:
                    if attempt == TRIES:
                        raise
                pause(attempt)
                answer = self._client.get_object(
                    Bucket=bucket, Key=name, Range=f"bytes={at}-", IfMatch=answer["ETag"]
                )

    def size(self, key: str) -> int | None:
        """See Sink: bytes of an object."""
        with self._told(key):
            try:
                return self._head(key)["ContentLength"]
            except ClientError as error:
                if code_of(error) != "404":
                    raise
                return None

    def age(self, key: str) -> float | None:
        """See Sink: seconds since an object was written, by the Date of the store's answer."""
        with self._told(key):
            try:
                head = self._head(key)
            except ClientError as error:
                if code_of(error) != "404":
                    raise
                return None
            now = parsedate_to_datetime(head["ResponseMetadata"]["HTTPHeaders"]["date"])
            return (now - head["LastModified"]).total_seconds()

    def list(self, prefix: str) -> Iterator[str]:
        """See Sink: keys under a prefix."""
        pages = self._client.get_paginator("list_objects_v2")
        with self._told(prefix):
            for page in pages.paginate(Bucket=self._bucket, Prefix=self._prefix + prefix):
                for entry in page.get("Contents", ()):
                    yield entry["Key"].removeprefix(self._prefix)

    def _check(self, key: str, seal: Seal) -> None:
        """What is stored is what was to be stored; raises SinkError where it is not."""
        head = self._head(key)
        size, total = head["ContentLength"], head.get("ChecksumSHA256")
        # No such sum is told where another tool put the object there, or the store knows none.
        if size != seal.size or (total != seal.sum and self._digest(key) != seal.sha256):
            raise SinkError(f"{self._name(key)}: another object stands there already")

    def _head(self, key: str) -> "HeadObjectOutputTypeDef":
        """What the store says of an object: its size, sum and age."""

        def ask() -> "HeadObjectOutputTypeDef":
            head = self._client.head_object(
                Bucket=self._bucket, Key=self._prefix + key, ChecksumMode="ENABLED"
            )
            _ = head["ContentLength"], head["LastModified"]  # it may have broken off
            return head

        return patiently(ask)

    def _digest(self, key: str) -> bytes:
        digest = hashlib.sha256()
        for chunk in self.read(key):
            digest.update(chunk)
        return digest.digest()

    def _name(self, key: str) -> str:
        return f"s3://{self._bucket}/{self._prefix}{key}"

    @contextmanager
    def _told(self, key: str) -> Iterator[None]:
        """Tells a failure in one line. The cause is not chained: it may quote the request."""
        try:
            yield
        except (BotoCoreError, ClientError, KeyError) as error:
            raise SinkError(f"{self._name(key)}: {cause_of(error)}") from None


def _opened(data: bytes | Path) -> BinaryIO:
    return data.open("rb") if isinstance(data, Path) else BytesIO(data)
