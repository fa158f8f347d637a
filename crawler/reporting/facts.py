"""The facts of one run, gathered from its manifest, its parts and earlier manifests."""

from collections.abc import Sequence

from crawler.dump.compression import PartError
from crawler.dump.manifest import Manifest, SourceRun
from crawler.dump.reader import checked_lines
from crawler.reporting.days import Calendar, calendar_of
from crawler.reporting.history import SHOWN, KnownRun, manifest_of, past_of, with_manifests
from crawler.reporting.reasons import Quarantine, no_story_reasons
from crawler.reporting.revisions import Revised
from crawler.reporting.stories import OfSource, Stories, decode_story
from crawler.reporting.values import (
    REPORT_SCHEMA,
    Past,
    RunReport,
    SourceReport,
    TrendRun,
)
from crawler.sinks import Sink, SinkError


def gather(sink: Sink, runs: Sequence[KnownRun], run: str) -> RunReport:
    """Return the facts of a crawl, given all runs of the dump, oldest first.

    Reads the run's records and quarantine, row by row, and the manifests of at most `SHOWN` runs.
    Raises SinkError if the dump is damaged.
    """
    *before, own = (each for each in runs if each.run <= run and not each.is_erasure)
    manifest = manifest_of(sink, own)
    known = [*with_manifests(sink, before[1 - SHOWN :]), (own, manifest)]
    stories, quarantine, revised = _read_rows(sink, manifest)
    past = past_of(sink, known[:-1])
    trend = [each for _, each in known]
    calendar = calendar_of(each.days for each in stories.sources.values())
    names = sorted({*manifest.sources, *stories.sources})
    return RunReport(
        schema=REPORT_SCHEMA,
        run=run,
        manifest=own.manifest,
        verdict=manifest.verdict,
        reason=manifest.reason,
        exit_code=manifest.exit_code,
        started_at=manifest.started_at,
        ended_at=manifest.ended_at,
        previous=manifest.previous,
        host=manifest.host,
        arguments=manifest.arguments,
        versions=manifest.versions,
        rows=manifest.rows,
        counts=manifest.counts,
        sources=tuple(
            _source(
                name,
                manifest.sources.get(name),
                stories.sources.get(name, OfSource()),
                past.get(name, Past()),
                calendar,
                tuple(_published(each, name) for each in trend),
            )
            for name in names
        ),
        newest=stories.newest,
        headlines=stories.headlines,
        agencies=stories.agencies,
        texts=stories.texts,
        quarantine=quarantine.reasons,
        no_story=no_story_reasons(manifest.no_story),
        groups=stories.groups,
        grouped=stories.grouped,
        revisions=revised.revisions(sink, trend),
        deletions=tuple(stories.deletions),
        hosts=manifest.hosts,
        trend=tuple(_trend(each) for each in trend),
        unit=calendar.unit,
        days=calendar.names,
        erased=sum(manifest.erased.values()),
    )


def _read_rows(sink: Sink, manifest: Manifest) -> tuple[Stories, Quarantine, Revised]:
    stories, quarantine, revised = Stories(), Quarantine(), Revised()
    for part in manifest.parts:
        if part.kind == "removed":
            continue  # counted by rule in the manifest
        try:
            for line in checked_lines(sink, part.key, part.sha256):
                if part.kind == "quarantine":
                    quarantine.add(line)
                else:
                    story = decode_story(line)
                    stories.add(story)
                    revised.add(story)
        except PartError as error:
            raise SinkError(f"{sink.url}: {part.key} is damaged: {error}") from error
    return stories, quarantine, revised


def _source(
    name: str,
    result: SourceRun | None,
    of: OfSource,
    past: Past,
    calendar: Calendar,
    trend: tuple[int | None, ...],
) -> SourceReport:
    health = result.health if result else None
    days = calendar.count(of.days)
    return SourceReport(
        source=name,
        verdict=result.verdict if result else None,
        counts=result.counts if result else None,
        alarms=(*(result.alarms if result else ()), *(health.alarms if health else ())),
        gates=result.gates if result else (),
        skipped=dict(result.skipped) if result else {},
        added=of.ops["add"],
        modified=of.ops["modify"],
        deleted=of.ops["delete"],
        coverage=dict(of.coverage),
        days=days,
        earlier=sum(of.days.values()) - sum(days.values()),
        undated=of.undated,
        delays=tuple(of.delays) if any(of.delays) else (),
        length=health.length if health else None,
        read=health.stories if health else None,
        rules=health.rules if health else {},
        leaks=health.leaks if health else (),
        unused=health.dead if health else (),
        proposed=health.proposed if health else "",
        past=past,
        trend=trend,
    )


def _published(manifest: Manifest, source: str) -> int | None:
    result = manifest.sources.get(source)
    return result.counts.published if result else None


def _trend(manifest: Manifest) -> TrendRun:
    rows = manifest.rows.records
    return TrendRun(manifest.run, manifest.ended_at, manifest.verdict, manifest.counts, rows)
