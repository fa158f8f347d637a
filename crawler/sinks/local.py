"""Sink on local disk. An object is complete and flushed to disk before its name appears."""

import errno
import fcntl
import hashlib
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote, urlsplit

from crawler.base.faults import UsageFault
from crawler.sinks import ConflictError, SinkError

CHUNK = 1 << 20
_DRAFT = ".draft"
HELD = 60.0
"""Seconds to wait for another process that has locked the dump's folder. We hold it only
briefly."""


def open_local(url: str) -> "Local":
    """Return the sink for a path or `file:///` URL; raise UsageFault for another host or a
    query."""
    if "://" not in url:
        if not url:
            raise UsageFault("the dump URL is empty")
        return Local(Path(url).absolute())
    parts = urlsplit(url)
    if parts.netloc not in ("", "localhost") or parts.query or parts.fragment:
        raise UsageFault(f"{url}: invalid local dump URL; expected file:///absolute/path")
    path = Path(unquote(parts.path))
    if not path.is_absolute():
        raise UsageFault(f"{url}: invalid local dump URL; expected file:///absolute/path")
    return Local(path)


class Local:
    """Sink that stores objects as files under one folder."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.url = root.as_uri()

    def create(self, key: str, data: bytes | Path) -> None:
        """Implement Sink.create."""
        path = self._path(key)
        with self._as_sink_error(key), self._locked(), _opened(data) as source:
            if not path.exists():
                _put(path, source)
            elif _sha256(path.open("rb")) != _sha256(source):
                raise SinkError(f"{self._name(key)}: a different object already exists")

    def replace(self, key: str, data: bytes, expected: str | None) -> str:
        """Implement Sink.replace."""
        path = self._path(key)
        with self._as_sink_error(key), self._locked():
            current = _etag(path.read_bytes()) if path.exists() else None
            if current != expected:
                raise ConflictError(f"{self._name(key)}: changed by another writer")
            _put(path, BytesIO(data))
        return _etag(data)

    def get(self, key: str) -> tuple[bytes, str] | None:
        """Implement Sink.get."""
        with self._as_sink_error(key):
            try:
                data = self._path(key).read_bytes()
            except FileNotFoundError:
                return None
        return data, _etag(data)

    def read(self, key: str, start: int = 0) -> Iterator[bytes]:
        """Implement Sink.read."""
        with self._as_sink_error(key), self._path(key).open("rb") as file:
            file.seek(start)
            while chunk := file.read(CHUNK):
                yield chunk

    def size(self, key: str) -> int | None:
        """Implement Sink.size."""
        with self._as_sink_error(key):
            try:
                return self._path(key).stat().st_size
            except FileNotFoundError:
                return None

    def age(self, key: str) -> float | None:
        """Implement Sink.age."""
        with self._as_sink_error(key):
            try:
                return time.time() - self._path(key).stat().st_mtime
            except FileNotFoundError:
                return None

    def fingerprint(self, key: str) -> str | None:
        """Implement Sink.fingerprint, by size and time of writing."""
        with self._as_sink_error(key):
            try:
                found = self._path(key).stat()
            except FileNotFoundError:
                return None
            return f"{found.st_size}-{found.st_mtime_ns}"

    def list(self, prefix: str) -> Iterator[str]:
        """Implement Sink.list. Hidden files do not belong to the dump."""
        with self._as_sink_error(prefix):
            folder = self._path(prefix.rpartition("/")[0])
            for path in sorted(folder.rglob("*")):
                key = path.relative_to(self._root).as_posix()
                if path.is_file() and key.startswith(prefix) and not path.name.startswith("."):
                    yield key

    def delete(self, key: str) -> None:
        """Implement Sink.delete."""
        path = self._path(key)
        with self._as_sink_error(key), self._locked():
            path.unlink(missing_ok=True)
            if path.parent.is_dir():
                flush_folder(path.parent)
                self._prune(path.parent)

    def discard_drafts(self) -> None:
        """Implement Sink.discard_drafts. Nobody writes meanwhile, for the folder is locked."""
        with self._as_sink_error(""), self._locked():
            for draft in self._root.rglob(f".*{_DRAFT}"):
                draft.unlink()
                flush_folder(draft.parent)

    def _prune(self, folder: Path) -> None:
        """Delete folders that are empty now, up to the root. Nobody writes into them meanwhile."""
        with suppress(OSError):  # not empty
            while folder != self._root:
                folder.rmdir()
                folder = folder.parent

    def _path(self, key: str) -> Path:
        """Return the path of a key. Keys come from untrusted files: reject any that leaves the
        dump's folder."""
        if key.startswith("/") or ".." in key.split("/") or "\0" in key:
            raise SinkError(f"{self.url}: invalid key {key!r}")
        return self._root / key

    def _name(self, key: str) -> str:
        return f"{self.url}/{key}" if key else self.url

    @contextmanager
    def _as_sink_error(self, key: str) -> Iterator[None]:
        """Raise file system errors as a one-line SinkError that names the file."""
        try:
            yield
        except OSError as error:
            raise SinkError(f"{self._name(key)}: {error.strerror or error}") from error

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Lock the folder to make compare-and-swap atomic; the kernel releases the lock if we are
        killed."""
        make_folder(self._root)
        handle = os.open(self._root, os.O_RDONLY)
        try:
            self._hold(handle)
            yield
        finally:
            os.close(handle)

    def _hold(self, handle: int) -> None:
        late = time.monotonic() + HELD
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= late:
                    cause = f"folder locked by another process for {HELD:g} s (flock)"
                    raise SinkError(f"{self.url}: {cause}") from None
                time.sleep(0.01)
            else:
                return


def _opened(data: bytes | Path) -> BinaryIO:
    return data.open("rb") if isinstance(data, Path) else BytesIO(data)


def _sha256(file: BinaryIO) -> str:
    with file:
        digest = hashlib.sha256()
        while chunk := file.read(CHUNK):
            digest.update(chunk)
        return digest.hexdigest()


def _etag(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _put(path: Path, source: BinaryIO) -> None:
    """Write a temporary file, flush it to disk, then rename it."""
    make_folder(path.parent)
    draft = path.with_name(f".{path.name}{_DRAFT}")
    with draft.open("wb") as file:
        shutil.copyfileobj(source, file, CHUNK)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    flush_folder(path.parent)


def make_folder(folder: Path) -> None:
    """Create a folder and its parents, and flush each new directory entry to disk."""
    if folder.is_dir():
        return
    if folder.exists():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))
    if folder != folder.parent:
        make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    flush_folder(folder.parent)


def flush_folder(folder: Path) -> None:
    """Flush directory entries to disk: only then does a new or renamed file survive a power
    failure."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
