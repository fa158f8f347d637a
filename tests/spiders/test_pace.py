"""Sources are crawled side by side."""

from pathlib import Path

from tests.spiders.archive import Archive
from tests.spiders.crawl import Crawl


def source(folder: Path, name: str, base: str, delay: float) -> None:
    (folder / f"{name}.toml").write_text(
        f"name = '{name}'\nbase = '{base}'\nstory = ['-irna']\nlisting = ['/more']\n"
        f"start.index = ['/']\npoliteness = {{ delay = {delay}, concurrency = 1 }}\n"
    )


def test_a_slow_host_holds_up_no_other(archive: Archive, crawl: Crawl) -> None:
    source(crawl.folder, "slow", f"{archive.base}/slow", 1)
    source(crawl.folder, "swift", f"{archive.base.replace('127.0.0.1', 'localhost')}/swift", 0)
    (crawl.folder / "globalsecurity.toml").write_text(
        "name = 'Off'\nbase = 'http://127.0.0.1'\nstory = ['x']\nenabled = false\n"
    )
    for name, days in (("slow", range(1, 3)), ("swift", range(1, 11))):
        stories = [f"/{name}/0304{day:02}-irna.htm" for day in days]
        archive.links(f"/{name}/", f"/{name}/more.htm")
        archive.links(f"/{name}/more.htm", *stories)
        for path in stories:
            archive.story(path)

    ended = crawl()

    assert ended.code == 0, ended.log
    assert len(crawl.rows("records")) == 12
    asked = [*archive.asked]
    assert asked.index("/swift/more.htm") < asked.index("/slow/more.htm")
    slow, swift = (
        [n for n, path in enumerate(asked) if f"/{name}/0304" in path] for name in ("slow", "swift")
    )
    assert max(swift) < slow[1]
