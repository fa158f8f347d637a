"""Layers: imports go downwards only, and the core does not import Scrapy."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.__main__ import VERBS

ROOT = Path(__file__).parent.parent

RIM = ("scrapy", "twisted", "aiohttp", "itemadapter", "parsel")
ABOVE = {
    "crawler": ("spiders", "pipelines", "settings", "tests", "benchmarks", *RIM),
    "pipelines": ("spiders", "settings", "tests", "benchmarks"),
    "spiders": ("tests", "benchmarks"),
    "benchmarks": ("tests",),
}
"""Top-level packages and what they never import."""

STOREYS = [
    ("crawler.base",),
    ("crawler.html",),
    ("crawler.agencies",),
    ("crawler.addresses",),
    ("crawler.contract",),
    ("crawler.model",),
    ("crawler.sources", "crawler.sinks"),
    ("crawler.politeness", "crawler.dump"),
    ("crawler.archive",),
    ("crawler.ledger",),
    (
        "crawler.reading.headlines",
        "crawler.reading.labels",
        "crawler.reading.language",
        "crawler.reading.language_file",
        "crawler.reading.language_model",
        "crawler.reading.language_scores",
        "crawler.reading.names",
    ),
    ("crawler.reading.parse",),
    ("crawler.reading.rules", "crawler.reading.wire", "crawler.discover"),
    ("crawler.reading.classifier",),
    (
        "crawler.reading.article",
        "crawler.reading.clean",
        "crawler.reading.known_lists",
        "crawler.reading.read_list",
    ),
    (
        "crawler.reading.publication_date",
        "crawler.reading.reservations",
        "crawler.reading.rights",
        "crawler.reading.story_or_not",
    ),
    ("crawler.reading.record", "crawler.reading.screen"),
    ("crawler.reading.page",),
    ("crawler.reading",),
    ("crawler.exports", "crawler.run", "crawler.tools", "crawler.reporting"),
    ("crawler.inspector", "crawler.probing", "crawler.latest", "crawler.views"),
    ("crawler.publishing", "crawler.sample"),
    ("crawler.erasing", "crawler.maintenance"),
    (
        "crawler.run.page_store",
        "crawler.run.log",
        "crawler.run.results",
        "crawler.run.run",
        "crawler.run.spider_run",
    ),
    (
        "crawler.run.aftermath",
        "crawler.run.json_log",
        "crawler.run.metrics_of_run",
        "crawler.run.summary",
    ),
    ("crawler.run.archived_pages", "crawler.run.replay", "crawler.outcomes"),
    ("crawler.bulk",),
    ("crawler.cluster",),
    ("crawler.cli",),
]
"""Of the core, lowest first. A room imports from its own storey and those below."""
APART = {
    "crawler.tools": ("crawler.ledger", "crawler.publishing", "crawler.reading", "crawler.run"),
    "crawler.dump": ("crawler.ledger",),
    "crawler.reporting": ("crawler.ledger", "crawler.publishing", "crawler.reading", "crawler.run"),
    "crawler.exports": ("crawler.ledger", "crawler.publishing", "crawler.reading", "crawler.run"),
    "crawler.discover": ("crawler.sinks", "crawler.ledger"),
}
"""Rooms and what they never import: a consumer's command loads nothing of a crawl."""


def modules() -> Iterator[tuple[str, Path]]:
    for top in ("crawler", "pipelines", "spiders", "benchmarks", "tests"):
        for file in sorted((ROOT / top).rglob("*.py")):
            dotted = ".".join(file.relative_to(ROOT).with_suffix("").parts)
            yield dotted.removesuffix(".__init__"), file


def imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def run_alone(script: str) -> "subprocess.CompletedProcess[str]":
    """Run a script in a process that has loaded nothing."""
    return subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )


def is_in(module: str, room: str) -> bool:
    return module == room or module.startswith(f"{room}.")


def storey(module: str) -> int | None:
    """Return the storey of the innermost room that holds a module."""
    found = [
        (len(room), level)
        for level, rooms in enumerate(STOREYS)
        for room in rooms
        if is_in(module, room)
    ]
    return max(found)[1] if found else None


