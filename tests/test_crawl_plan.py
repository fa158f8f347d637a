"""Spider arguments, and which are refused before anything is fetched."""

import gzip
import tracemalloc
from datetime import date
from pathlib import Path

import pytest
from scrapy.exceptions import UsageError

from crawler.base.faults import UsageFault
from crawler.politeness.addresses import is_loopback
from crawler.run.crawl_plan import CrawlPlan, read_crawl_plan
from crawler.run.seeds import read_seeds
from spiders.commands.crawl import _each_once

TODAY = date(2026, 3, 2)
HERE = "http://127.0.0.1:8000"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("ledger", "gazette"):
        (tmp_path / f"{name}.toml").write_text(
            f"name = '{name}'\nbase = 'http://{name}.localhost'\nstory = ['^/a/']\n"
            f"topics.{name}s = '/a/'\nhosts = ['www.{name}.example']\nbegins = 1996-01-01\n"
        )
    (tmp_path / "globalsecurity.toml").write_text(
        "name = 'GS'\nbase = 'https://www.globalsecurity.org'\nstory = ['x']\nenabled = false\n"
    )
    return tmp_path


def read(folder: Path, *arguments: str, contact: str | None = None) -> CrawlPlan:
    given = dict(argument.split("=", 1) for argument in arguments)
    return read_crawl_plan(given, folder, contact, TODAY)


def ids(plan: CrawlPlan) -> set[str]:
    return {source.id for source in plan.sources}


def test_without_arguments_every_enabled_source_with_a_logged_limit(folder: Path) -> None:
    plan = read(folder)

    assert ids(plan) == {"ledger", "gazette"}
    assert plan.notes[0].startswith("gazette at http://gazette.localhost: no since or until")
    assert "newest 1000 stories" in plan.notes[0]


def test_a_source_that_is_named_is_read_though_disabled(folder: Path) -> None:
    assert ids(read(folder, "source=sample")) == {"sample"}


def test_a_topic_chooses_the_sources_that_have_it(folder: Path) -> None:
    assert ids(read(folder, "topic=ledgers")) == {"ledger"}


def test_half_a_window_ends_where_the_archive_begins(folder: Path) -> None:
    (note,) = read(folder, "source=ledger", "until=2003-07-01").notes

    assert note.endswith("stories from 1996-01-01 to 2003-07-01")


def test_a_base_moves_one_archive(folder: Path) -> None:
    (source,) = read(folder, "source=globalsecurity", f"base={HERE}").sources

    assert source.url_of("/a/") == f"{HERE}/a/"
    assert source.path_of("http://www.globalsecurity.org:443/a/") is None
    assert source.path_of("https://www.globalsecurity.org/a/") == "/a/"


def test_given_urls_belong_to_the_source_of_their_host(folder: Path) -> None:
    urls = folder / "urls.txt"
    urls.write_text(
        f"\ufeff# mine\n\n  {HERE}/b.htm#x \nhttps://www.ledger.example/a/1\n{HERE}/b.htm"
    )

    plan = read(folder, f"urls={urls}")

    assert [(link.source.id, link.url) for link in plan.links] == [
        ("127.0.0.1", f"{HERE}/b.htm"),
        ("ledger", "http://ledger.localhost/a/1"),
    ]


def test_pages_by_hand_out_of_the_lists_of_others(folder: Path) -> None:
    ledger = "http://www.ledger.example"
    cdx = f" CDX N b a m s\nx 20030731101500 {ledger}/a/1 text/html 200\ny 2 ftp://a/b x 200\n"
    head = f"WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: {ledger}/a/1\r\n"
    warc = f"{head}Content-Type: text/html\r\nContent-Length: 1\r\n\r\nx\r\n\r\n"
    text = f"# ours\n{ledger}/a/1\n"
    urls = folder / "urls"

    for form in (cdx, warc, text):
        for body in (form.encode(), gzip.compress(form.encode())):
            urls.write_bytes(body)
            (link,) = read(folder, f"urls={urls}").links
            assert (link.source.id, link.url) == ("ledger", "http://ledger.localhost/a/1")
            assert (link.day, link.hint) == (None, None)


