"""An erasure after an expiry or compaction."""

from datetime import timedelta
from pathlib import Path

import pytest

from crawler.publishing.session import utc_now
from crawler.tools.verify import verify
from tests.support.dumps import rows, url
from tests.support.erasing import erase, make
from tests.support.maintaining import compact, versions

pytestmark = pytest.mark.slow


def test_it_is_named_after_the_maintenance_though_the_clock_was_put_back(tmp_path: Path) -> None:
    dump, state = str(tmp_path / "dump"), tmp_path / "state"
    make(dump, state)
    compact(dump, state, versions(dump)[-2], utc_now() + timedelta(hours=1))

    assert erase(dump, state) == 0

    assert verify(dump).problems == ()
    assert [row["op"] for row in rows(dump) if row["url"] == url("doomed")] == ["delete"]
