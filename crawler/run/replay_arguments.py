"""Arguments of `scrapy crawl replay`, parsed and checked before anything is read."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from crawler import EXTRACTOR
from crawler.archive.opening import find_archives
from crawler.archive.values import ArchiveFile
from crawler.base.faults import UsageFault
from crawler.dump.raw import raw_files
from crawler.run.arguments import REPLAY
from crawler.sinks import SinkError, open_sink
from crawler.sources import Source, find_source, load_sources


@dataclass(frozen=True, slots=True)
class ReplayOrder:
    """What to replay, and what to do with it."""

    sources: Mapping[str, Source]
    """The sources to which pages may belong, by id."""
    warc: str | None = None
    archives: tuple[ArchiveFile | Path, ...] = ()
    """The archives that `warc` names."""
    dump: str | None = None
    is_limited: bool = False
    """Whether pages of other sources are passed over (`source=`)."""
    accepted: frozenset[str] = frozenset()
    publishes: bool = True
    report: Path = Path("difference.json")
    most: float | None = None
    """Largest share of stories that may change."""

    @property
    def job(self) -> str:
        """Return a name by which the same replay is resumed: same archives, sources, extractor."""
        chosen = sorted(self.sources) if self.is_limited else None
        order = (self.warc, self.dump, chosen, EXTRACTOR)
        return hashlib.sha256(msgspec.json.encode(order)).hexdigest()[:32]


def read_order(arguments: Mapping[str, str], sources_folder: Path | None) -> ReplayOrder:
    """Parse the arguments. Raises UsageFault, on one line, for the first invalid one."""
    unknown = sorted({*arguments} - {*REPLAY})
    if unknown:
        raise UsageFault(f"{unknown[0]}: unknown argument (known: {', '.join(REPLAY)})")
    if ("warc" in arguments) == ("dump" in arguments):
        raise UsageFault("replay: needs either warc= or dump=")
    known = load_sources(sources_folder)
    chosen = [name for name in arguments.get("source", "").split(",") if name]
    sources = {name: find_source(name, known) for name in chosen} if chosen else known
    publish = arguments.get("publish", "1")
    if publish not in ("0", "1"):
        raise UsageFault(f"publish: must be 0 or 1, not {publish!r}")
    if publish == "1" and {"most", "report"} & {*arguments}:
        raise UsageFault("most and report require publish=0")
    most = _share(arguments["most"]) if "most" in arguments else None
    try:
        archives = find_archives(arguments["warc"]) if "warc" in arguments else []
        if "dump" in arguments and not any(raw_files(open_sink(arguments["dump"]))):
            raise UsageFault(f"dump: {arguments['dump']} has no raw archive (WIRE_RAW was off)")
    except (SinkError, OSError) as error:
        raise UsageFault(str(error)) from error
    return ReplayOrder(
        sources,
        arguments.get("warc"),
        tuple(archives),
        arguments.get("dump"),
        bool(chosen),
        frozenset(name for name in arguments.get("accept", "").split(",") if name),
        publish == "1",
        Path(arguments.get("report", "difference.json")),
        most,
    )


def _share(written: str) -> float:
    try:
        share = float(written)
    except ValueError:
        share = -1
    if not 0 <= share <= 1:
        raise UsageFault(f"most: {written!r} is not a share from 0 to 1")
    return share