@pytest.mark.parametrize(("module", "file"), [pytest.param(*m, id=m[0]) for m in modules()])
def test_imports_go_downwards(module: str, file: Path) -> None:
    above = ABOVE.get(module.partition(".")[0], ())
    level = storey(module)

    for imported in imports(file):
        assert not any(is_in(imported, room) for room in above), imported
        for room, others in APART.items():
            if is_in(module, room):
                assert not any(is_in(imported, other) for other in others), imported
        if level is not None and (other := storey(imported)) is not None:
            assert other <= level, imported


def test_tests_import_from_support_only() -> None:
    """What several tests need is in tests/support; tests.chaos is a program of its own."""
    for module, file in modules():
        if is_in(module, "tests") and not is_in(module, "tests.chaos"):
            for imported in imports(file):
                assert not is_in(imported, "tests") or is_in(imported, "tests.support"), module


def test_every_room_of_the_core_has_a_storey() -> None:
    rooms = {name for name, _ in modules() if name.count(".") == 1 and name.startswith("crawler.")}

    assert {room for room in rooms if storey(room) is None} - {"crawler.__main__"} == set()


HEAVY = (
    *("lxml", "pyarrow", "boto3", "jsonschema_rs", "babel", "bs4", "feedparser", "fastwarc"),
    *("crawler.reading", "crawler.discover", "crawler.publishing", "rich", *RIM),
)
"""What only the work of a verb needs, and takes a while to load."""


@pytest.mark.parametrize("verb", VERBS)
def test_the_help_of_a_verb_loads_nothing_of_its_work(verb: str) -> None:
    script = (
        f"import sys, crawler.cli.{verb} as verb\n"
        "from argparse import ArgumentParser\n"
        "verb.arguments(ArgumentParser())\n"
        "print(*sys.modules, sep='\\n')"
    )
    done = run_alone(script)

    loaded = done.stdout.splitlines()
    assert [name for name in loaded if any(is_in(name, heavy) for heavy in HEAVY)] == []


CONSUMERS = (
    *("snapshot", "delta", "apply", "log", "verify", "runs", "stories", "quarantine", "export"),
)


@pytest.mark.parametrize("verb", CONSUMERS)
def test_a_consumers_verb_loads_nothing_of_a_crawl(verb: str) -> None:
    script = (
        "import sys; from crawler.__main__ import main\n"
        f"try: main([{verb!r}, '--help'])\n"
        "except SystemExit: print(*sys.modules, sep='\\n', file=sys.stderr)"
    )
    done = run_alone(script)
    loaded = done.stderr.splitlines()

    assert f"crawler.cli.{verb}" in loaded
    barred = (*APART["crawler.tools"], *RIM)
    assert [name for name in loaded if any(is_in(name, room) for room in barred)] == []


def test_a_crawl_starts_without_what_only_some_crawls_need() -> None:
    """The processes that read pages load the reading; each of these takes 20 to 300 ms."""
    script = (
        "import settings, pipelines.read, pipelines.store, spiders.progress, spiders.wire\n"
        "import spiders.commands.check, spiders.commands.parse, spiders.commands.shell\n"
        "import spiders.crawling, sys\n"
        "print(*sys.modules)"
    )
    done = run_alone(script)
    loaded = done.stdout.split()

    late = [
        *("crawler.reading.page", "crawler.reading.classifier.extract", "crawler.reading.rules"),
        *("bs4", "chardet", "feedparser", "ftfy", "prometheus_client", "requests", "rich", "surt"),
        *("crawler.cluster", "spiders.cluster", "valkey"),
        *("crawler.archive.captures", "crawler.archive.writer", "crawler.publishing.raw_part"),
    ]
    assert "crawler.run.run" in loaded
    assert [name for name in loaded if any(is_in(name, each) for each in late)] == []


def test_the_first_reader_starts_before_a_crawl_is_loaded() -> None:
    """Scrapy imports all commands before it calls the one that starts it."""
    script = (
        "from pkgutil import iter_modules; from importlib import import_module; import sys\n"
        "import spiders.commands as commands\n"
        "for each in iter_modules(commands.__path__, 'spiders.commands.'):\n"
        "    import_module(each.name)\n"
        "print(*sys.modules)"
    )
    done = run_alone(script)
    ours = {
        name for name in done.stdout.split() if is_in(name, "crawler") or is_in(name, "spiders")
    }

    assert {each for each in ours if not is_in(each, "spiders.commands")} == {
        *("crawler", "crawler.reading", "crawler.reading.workers"),
        *("crawler.reading.workers.spawning", "crawler.run", "crawler.run.arguments", "spiders"),
    }
