"""The keys and bytes of a dump, read without the code under test."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from mypy_boto3_s3 import S3Client

from tests.support.s3 import S3Server


class Store(Protocol):
    @property
    def url(self) -> str: ...

    def keys(self) -> dict[str, str]:
        """Every key, and something that changes with its bytes."""

    def read(self, key: str) -> bytes: ...


@dataclass
class Disk:
    folder: Path

    @property
    def url(self) -> str:
        return self.folder.as_uri()

    def keys(self) -> dict[str, str]:
        return {
            path.relative_to(self.folder).as_posix(): f"{path.stat().st_size} {path.stat().st_ino}"
            for path in self.folder.rglob("*")
            if path.is_file() and not path.name.startswith(".")
        }

    def read(self, key: str) -> bytes:
        return (self.folder / key).read_bytes()


@dataclass
class Bucket:
    server: S3Server
    prefix: str

    def __post_init__(self) -> None:
        self._client: S3Client = self.server.client()

    @property
    def url(self) -> str:
        return self.server.url(self.prefix)

    def keys(self) -> dict[str, str]:
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self.server.bucket, Prefix=f"{self.prefix}/"
        )
        return {
            entry["Key"].removeprefix(f"{self.prefix}/"): entry["ETag"]
            for page in pages
            for entry in page.get("Contents", ())
        }

    def read(self, key: str) -> bytes:
        name = f"{self.prefix}/{key}"
        data: bytes = self._client.get_object(Bucket=self.server.bucket, Key=name)["Body"].read()
        return data
