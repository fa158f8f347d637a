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

from botocore.exceptions import ClientError, FlexibleChecksumError

from crawler.sinks import ConflictError, SinkError
from crawler.sinks.s3_client import client_of, is_amazon
from crawler.sinks.s3_faults import cause_of, code_of, is_crossed, is_missing, is_unmet
from crawler.sinks.s3_patience import FAILURES, is_passing, patiently
from crawler.sinks.s3_upload import Seal, Upload, seal_of, sum_of

if TYPE_CHECKING:
    from botocore.response import StreamingBody
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import HeadObjectOutputTypeDef, ListObjectsV2OutputTypeDef

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
                upload.send()
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
                # Amazon answers 404 where the object to be replaced is not there.
                gone = expected is not None and is_missing(error)
                if not is_unmet(error) and not is_crossed(error) and not gone:
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
            except ClientError as error:
                if not is_missing(error):
                    raise
                return None

    def read(self, key: str) -> Iterator[bytes]:
        """See Sink: an object in chunks. Where an answer breaks off, the rest is asked for."""
        at, etag = 0, ""
        body: StreamingBody | None = None

        def ask() -> bytes:
            nonlocal body, etag
            if body is None:
                body, etag = self._open(key, at, etag)
            try:
                return body.read(CHUNK)
            except BaseException:
                body = None  # the rest is asked for
                raise

        with self._told(key):
            while chunk := patiently(ask, passing=_is_passing_in_the_midst):
                yield chunk
                at += len(chunk)

    def _open(self, key: str, at: int, etag: str) -> "tuple[StreamingBody, str]":
        """An answer from a byte on, and its etag; it must be the one whose beginning we have."""
        bucket, name = self._bucket, self._prefix + key
        if not at:
            answer = self._client.get_object(Bucket=bucket, Key=name)
        else:
            answer = self._client.get_object(
                Bucket=bucket, Key=name, Range=f"bytes={at}-", IfMatch=etag
            )
        return answer["Body"], answer["ETag"]

    def size(self, key: str) -> int | None:
        """See Sink: bytes of an object."""
        with self._told(key):
            try:
                return self._head(key)["ContentLength"]
            except ClientError as error:
                if not is_missing(error):
                    raise
                return None

    def age(self, key: str) -> float | None:
        """See Sink: seconds since an object was written, by the Date of the store's answer."""
        with self._told(key):
            try:
                head = self._head(key)
            except ClientError as error:
                if not is_missing(error):
                    raise
                return None
            now = parsedate_to_datetime(head["ResponseMetadata"]["HTTPHeaders"]["date"])
            return (now - head["LastModified"]).total_seconds()

    def list(self, prefix: str) -> Iterator[str]:
        """See Sink: keys under a prefix."""
        bucket, start, token = self._bucket, self._prefix + prefix, ""

        def ask() -> "ListObjectsV2OutputTypeDef":
            if not token:
                return self._client.list_objects_v2(Bucket=bucket, Prefix=start)
            return self._client.list_objects_v2(
                Bucket=bucket, Prefix=start, ContinuationToken=token
            )

        with self._told(prefix):
            while True:
                page = patiently(ask)
                for entry in page.get("Contents", ()):
                    yield entry["Key"].removeprefix(self._prefix)
                if not (token := page.get("NextContinuationToken", "")):
                    return

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
        except FAILURES as error:
            raise SinkError(f"{self._name(key)}: {cause_of(error)}") from None


def _opened(data: bytes | Path) -> BinaryIO:
    return data.open("rb") if isinstance(data, Path) else BytesIO(data)


def _is_passing_in_the_midst(error: Exception) -> bool:
    """Damage is found behind the last chunk: those that were handed out cannot be taken back."""
    return is_passing(error) and not isinstance(error, FlexibleChecksumError)
