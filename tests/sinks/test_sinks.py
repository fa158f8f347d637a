"""Both sinks keep the same contract, on a real disk and a real S3 server."""

import fcntl
import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from crawler.sinks import ConflictError, Sink, SinkError, local, open_sink


@pytest.fixture
def sink(dump_url: str) -> Sink:
    return open_sink(dump_url)


def test_an_object_is_created_once(sink: Sink) -> None:
    sink.create("runs/a/manifest.json", b"one")
    sink.create("runs/a/manifest.json", b"one")

    with pytest.raises(SinkError, match="a different object already exists"):
        sink.create("runs/a/manifest.json", b"two")
    assert b"".join(sink.read("runs/a/manifest.json")) == b"one"


def test_a_file_becomes_an_object(sink: Sink, tmp_path: Path) -> None:
    file = tmp_path / "part"
    file.write_bytes(b"row\n" * 100_000)

    sink.create("records/part", file)
    sink.create("records/part", file)

    assert sink.size("records/part") == 400_000
    assert b"".join(sink.read("records/part")) == file.read_bytes()


def test_the_pointer_is_swapped_only_where_it_is_the_expected_one(sink: Sink) -> None:
    first = sink.replace("index.json", b"1", None)
    second = sink.replace("index.json", b"2", first)

    assert sink.get("index.json") == (b"2", second)
    with pytest.raises(ConflictError):
        sink.replace("index.json", b"3", first)
    with pytest.raises(ConflictError):
        sink.replace("index.json", b"3", None)
    with pytest.raises(ConflictError):
        sink.replace("other.json", b"3", first)
    assert sink.get("index.json") == (b"2", second)


def test_of_many_who_swap_at_once_one_wins(sink: Sink) -> None:
    etag = sink.replace("index.json", b"start", None)

    def swap(number: int) -> bool:
        try:
            sink.replace("index.json", b"%d" % number, etag)
        except ConflictError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(swap, range(8))) == 1


def test_an_object_has_an_age(sink: Sink) -> None:
    sink.replace("lock.json", b"1", None)
    time.sleep(1.1)  # S3 has whole seconds

    age = sink.age("lock.json")

    assert age is not None
    assert 1 <= age < 3600


def test_what_is_not_there(sink: Sink) -> None:
    assert sink.get("nothing") is None
    assert sink.size("nothing") is None
    assert sink.age("nothing") is None
    assert list(sink.list("")) == []
    with pytest.raises(SinkError, match="nothing"):
        list(sink.read("nothing"))


def test_an_object_is_deleted_and_may_be_created_again(sink: Sink) -> None:
    sink.create("records/part", b"one")
    sink.create("records/other", b"other")

    for _ in range(2):
        sink.delete("records/part")
        assert sink.size("records/part") is None
    sink.delete("nowhere/part")
    sink.discard_drafts()

    assert list(sink.list("records/")) == ["records/other"]
    sink.create("records/part", b"two")
    assert b"".join(sink.read("records/part")) == b"two"


def test_keys_are_listed_by_prefix(sink: Sink) -> None:
    for key in ("runs/b/m", "records/source=a/x", "records/source=a/y", "records/source=ab/x"):
        sink.create(key, b"")

    assert list(sink.list("records/source=a/")) == ["records/source=a/x", "records/source=a/y"]
    assert len(list(sink.list("records/"))) == 3
    assert len(list(sink.list(""))) == 4


def test_a_folder_that_another_process_holds_is_not_waited_for_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local, "HELD", 0.1)
    handle = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    sink = open_sink(str(tmp_path))
    for write in (lambda: sink.create("a", b"1"), lambda: sink.replace("b", b"1", None)):
        with pytest.raises(SinkError, match="folder locked by another process"):
            write()

    os.close(handle)
    sink.create("a", b"1")
