"""The real replay into a dump of the test."""

from pathlib import Path

import pytest

from tests.support.archives import HOST, SOURCE
from tests.support.crawl import Crawl


@pytest.fixture
def replay(tmp_path: Path) -> Crawl:
    """Run replays; `kelm` is the source of the invented stories."""
    replay = Crawl(tmp_path)
    replay.spider = "replay"
    replay.source("kelm", HOST, SOURCE)
    return replay
