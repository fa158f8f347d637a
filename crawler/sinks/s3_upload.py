"""Create-only upload of one object to S3, single or multipart."""

import hashlib
from base64 import b64encode
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, BinaryIO

from botocore.exceptions import ClientError

from crawler.sinks.s3_retries import FAILURES, is_transient, is_write_conflict, with_retries

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import CompletedPartTypeDef

_CHUNK = 1 << 20
_TYPES = {"html": "text/html; charset=utf-8", "json": "application/json"}
_RESTARTS = 4
"""Attempts at a multipart upload whose completion collides with another write: S3 then requires all
parts to be sent again."""


@dataclass(frozen=True, slots=True)
class Checksums:
    """Expected size and SHA-256 of an object, and SHA-256 of each upload part."""

    size: int
    sha256: bytes
    pieces: tuple[bytes, ...]

    @property
    def sum(self) -> str:
        """Checksum as S3 reports it: for a multipart object, a checksum of the parts' checksums."""
        if len(self.pieces) == 1:
            return sum_of(self.sha256)
        return f"{sum_of(hashlib.sha256(b''.join(self.pieces)).digest())}-{len(self.pieces)}"


def media_type(name: str) -> str:
    """Return the Content-Type of an object, by which browsers open it.

    >>> media_type("runs/a/report.html"), media_type("records/a.jsonl.gz")
    ('text/html; charset=utf-8', 'application/octet-stream')
    """
    return _TYPES.get(name.rpartition(".")[2], "application/octet-stream")


def sum_of(digest: bytes) -> str:
    """Encode a SHA-256 as S3 does, in base64."""
    return b64encode(digest).decode()


def checksums_of(body: BinaryIO, most: int) -> Checksums:
    """Hash an object in parts of `most` bytes; there is always at least one part."""
    whole, piece, pieces = hashlib.sha256(), hashlib.sha256(), []
    size = filled = 0
    while chunk := body.read(min(_CHUNK, most - filled)):
        whole.update(chunk)
        piece.update(chunk)
        size, filled = size + len(chunk), filled + len(chunk)
        if filled == most:
            pieces.append(piece.digest())
            piece, filled = hashlib.sha256(), 0
    if filled or not pieces:
        pieces.append(piece.digest())
    return Checksums(size, whole.digest(), tuple(pieces))


@dataclass(frozen=True, slots=True)
class Upload:
    """Upload of one object; `send` can be repeated. Raises the exceptions of botocore."""

    client: "S3Client"
    bucket: str
    name: str
    body: BinaryIO
    checksums: Checksums
    most: int
    """Part size in bytes."""

    def send(self) -> None:
        """Upload the whole object. The store rejects data that does not match the checksum."""
        if len(self.checksums.pieces) == 1:
            with_retries(self._send_whole, self.checksums.size)
            return
        for _ in range(_RESTARTS - 1):
            try:
                self._send_pieces()
            except ClientError as error:
                if not is_write_conflict(error):
                    raise
            else:
                return
        self._send_pieces()

    def _send_whole(self) -> None:
        self.body.seek(0)
        self.client.put_object(
            Bucket=self.bucket,
            Key=self.name,
            Body=self.body,
            ChecksumSHA256=self.checksums.sum,
            IfNoneMatch="*",
            ContentType=media_type(self.name),
        )

    def _send_pieces(self) -> None:
        """Upload in parts. The object appears only when all parts are complete."""
        self.body.seek(0)
        with suppress(ClientError):  # permission to list uploads is not required
            self._abort_begun()
        upload = with_retries(self._begin)
        try:
            sent = [
                self._send_piece(upload, number, digest)
                for number, digest in enumerate(self.checksums.pieces, 1)
            ]
            with_retries(lambda: self._complete(upload, sent), transient=_is_transient_at_end)
        except BaseException:
            # Orphaned parts cost money. If the store is unreachable, the next run aborts them.
            with suppress(*FAILURES):
                self._abort(upload)
            raise

    def _begin(self) -> str:
        return self.client.create_multipart_upload(
            Bucket=self.bucket, Key=self.name, ChecksumAlgorithm="SHA256"
        )["UploadId"]

    def _send_piece(self, upload: str, number: int, digest: bytes) -> "CompletedPartTypeDef":
        piece, total = self.body.read(self.most), sum_of(digest)

        def send() -> str:
            return self.client.upload_part(
                Bucket=self.bucket,
                Key=self.name,
                UploadId=upload,
                PartNumber=number,
                Body=piece,
                ChecksumSHA256=total,
            )["ETag"]

        etag = with_retries(send, len(piece))
        return {"PartNumber": number, "ETag": etag, "ChecksumSHA256": total}

    def _complete(self, upload: str, sent: "list[CompletedPartTypeDef]") -> None:
        self.client.complete_multipart_upload(
            Bucket=self.bucket,
            Key=self.name,
            UploadId=upload,
            MultipartUpload={"Parts": sent},
            IfNoneMatch="*",
        )

    def _abort_begun(self) -> None:
        """Abort unfinished uploads of this object by a killed run; nobody else writes an object of
        this name."""
        for upload in with_retries(self._begun):
            with_retries(partial(self._abort, upload))

    def _begun(self) -> list[str]:
        pages = self.client.get_paginator("list_multipart_uploads")
        return [
            begun["UploadId"]
            for page in pages.paginate(Bucket=self.bucket, Prefix=self.name)
            for begun in page.get("Uploads", ())
            if begun["Key"] == self.name
        ]

    def _abort(self, upload: str) -> None:
        self.client.abort_multipart_upload(Bucket=self.bucket, Key=self.name, UploadId=upload)


def _is_transient_at_end(error: Exception) -> bool:
    crossed = isinstance(error, ClientError) and is_write_conflict(error)
    return is_transient(error) and not crossed
