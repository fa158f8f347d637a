"""A real S3 server on loopback (SeaweedFS), with one bucket."""

import json
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from mypy_boto3_s3 import S3Client

WRITER = ("wire-writer", "not-a-secret-of-the-writer")
READER = ("wire-reader", "not-a-secret-of-the-reader")
BUCKET = "wire-dumps"
PATIENCE = 600
"""Seconds for the server to come up."""


@dataclass(frozen=True)
class S3Server:
    """SeaweedFS on loopback, with one bucket."""

    endpoint: str
    bucket: str
    env: dict[str, str]
    """The environment of an operator; it hides the credentials of the person running the tests."""

    def url(self, prefix: str) -> str:
        """Return the URL of a dump in the bucket."""
        return f"s3://{self.bucket}/{prefix}?endpoint={self.endpoint}"

    def client(self) -> S3Client:
        """Return a client that is not the code under test."""
        return boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            aws_access_key_id=WRITER[0],
            aws_secret_access_key=WRITER[1],
            region_name="us-east-1",
            config=Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 1}),
        )


@contextmanager
def s3_server(home: Path) -> Iterator[S3Server]:
    """Run a real S3 server, with its files in a folder."""
    home.mkdir(exist_ok=True)
    ports = _free_ports(8)
    process = _start(home, ports)
    server = S3Server(
        endpoint=f"http://127.0.0.1:{ports[0]}",
        bucket=BUCKET,
        env={
            "AWS_ACCESS_KEY_ID": WRITER[0],
            "AWS_SECRET_ACCESS_KEY": WRITER[1],
            "AWS_CONFIG_FILE": str(home / "none"),
            "AWS_SHARED_CREDENTIALS_FILE": str(home / "none"),
            "AWS_EC2_METADATA_DISABLED": "true",
        },
    )
    try:
        _make_bucket(server, process)
        yield server
    finally:
        process.kill()  # it takes half a minute to leave by itself
        process.wait()
        for port in ports:
            for left in Path(tempfile.gettempdir()).glob(f"seaweedfs-*-{port}.sock"):
                left.unlink()


def _start(home: Path, ports: list[int]) -> subprocess.Popen[bytes]:
    identities = [
        _identity(WRITER, ["Admin", "Read", "Write", "List", "Tagging"]),
        _identity(READER, ["Read", "List"]),
    ]
    config = home / "weed.json"
    config.write_text(json.dumps({"identities": identities}))
    names = [
        port for name in ("s3", "master", "volume", "filer") for port in (name, f"{name}.port.grpc")
    ]
    options = [
        f"-{name if '.port' in name else f'{name}.port'}={port}"
        for name, port in zip(names, ports, strict=True)
    ]
    command = [
        str(Path(sys.executable).with_name("weed")),
        f"-logdir={home}",
        "server",
        "-ip=127.0.0.1",
        "-ip.bind=127.0.0.1",
        f"-dir={home}",
        "-master.volumeSizeLimitMB=64",
        "-master.telemetry=false",
        "-volume.max=0",
        "-s3",
        "-s3.port.iceberg=0",
        "-s3.port.lance=0",
        f"-s3.config={config}",
        "-iam=false",
        *options,
    ]
    log = (home / "weed.log").open("wb")
    return subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, cwd=home)


def _identity(keys: tuple[str, str], actions: list[str]) -> dict[str, object]:
    credentials = [{"accessKey": keys[0], "secretKey": keys[1]}]
    return {"name": keys[0], "credentials": credentials, "actions": actions}


def _make_bucket(server: S3Server, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            server.client().create_bucket(Bucket=server.bucket)
            return
        except (BotoCoreError, ClientError):
            if time.monotonic() > deadline or process.poll() is not None:
                raise
            time.sleep(0.2)


def _free_ports(number: int) -> list[int]:
    sockets = [socket.socket() for _ in range(number)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()
