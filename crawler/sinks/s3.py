"""Sink in S3 or an S3-compatible store.

Credentials, region, profile and endpoint are looked up as by the AWS tools; the URL's query may set
`endpoint`, `region` and `style` (`path` or `host`: how buckets are addressed).
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from botocore.exceptions import ClientError

from crawler.sinks import ConflictError, SinkError
from crawler.sinks.s3_client import client_of, is_amazon
from crawler.sinks.s3_faults import cause_of, code_of, is_missing, is_precondition_failed
from crawler.sinks.s3_retries import (
    FAILURES,
    is_transient_mid_stream,
    is_write_conflict,
    with_retries,
)
from crawler.sinks.s3_upload import Checksums, Upload, checksums_of, media_type, sum_of

if TYPE_CHECKING:
    from botocore.response import StreamingBody
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import HeadObjectOutputTypeDef, ListObjectsV2OutputTypeDef

CHUNK = 1 << 20
WHOLE = 64 << 20
"""Part size in bytes: larger objects use multipart upload (S3 allows 10,000 parts, 625 GiB)."""


def open_s3(url: str) -> "S3":
    """Return the sink for `s3://bucket/prefix?endpoint=...&style=path|host&region=...`.

    Raises UsageFault for an invalid URL, an unknown profile or an invalid endpoint.
    """
    client, bucket, prefix = client_of(url)
    return S3(client, bucket, f"{prefix}/" if prefix else "")


class S3:
    """Sink for objects under one prefix of one bucket."""

    def __init__(self, client: "S3Client", bucket: str, prefix: str, whole: int = WHOLE) -> None:
        self._client = client
        self._bucket = bucket
        self._prefix = prefix
        self._whole = whole
        endpoint = "" if is_amazon(client) else f"?endpoint={client.meta.endpoint_url}"
        self.url = f"s3://{bucket}/{prefix}".rstrip("/") + endpoint

    @property
    def client(self) -> "S3Client":
        """Client for the bucket, for tools that need access of their own."""
        return self._client

    def create(self, key: str, data: bytes | Path) -> None:
        """Implement Sink.create; checks the stored object after the upload."""
        with self._as_sink_error(key), _opened(data) as body:
            checksums = checksums_of(body, self._whole)
            name = self._prefix + key
            upload = Upload(self._client, self._bucket, name, body, checksums, self._whole)
            try:
                upload.send()
            except ClientError as error:
                # It may exist anyway: the response was lost, or an earlier run has written it.
                if not is_precondition_failed(error) and code_of(error) != "NoSuchUpload":
                    raise
            self._check(key, checksums)

    def replace(self, key: str, data: bytes, expected: str | None) -> str:
        """Implement Sink.replace."""
        bucket, name = self._bucket, self._prefix + key
        total = sum_of(hashlib.sha256(data).digest())
        known: dict[str, Any] = {"IfNoneMatch": "*"} if expected is None else {"IfMatch": expected}
        known |= {"ChecksumSHA256": total, "ContentType": media_type(name)}

        def swap() -> str:
            answer = self._client.put_object(Bucket=bucket, Key=name, Body=data, **known)
            return answer["ETag"]

        with self._as_sink_error(key):
            try:
                return with_retries(swap)
            except ClientError as error:
                # Amazon answers 404 if the object to replace does not exist.
                missing = expected is not None and is_missing(error)
                if not (is_precondition_failed(error) or is_write_conflict(error) or missing):
                    raise
            # If a response was lost, the stored object is ours.
            if (found := self.get(key)) and found[0] == data:
                return found[1]
            raise ConflictError(f"{self._name(key)}: changed by another writer")

    def get(self, key: str) -> tuple[bytes, str] | None:
        """Implement Sink.get."""

        def ask() -> tuple[bytes, str]:
            answer = self._client.get_object(Bucket=self._bucket, Key=self._prefix + key)
            return answer["Body"].read(), answer["ETag"]

        with self._as_sink_error(key):
            try:
                return with_retries(ask)
            except ClientError as error:
                if not is_missing(error):
                    raise
                return None

    def read(self, key: str, start: int = 0) -> Iterator[bytes]:
        """Implement Sink.read. If a response is cut off, resume with a range request."""
        at, etag = start, ""
        body: StreamingBody | None = None

        def ask() -> bytes:
            nonlocal body, etag
            if body is None:
                body, etag = self._open(key, at, etag)
            try:
                return body.read(CHUNK)
            except BaseException:
                body = None  # resume from the last byte received
                raise

        with self._as_sink_error(key):
            while chunk := with_retries(ask, transient=is_transient_mid_stream):
                yield chunk
                at += len(chunk)

    def _open(self, key: str, at: int, etag: str) -> "tuple[StreamingBody, str]":
        """Request an object from offset `at`; return the body and its etag.

        A request that resumes fails if the object has changed since `etag`.
        """
        bucket, name = self._bucket, self._prefix + key
        if not at:
            answer = self._client.get_object(Bucket=bucket, Key=name)
        else:
            known: dict[str, Any] = {"IfMatch": etag} if etag else {}
            answer = self._client.get_object(Bucket=bucket, Key=name, Range=f"bytes={at}-", **known)
        return answer["Body"], answer["ETag"]

    def size(self, key: str) -> int | None:
        """Implement Sink.size."""
        head = self._found(key)
        return head["ContentLength"] if head else None

    def age(self, key: str) -> float | None:
        """Implement Sink.age, by the Date header of the store's response."""
        head = self._found(key)
        if head is None:
            return None
        now = parsedate_to_datetime(head["ResponseMetadata"]["HTTPHeaders"]["date"])
        return (now - head["LastModified"]).total_seconds()

    def fingerprint(self, key: str) -> str | None:
        """Implement Sink.fingerprint, by the etag."""
        head = self._found(key)
        return head["ETag"] if head else None

    def _found(self, key: str) -> "HeadObjectOutputTypeDef | None":
        """Return what the store states on an object; None if it does not exist."""
        with self._as_sink_error(key):
            try:
                return self._head(key)
            except ClientError as error:
                if not is_missing(error):
                    raise
                return None

    def list(self, prefix: str) -> Iterator[str]:
        """Implement Sink.list."""
        bucket, start, token = self._bucket, self._prefix + prefix, ""

        def ask() -> "ListObjectsV2OutputTypeDef":
            if not token:
                return self._client.list_objects_v2(Bucket=bucket, Prefix=start)
            return self._client.list_objects_v2(
                Bucket=bucket, Prefix=start, ContinuationToken=token
            )

        with self._as_sink_error(prefix):
            while True:
                page = with_retries(ask)
                for entry in page.get("Contents", ()):
                    yield entry["Key"].removeprefix(self._prefix)
                if not (token := page.get("NextContinuationToken", "")):
                    return

    def delete(self, key: str) -> None:
        """Implement Sink.delete. In a bucket with versioning, the store keeps the old version."""
        bucket, name = self._bucket, self._prefix + key
        with self._as_sink_error(key):
            with_retries(lambda: self._client.delete_object(Bucket=bucket, Key=name))

    def discard_drafts(self) -> None:
        """Implement Sink.discard_drafts: a lifecycle rule ends unfinished uploads."""

    def _check(self, key: str, checksums: Checksums) -> None:
        """Raise SinkError if the stored object differs from the one uploaded."""
        head = self._head(key)
        size, total = head["ContentLength"], head.get("ChecksumSHA256")
        # No checksum is returned if another tool wrote the object, or the store has no checksums.
        if size != checksums.size or (
            total != checksums.sum and self._digest(key) != checksums.sha256
        ):
            raise SinkError(f"{self._name(key)}: a different object already exists")

    def _head(self, key: str) -> "HeadObjectOutputTypeDef":
        """Return an object's metadata: size, checksum and modification time."""

        def ask() -> "HeadObjectOutputTypeDef":
            head = self._client.head_object(
                Bucket=self._bucket, Key=self._prefix + key, ChecksumMode="ENABLED"
            )
            _ = head["ContentLength"], head["LastModified"]  # KeyError if cut off
            return head

        return with_retries(ask)

    def _digest(self, key: str) -> bytes:
        digest = hashlib.sha256()
        for chunk in self.read(key):
            digest.update(chunk)
        return digest.digest()

    def _name(self, key: str) -> str:
        return f"s3://{self._bucket}/{self._prefix}{key}"

    @contextmanager
    def _as_sink_error(self, key: str) -> Iterator[None]:
        """Raise store errors as a one-line SinkError. The cause is not chained: it may quote the
        request."""
        try:
            yield
        except FAILURES as error:
            raise SinkError(f"{self._name(key)}: {cause_of(error)}") from None


def _opened(data: bytes | Path) -> BinaryIO:
    return data.open("rb") if isinstance(data, Path) else BytesIO(data)
