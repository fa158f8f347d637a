"""Measure time and memory of the dump tools on many invented records, each in its own process.

    python -m benchmarks.dump                         # 200,000 records in a temporary folder
    python -m benchmarks.dump 1000000 --folder DIR    # made in DIR, kept, and used again
    python -m benchmarks.dump 1000000 --maintenance   # only what rewrites a dump
    python -m benchmarks.dump 20000 --beside 7c12356  # the tools of an earlier commit as well

Exit code 0 if no tool exceeds the memory target, whatever the number of records, and applying a
delta to a snapshot yields the later snapshot byte for byte.
"""

import argparse
import filecmp
import os
import random
import shutil
import sys
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

from msgspec.structs import replace

from benchmarks.beside import compare
from benchmarks.pages import sample
from benchmarks.processes import run_process
from crawler.base.dates import rfc3339
from crawler.base.verdicts import RunVerdict
from crawler.contract import Record, digest_of, encode
from crawler.dump.field_checksums import changes
from crawler.dump.index import merge
from crawler.dump.keys import PartPlace, manifest_key, name_run
from crawler.dump.manifest import SCHEMA_ID, Index, Manifest, Part, count_rows, encode_page
from crawler.dump.schemas import put_schemas
from crawler.publishing.session import utc_now
from crawler.publishing.spool import Spool
from crawler.reading.page import read_page
from crawler.run.ledger_revision import as_revision
from crawler.sinks import open_sink

MEMORY = 400
"""Maximum MB per tool."""
RUNS = 10
PER_PART = 5000
"""Records per part."""
CHANGED = 10
"""One in this many records is a new revision of a story from an earlier run, and one in this many
of those deletes it."""
WORDS = 400
"""Words per body."""
_WORDS = [f"{a}{b}{c}" for a in "bdfklmnprst" for b in "aeiou" for c in ("", "n", "rt", "sh", "le")]


def main(argv: list[str] | None = None) -> int:
    """Run the command line, and return the exit code."""
    parser = argparse.ArgumentParser("python -m benchmarks.dump", description=__doc__)
    parser.add_argument("records", type=int, nargs="?", default=200_000, help="default 200000")
    parser.add_argument("--folder", type=Path, help="where to make and keep the dump")
    parser.add_argument(
        "--maintenance", action="store_true", help="measure erase, compact and expire only"
    )
    parser.add_argument("--beside", metavar="COMMIT", help="compare snapshot and verify only")
    parser.add_argument("--rounds", type=int, default=1, help="of --beside (default 1)")
    options = parser.parse_args(argv)
    with TemporaryDirectory(prefix="wirecrawl-") as temporary:
        folder = (options.folder or Path(temporary)).resolve()
        if options.beside:
            return compare(options.beside, options.records, folder, options.rounds)
        measured = measure_maintenance if options.maintenance else measure_tools
        return measured(options.records, folder)


def measure_tools(records: int, folder: Path) -> int:
    """Run each tool on a dump."""
    dump = _dump(records, folder)
    versions = sorted(file.parent.name for file in dump.glob("runs/*/manifest.json"))
    with TemporaryDirectory(prefix="wirecrawl-", dir=folder) as place:
        out = Path(place)
        peak = max(_tools(str(dump), versions[-2], _named(0), out))
        same = not any(filecmp.dircmp(out / "applied", out / "2").diff_files)
    print("full + delta = full" if same else "SHORT: full + delta is another than full")
    return 0 if _is_flat(peak) and same else 1


def measure_maintenance(records: int, folder: Path) -> int:
    """Run what rewrites a dump on copies of one, and verify them."""
    dump = _dump(records, folder)
    with TemporaryDirectory(prefix="wirecrawl-", dir=folder) as place:
        return 0 if _is_flat(max(_maintenance(dump, Path(place)))) else 1


def _is_flat(peak: float) -> bool:
    flat = peak <= MEMORY
    print(f"{'PASS' if flat else 'SHORT'}: peak {peak:.0f} MB   target <= {MEMORY} MB")
    return flat


def _dump(records: int, folder: Path) -> Path:
    """Create the dump unless it exists, and print what it holds."""
    dump = folder / f"dump-{records}"
    if not (dump / "index.json").exists():
        make(dump, records)
    size = sum(file.stat().st_size for file in dump.rglob("*.gz"))
    print(f"{records} records, {RUNS} runs, {size / 1e6:.0f} MB packed")
    print(f"{'':12}{'seconds':>9}{'CPU s':>9}{'peak MB':>9}")
    return dump


