"""One object on its way to S3: whole or in pieces, created only if there is none of its name."""

import hashlib
from base64 import b64encode
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, BinaryIO

from botocore.exceptions import ClientError

from crawler.sinks.s3_faults import is_crossed
from crawler.sinks.s3_patience import FAILURES, is_passing, patiently

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import CompletedPartTypeDef

_CHUNK = 1 << 20
_RESTARTS = 4
"""Times to send an object in pieces whose last step meets another write: S3 wants all of them
again."""


@dataclass(frozen=True, slots=True)
class Seal:
    """What is to be stored: size, SHA-256 of it all, and of each piece in which it goes up."""

    size: int
    sha256: bytes
    pieces: tuple[bytes, ...]

    @property
    def sum(self) -> str:
        """As the store tells it: of an object in pieces, the sum of their sums."""
        if len(self.pieces) == 1:
            return sum_of(self.sha256)
        return f"{sum_of(hashlib.sha256(b''.join(self.pieces)).digest())}-{len(self.pieces)}"


def sum_of(digest: bytes) -> str:
    """A SHA-256 as S3 writes it."""
    return b64encode(digest).decode()


def seal_of(body: BinaryIO, most: int) -> Seal:
    """What is to go up, in pieces of `most` bytes; one piece at least."""
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
    return Seal(size, whole.digest(), tuple(pieces))


@dataclass(frozen=True, slots=True)
class Upload:
    """Sends one object; `send` may be repeated. Raises what botocore raises."""

    client: "S3Client"
    bucket: str
    name: str
    body: BinaryIO
    seal: Seal
    most: int
    """Bytes of a piece."""

    def send(self) -> None:
        """Send it from its start. The store refuses what is not what the sum says."""
        if len(self.seal.pieces) == 1:
            patiently(self._send_whole, self.seal.size)
            return
        for _ in range(_RESTARTS - 1):
            try:
                self._send_pieces()
            except ClientError as error:
                if not is_crossed(error):
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
            ChecksumSHA256=self.seal.sum,
            IfNoneMatch="*",
        )

    def _send_pieces(self) -> None:
        """The object gets its name only when all its pieces are there."""
        self.body.seek(0)
        with suppress(ClientError):  # whoever may not list uploads can still make one
            self._abort_begun()
        upload = patiently(self._begin)
        try:
            sent = [
                self._send_piece(upload, number, digest)
                for number, digest in enumerate(self.seal.pieces, 1)
            ]
            patiently(lambda: self._complete(upload, sent), passing=_is_passing_at_the_end)
        except BaseException:
            # Pieces left behind cost money. Where the store is gone, the next run aborts them.
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

        etag = patiently(send, len(piece))
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
        """Abort what a killed run had sent of it; nobody else writes an object of its name."""
        for upload in patiently(self._begun):
            patiently(partial(self._abort, upload))

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


def _is_passing_at_the_end(error: Exception) -> bool:
    crossed = isinstance(error, ClientError) and is_crossed(error)
    return is_passing(error) and not crossed
