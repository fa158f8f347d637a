"""Snapshots and deltas of what a real crawl has published."""

from pathlib import Path

import pytest

from crawler.__main__ import main
from crawler.dump.manifest import decode_index
from crawler.dump.reader import runs_between
from crawler.sinks import open_sink
from crawler.tools.deltas import changes
from tests.support.archive import STORY, Archive
from tests.support.crawl import Crawl

pytestmark = pytest.mark.slow

PATHS = [f"/wmd/library/news/iraq/2003/iraq-03040{n}-irna01.htm" for n in range(1, 6)]


def test_full_and_delta_give_full_on_a_crawled_dump(
    archive: Archive, crawl: Crawl, tmp_path: Path
) -> None:
    crawl.source(
        "plain", archive.base, "story = ['-irna']\nstart.index = ['/']\nnewest.stories = 50\n"
    )
    for number, path in enumerate(PATHS):
        archive.story(path)
        archive.links("/", *PATHS[: number + 1])
        if number == 3:
            first = "The committee met again, heard the clerk and adjourned after a minute."
            second = "Its members will not meet again this year, the clerk said on the stairs."
            changed = STORY.format(headline="Committee ends its work", first=first, second=second)
            archive.page(PATHS[1], changed)
        if number > 1:
            assert crawl("source=plain", "full=1").code == 0
    dump = str(crawl.dump)
    index = decode_index((crawl.dump / "index.json").read_bytes())
    versions = [named.run for named in index.runs]
    delta = changes(open_sink(dump), runs_between(index, versions[0], None))
    assert sorted(b'"op":"modify"' in change.line for change in delta) == [False, False, True]
    full, later, step, made = (str(tmp_path / name) for name in ("full", "later", "step", "made"))

    assert main(["snapshot", dump, full, "--at", versions[0]]) == 0
    assert main(["delta", dump, versions[0], "--out", step]) == 0
    assert main(["apply", full, step, made]) == 0
    assert main(["snapshot", dump, later]) == 0

    for file in Path(later).iterdir():
        assert (Path(made) / file.name).read_bytes() == file.read_bytes()
    assert main(["snapshot", dump]) == 0
    assert main(["verify", dump]) == 0