def make(dump: Path, records: int) -> None:
    """Create a dump of invented records with the part writer of a real run."""
    sink = open_sink(str(dump))
    put_schemas(sink)
    numbers = random.Random(records)  # noqa: S311  # invented stories hold no secrets
    stories: list[int] = []
    index: Index | None = None
    for number in range(RUNS):
        run = name_run(utc_now(), index.version if index else None)
        parts: list[Part] = []
        for start in range(0, records // RUNS, PER_PART):
            count = min(PER_PART, records // RUNS - start)
            parts.append(
                _part(dump, run, len(parts) + 1, _records(numbers, stories, number, count))
            )
        manifest = _manifest(run, index, tuple(parts))
        sink.create(manifest_key(run), encode_page(manifest))
        index = merge(index, manifest, sha256(encode_page(manifest)).hexdigest())
    assert index is not None  # noqa: S101
    sink.replace("index.json", encode_page(index), None)


def _records(numbers: random.Random, stories: list[int], run: int, count: int) -> Iterator[Record]:
    """Yield the records of one part; `stories` holds the last revision of each story, negated if
    deleted."""
    for _ in range(count):
        if run and numbers.randrange(CHANGED) == 0:
            story = numbers.randrange(len(stories))
            before = stories[story]
            gone = before > 0 and numbers.randrange(CHANGED) == 0
            op = "delete" if gone else "modify" if before > 0 else "add"
        else:
            story, before, gone, op = len(stories), 0, False, "add"
            stories.append(0)
        revision = abs(before) + 1
        stories[story] = -revision if gone else revision
        made = take(story, revision)
        last = take(story, revision - 1) if before else None
        yield replace(
            made,
            op=op,
            revision=revision,
            supersedes=last.digest if last else None,
            changed=changes(as_revision(last).marks, made) if last and op != "add" else (),
        )


def take(story: int, revision: int) -> Record:
    """Return the record of a revision, deterministically."""
    words = random.Random(f"{story} {revision}").choices(_WORDS, k=WORDS)  # noqa: S311
    body = "\n\n".join(" ".join(words[at : at + 80]) for at in range(0, WORDS, 80))
    headline = f"Story {story}"
    url = f"https://archive.example/{story}.htm"
    made = replace(_pattern(), id=_named(story), url=url, headline=headline, body=body)
    return replace(made, digest=digest_of(made))


@cache
def _pattern() -> Record:
    """Return the record of a page of the sample archive: the other fields of all records."""
    return next(record for page in sample() for record in read_page(page).records)


def _part(dump: Path, run: str, number: int, records: Iterator[Record]) -> Part:
    part = Spool(dump).open(
        PartPlace("records", "benchmark", _pattern().fetched_at[:10]), run, number
    )
    for each in records:
        part.write(encode(each), each.published.date)
    return part.seal()


def _manifest(run: str, index: Index | None, parts: tuple[Part, ...]) -> Manifest:
    now = rfc3339(utc_now())
    previous = index.version if index else None
    rows = count_rows(parts)
    return Manifest(
        SCHEMA_ID, run, RunVerdict.OK, None, now, now, previous, {}, rows, None, {}, parts
    )


def _named(story: int) -> str:
    return sha256(str(story).encode()).hexdigest()[:32]


def _tools(dump: str, version: str, story: str, out: Path) -> Iterator[float]:
    """Run each tool, print its cost, and yield its peak memory in MB."""
    first, second, delta, applied = (str(out / name) for name in ("1", "2", "delta", "applied"))
    yield _took("snapshot n", "snapshot", dump, first, "--at", version)
    yield _took("delta", "delta", dump, version, "--out", delta)
    yield _took("apply", "apply", first, delta, applied)
    yield _took("snapshot n+1", "snapshot", dump, second)
    yield _took("log", "log", dump, story)
    yield _took("verify", "verify", dump)
    yield _erase(Path(dump), story, out)


def _maintenance(dump: Path, out: Path) -> Iterator[float]:
    """Erase, compact and expire, print the costs, and yield the peak memory of each in MB."""
    yield _erase(dump, _named(0), out)
    for name, *options in (
        ("compact", "--oldest=-2"),
        ("expire", "--records", "0"),
    ):
        copy = _copy(dump, out)
        state = str(out / "state")
        yield _took(name, name, str(copy), *options, "--grace", "0", "--state", state)
        yield _took("verify", "verify", str(copy))


def _erase(dump: Path, story: str, out: Path) -> float:
    copy, state = str(_copy(dump, out)), str(out / "state")
    return _took("erase", "erase", copy, story, "--reason", "measured", "--state", state)


def _copy(dump: Path, out: Path) -> Path:
    """Return a copy with hard links: what rewrites a dump writes new files only."""
    copy = Path(mkdtemp(dir=out)) / "dump"
    shutil.copytree(dump, copy, copy_function=os.link)
    (copy / "index.json").unlink()
    shutil.copy(dump / "index.json", copy)
    return copy


def _took(name: str, *arguments: str) -> float:
    used = run_process([sys.executable, "-m", "crawler", *arguments])
    print(f"{name:12}{used.seconds:9.1f}{used.cpu:9.1f}{used.peak:9.0f}", flush=True)
    return used.peak


if __name__ == "__main__":
    sys.exit(main())
