"""S3 only: multipart uploads, and objects of other tools in the bucket."""

from pathlib import Path

import pytest

from crawler.sinks import SinkError
from crawler.sinks.s3 import S3
from tests.support.s3 import S3Server

PIECE = 5 << 20


@pytest.fixture
def sink(s3: S3Server, request: pytest.FixtureRequest) -> S3:
    return S3(s3.client(), s3.bucket, f"{request.node.name}/", whole=PIECE)


@pytest.fixture
def large(tmp_path: Path) -> Path:
    file = tmp_path / "large"
    file.write_bytes(bytes(range(256)) * 50_000)
    return file


def test_a_large_file_goes_up_in_pieces(sink: S3, large: Path) -> None:
    sink.create("large", large)
    sink.create("large", large)

    assert b"".join(sink.read("large")) == large.read_bytes()


def test_a_large_file_is_created_once(sink: S3, large: Path, s3: S3Server) -> None:
    sink.create("large", b"small")

    with pytest.raises(SinkError, match="a different object already exists"):
        sink.create("large", large)
    assert sink.size("large") == 5
    begun = s3.client().list_multipart_uploads(Bucket=s3.bucket, Prefix=sink._prefix)
    assert "Uploads" not in begun


def test_an_object_copied_by_another_tool_is_known_by_its_bytes(sink: S3, s3: S3Server) -> None:
    key = f"{sink._prefix}copied"
    s3.client().put_object(Bucket=s3.bucket, Key=key, Body=b"the same")

    sink.create("copied", b"the same")

    with pytest.raises(SinkError, match="a different object already exists"):
        sink.create("copied", b"the Same")
