"""Reports in a real browser: their figures, hostile texts, sizes, and how they look."""

import re
from collections.abc import Iterator
from dataclasses import asdict
from dataclasses import replace as with_values
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from crawler.contract import Infosource, Moment, Quarantined, Record
from crawler.dump.index import read_pointer
from crawler.model import Outcome
from crawler.reporting.facts import gather
from crawler.reporting.history import known_runs
from crawler.reporting.overview import overview_of, overview_page
from crawler.reporting.page import LARGEST
from crawler.reporting.publish import encode_report, publish_reports
from crawler.reporting.values import RunReport
from crawler.sinks import open_sink
from tests.support.browser import Visit, browser
from tests.support.cpu import slowness, within
from tests.support.dumps import FETCHED, NOON, outcome, page, record, run, sha256, story, url
from tests.support.history import long_history, records

pytestmark = pytest.mark.slow

SOURCES = ["wire", *(f"source-{number:02}.example" for number in range(49))]
BODY = "A paragraph of the story that goes on for a while, as they do. " * 40
HOSTILE = (
    "<script>alert('x')</script>",
    '" onmouseover="alert(1)" autofocus onfocus="alert(2)',
    "'><img src=x onerror=alert(3)>",
    "</title></style></textarea><svg onload=alert(4)>",
    "{{ 7 * 7 }}{% raw %}{# #}",
    "\u202egpj.exe\u2066\u2069\u200b\ufeff",
    "x" * 10_000,
    "&lt;b&gt; &amp; \x07\x1b[31m",
)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as running:
        yield running


def made(dump: Path) -> tuple[RunReport, bytes]:
    """Make the report of a dump's newest run."""
    sink = open_sink(str(dump))
    runs = known_runs(sink, read_pointer(sink).index)
    report = gather(sink, runs, runs[-1].run)
    return report, encode_report(report)[0]


def hostile(number: int, text: str) -> Record:
    return record(
        f"hostile-{number}",
        f"{text}\n\n{text} in the second paragraph",
        headline=text,
        byline=text,
        located=text,
        infosource=Infosource(None, text),
        subjects=(text,),
        url=f"https://wire.example/{number}?q={text[:40]}",
        published=Moment(date="2026-02-28", precision="day", raw=text),
    )


