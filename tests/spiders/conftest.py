"""An archive on loopback, and the real crawl against it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.archive import Archive, served
from tests.support.crawl import Crawl


@pytest.fixture
def archive() -> Iterator[Archive]:
    """Serve an empty archive."""
    with served() as archive:
        yield archive


@pytest.fixture
def crawl(tmp_path: Path) -> Crawl:
    """Run crawls; their dump and state are below the test's folder."""
    return Crawl(tmp_path)
