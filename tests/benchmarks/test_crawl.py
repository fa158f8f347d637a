"""Test `python -m benchmarks.crawl` on a few pages."""

import pytest

from benchmarks.crawl.__main__ import main
from benchmarks.crawl.pages import SIZES, archive, listings

pytestmark = pytest.mark.slow


def test_whole_crawls_are_measured(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--pages", "30", "--rounds", "1", "--only", "bare,wirecrawl"]) in (0, 1)

    rows = {line.split(" ")[0]: line.split() for line in capsys.readouterr().out.splitlines()}
    cpu, _, speed, peak, first = map(float, rows["wirecrawl"][1:])
    assert 0 < float(rows["bare"][1]) < cpu
    assert speed > 0
    assert 0 < first < peak  # its readers count


def test_the_archive_has_pages_of_today() -> None:
    pages = archive(20)

    (listing,) = listings(20)
    stories = [b"".join(pieces) for path, pieces in pages.items() if path != listing]
    assert len(stories) == 20
    assert all(SIZES[0] < len(page) < 110_000 for page in stories)
    assert b"".join(pages[listing]).count(b"<li>") == 20