@pytest.fixture(scope="module")
def hostile_dump(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Publish hostile texts in every field, a revision of each, and as quarantined pages."""
    folder = tmp_path_factory.mktemp("hostile")
    texts = [text for text in HOSTILE if text.isprintable() or "\u202e" in text]
    rejects = [
        Outcome(
            page(f"bad-{number}").fetch,
            quarantined=(
                Quarantined("wire", f"{url('bad')}{text}", "charset", text, FETCHED, sha256(text)),
            ),
        )
        for number, text in enumerate(HOSTILE)
    ]
    for take in ("", "again "):
        stories = [outcome(hostile(n, f"{take}{text}")) for n, text in enumerate(texts)]
        run(str(folder / "dump"), folder / "state", *stories, *rejects)
        rejects = []
    return folder / "dump"


@pytest.fixture(scope="module")
def long_dump(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("long")
    long_history(folder, 400, SOURCES, records(10_000, SOURCES, BODY))
    return folder


def test_numbers_are_those_of_the_manifest(chromium: Browser, tmp_path: Path) -> None:
    dump, state = tmp_path / "dump", tmp_path / "state"
    published = run(str(dump), state, story("one"), story("two"))
    publish_reports(open_sink(str(dump)))
    visit = Visit(chromium, dump / f"runs/{published.run}/report.html")

    assert published.counts is not None
    for name, count in asdict(published.counts).items():
        cell = visit.page.locator(f"[data-total={name}]")
        assert cell.inner_text() == str(count), name
    assert visit.page.locator("[data-fact=added]").inner_text() == "2"
    assert visit.page.locator(".flow").get_attribute("aria-label") == (
        "2 discovered = 0 skipped + 2 fetched + 0 failed; 2 fetched = 2 published"
    )
    assert visit.requests == [(dump / f"runs/{published.run}/report.html").as_uri()]
    assert visit.errors == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_accessible_on_a_phone_and_a_desk(
    chromium: Browser, hostile_dump: Path, tmp_path: Path, scheme: str
) -> None:
    file = tmp_path / "report.html"
    file.write_bytes(made(hostile_dump)[1])
    for width in (360, 1280):
        visit = Visit(chromium, file, color_scheme=scheme, viewport={"width": width, "height": 800})
        assert visit.findings() == []
        assert not visit.is_wider_than_screen()
        assert visit.errors == []
        visit.close()


def test_hostile_texts_are_shown_and_do_nothing(
    chromium: Browser, hostile_dump: Path, tmp_path: Path
) -> None:
    report, html = made(hostile_dump)
    assert report.revisions
    sink = open_sink(str(hostile_dump))
    first = known_runs(sink, read_pointer(sink).index)[0].run
    both = html + encode_report(gather(sink, known_runs(sink, read_pointer(sink).index), first))[0]
    file = tmp_path / "report.html"
    file.write_bytes(both[len(html) :])
    visit = Visit(chromium, file)
    visit.page.mouse.move(300, 600)

    assert visit.errors == []
    assert (
        visit.page.evaluate("document.querySelectorAll('img, svg[onload], main script').length")
        == 0
    )
    assert visit.page.evaluate("document.querySelectorAll('[onmouseover], [onfocus]').length") == 0
    text = visit.page.inner_text("body")
    assert "<script>alert('x')</script>" in text
    assert "{{ 7 * 7 }}" in text
    assert "[U+202E]gpj.exe" in text
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x07\x1b]", both.decode())
    assert not re.search("x{400}", both.decode())
    hrefs = visit.page.evaluate("[...document.links].map(a => a.protocol)")
    assert set(hrefs) <= {"https:", "http:", "file:"}


def test_a_long_history_stays_small_and_quick(chromium: Browser, long_dump: Path) -> None:
    made(long_dump)  # loads the templates
    with within(3 * slowness()):  # half a second on a machine that does nothing else
        report, html = made(long_dump)

    assert len(html) <= LARGEST
    assert len(report.sources) == 50
    assert len(report.trend) == 30
    assert sum(each.added for each in report.sources) == report.rows.records == 10_000
    assert [each.reason for each in report.no_story] == ["index", "no running text", "outage"]
    file = long_dump / "report.html"
    file.write_bytes(html)
    visit = Visit(chromium, file)
    field = visit.page.get_by_label("Filter sources")
    field.focus()
    visit.page.keyboard.type("source-07")
    assert visit.page.locator("#sources tbody tr:visible").count() == 1
    visit.page.keyboard.press("Escape")
    assert visit.page.locator("#sources tbody tr:visible").count() == 50
    assert visit.findings() == []
    assert visit.errors == []


def test_it_fits_on_paper(chromium: Browser, long_dump: Path) -> None:
    file = long_dump / "report.html"
    file.write_bytes(made(long_dump)[1])
    visit = Visit(chromium, file, viewport={"width": 720, "height": 1000}, color_scheme="dark")
    visit.page.emulate_media(media="print")

    assert not visit.is_wider_than_screen()
    style = "getComputedStyle(document.body).backgroundColor"
    assert visit.page.evaluate(style) == "rgb(255, 255, 255)"
    assert visit.page.locator("nav:visible, .filter:visible").count() == 0


def test_all_runs_on_one_page(chromium: Browser, long_dump: Path) -> None:
    sink = open_sink(str(long_dump))
    index = read_pointer(sink).index
    assert index is not None
    runs = known_runs(sink, index)
    alarms = dict.fromkeys(index.sources, "ok") | {"wire": "stale: no new story for 9 days"}
    html = overview_page(overview_of(sink, index, runs, alarms, NOON), {runs[-1].run: "a.html"})
    file = long_dump / "index.html"
    file.write_bytes(html)

    assert len(html) <= LARGEST
    visit = Visit(chromium, file)
    assert visit.page.locator("#runs tbody tr").count() == 400
    assert visit.page.locator("#sources tbody tr").count() == 50
    assert visit.page.locator("#runs a").count() == 1
    assert "1 of 50 sources is not fresh" in visit.page.inner_text("main")
    assert visit.findings() == []
    assert visit.errors == []


def test_the_worst_texts_everywhere_stay_below_the_limit(long_dump: Path) -> None:
    """Every text is as long as it may be, of characters that take six bytes when escaped."""
    report, _ = made(long_dump)
    text = '"' * 10_000
    html = encode_report(replace_all(report, text))[0]

    assert len(html) <= LARGEST == 300_000
    assert b"more sources in report.json" in html


def replace_all(report: RunReport, text: str) -> RunReport:
    """Return a report with a text in place of every one that comes from pages."""
    sources = tuple(
        with_values(
            each, source="s" * 60, alarms=(text,) * 3, gates=(text,), unused=(text,) * 9,
            proposed=text, leaks=tuple(with_values(leak, id=text, url=text) for leak in each.leaks),
        )
        for each in report.sources
    )  # fmt: skip
    refs = tuple(with_values(each, headline=text, url=text) for each in report.newest)
    repeats = tuple(with_values(each, text=text, url=text) for each in report.agencies) * 12
    samples = report.quarantine[0].samples
    bad = tuple(with_values(each, url=text, why=text) for each in samples)
    reasons = tuple(with_values(each, reason=text, samples=bad) for each in report.quarantine) * 3
    return with_values(
        report, sources=sources, newest=refs, headlines=repeats[:12], agencies=repeats[:12],
        texts=repeats[:12], quarantine=reasons, no_story=reasons, reason=text, deletions=refs,
        hosts={f"{number}{text}": host for number, host in enumerate(report.hosts.values())},
    )  # fmt: skip