@pytest.mark.slow
def test_a_page_by_hand_takes_little_memory(tmp_path: Path) -> None:
    """A list may name millions: an address and a few numbers each."""
    listed, count = tmp_path / "listed.txt", 10_000
    listed.write_text("".join(f"{HERE}/story-{number:06}.htm\n" for number in range(count)) * 2)
    read_seeds({"url": f"{HERE}/a.htm"}, {})
    tracemalloc.start()
    try:
        links = read_seeds({"urls": str(listed)}, {})
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert len(links) == count
    assert held < 400 * count


def test_pages_by_hand_under_a_source_that_is_named(folder: Path) -> None:
    (link,) = read(folder, f"url={HERE}/2003-04-01/b.htm", "source=ledger").links

    assert (link.source.id, link.url) == ("ledger", f"{HERE}/2003-04-01/b.htm")
    assert link.day == date(2003, 4, 1)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["colour=red"], "colour: unknown argument (known: source, topic, since"),
        (["source=nope"], "source: 'nope' is unknown (known: "),
        (["topic=nope"], "topic: 'nope' is unknown (known: gazettes, ledgers)"),
        (["source=ledger", "topic=gazettes"], "topic: 'gazettes' is unknown (known: ledgers)"),
        (["since=now"], "since: 'now' is not a day"),
        ([f"base={HERE}"], "base: requires source="),
        (["source=ledger", "base=ftp://a.example"], "base: ftp://a.example is not an http"),
        (["source=ledger", "base=http://me:pw@a.example"], "base: user name and password"),
        (
            ["source=globalsecurity"],
            "WIRE_CONTACT: required to crawl www.globalsecurity.org, a public",
        ),
        (["url=http://a.example/x"], "WIRE_CONTACT: required to crawl a.example, a public host"),
        (
            ["url=http://a.example/x", "source=ledger"],
            "WIRE_CONTACT: required to crawl a.example, a public host",
        ),
        (["url=file:///etc/passwd"], "url: 'file:///etc/passwd' is not an http"),
        (["url=a.htm"], "url: 'a.htm' is not an http"),
        (["url=http://me:pw@a.example/x"], "url: URLs with a user or password"),
        (["url=http://a.example/x", "topic=ledgers"], "topic: cannot be combined with url="),
        (["source=sample", "full=yes"], "full: must be 1, not 'yes'"),
        (["urls=/no/such/file"], "urls: /no/such/file: No such file or directory"),
    ],
)
def test_mistakes(folder: Path, arguments: list[str], said: str) -> None:
    with pytest.raises(UsageFault) as fault:
        read(folder, *arguments)

    assert str(fault.value).startswith(said)
    assert "pw" not in str(fault.value)


def test_several_sources_and_no_other_argument_twice() -> None:
    assert _each_once(["source=a", "since=-7d", "source=b"]) == ["source=a,b", "since=-7d"]
    with pytest.raises(UsageError, match="-a since= is given twice"):
        _each_once(["since=today", "since=-7d"])


def test_mistakes_in_a_list_of_pages(folder: Path) -> None:
    urls = folder / "urls.txt"

    for text, said in (
        (f"{HERE}/a\nwww.a.example\n", f"urls: {urls}, line 2: 'www.a.example' is not an http"),
        ("# nothing\n", f"urls: no URLs found in {urls}"),
    ):
        urls.write_text(text)
        with pytest.raises(UsageFault) as fault:
            read(folder, f"urls={urls}")
        assert str(fault.value).startswith(said)

    urls.write_bytes(gzip.compress(f"{HERE}/a\n".encode())[:-4])
    with pytest.raises(UsageFault, match=f"urls: {urls}: Compressed file ended"):
        read(folder, f"urls={urls}")


def test_a_contact_opens_public_hosts(folder: Path) -> None:
    assert ids(read(folder, "source=globalsecurity", contact="me@a.example")) == {"globalsecurity"}


def test_loopback() -> None:
    here = ["127.0.0.1", "127.9.9.9", "::1", "localhost", "a.localhost"]
    public = ["10.0.0.1", "0.0.0.0", "a.example", "localhost.example", ""]

    assert [is_loopback(host) for host in here + public] == [True] * 5 + [False] * 5
