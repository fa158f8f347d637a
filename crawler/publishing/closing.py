"""Closing of a run: withhold sources, delete stories that are gone, then publish.

A run that another run overtakes is deduplicated again, under a new name.
"""

from collections import Counter
from datetime import UTC

from crawler.base.verdicts import RunVerdict
from crawler.contract import Day
from crawler.dump.manifest import decode_manifest
from crawler.ledger import Run
from crawler.publishing.orphaned_parts import Salvaged
from crawler.publishing.publish import TRIES, OvertakenError, plan_run, publish_run, sealed_parts
from crawler.publishing.published import Published
from crawler.publishing.rows import record_row
from crawler.publishing.session import Session
from crawler.run.deletions import deletions, gone_stories, vanished_alarm
from crawler.run.report import Report, SourceReport
from crawler.run.verdict import Ending, check_freshness, judge_run, withheld
from crawler.sinks import SinkError
from crawler.sources import Gone


def publish(
    session: Session, report: Report, ending: Ending = RunVerdict.OK, reason: str | None = None
) -> Published:
    """Seal the open parts and publish the run. `report` is judged, and is completed here.

    `reason` is why the run failed, was stopped or is partial. Each record has passed the screen on
    its own, so those of a stopped or failed run are published too, but the run is no success. A run
    whose counters do not reconcile has failed. Raises SinkError if the dump is not writable; the
    next run then publishes what is left.
    """
    gap = report.counts.gap()
    with session.as_sink_error():
        session.writer.seal()
        _withhold(session, report)
        _delete(session, report)
        _end_crawls(session, report)
        if ending == RunVerdict.OK:
            session.ledger.replays.finish()
        session.writer.seal()
        _check_freshness(session, report)
        for _ in range(TRIES):
            planned = _plan(session, report, RunVerdict.FAILED if gap else ending, reason or gap)
            session.check_dump()
            try:
                index = publish_run(
                    session.sink, session.ledger, session.spool, session.run, planned
                )
            except OvertakenError:
                if (again := session.catch_up()) is not None:
                    _withdraw_lost(session, report, again)
                continue
            return Published.of(decode_manifest(planned), index)
    raise SinkError(f"{session.sink.url}: other runs published {TRIES} times in a row")


def _withhold(session: Session, report: Report) -> None:
    """Withhold the parts of sources that failed a gate.

    Quarantine parts are published, because they explain the failure.
    """
    failed = withheld(report)
    parts = [
        part
        for part in sealed_parts(session.ledger, session.run)
        if part.source in failed and part.kind != "quarantine"
    ]
    for source in failed:
        session.ledger.visits.forget_cycle(source)  # so that its pages are read again
    if parts:
        _withdraw_lost(session, report, session.withhold(parts))


def _delete(session: Session, report: Report) -> None:
    """Delete the stories whose pages are gone, except of withheld sources."""
    failed = withheld(report)
    for each in sorted(report, key=lambda each: each.source):
        if each.crawled and each.source not in failed:
            _delete_of(session, each, each.crawled.source.gone)


def _delete_of(session: Session, report: SourceReport, terms: Gone) -> None:
    if alarm := vanished_alarm(report, terms):
        report.alarm(alarm)
        return
    stories = gone_stories(report, session.run, terms, session.ledger)
    deleted = 0
    for record in deletions(stories, session.sink, session.ledger):
        session.writer.write([record_row(record)])
        deleted += 1
    report.update(deleted=deleted)


def _end_crawls(session: Session, report: Report) -> None:
    """Record which sources were crawled to the end."""
    for source, crawled in report.crawled.items():
        if crawled.finished:
            session.ledger.visits.finish(source)


def _check_freshness(session: Session, report: Report) -> None:
    """Add alarms about sources without recent stories, by the dump and this run."""
    newest: dict[str, Day] = {}
    for part in sealed_parts(session.ledger, session.run):
        if part.newest:
            newest[part.source] = max(part.newest, newest.get(part.source, ""))
    today = session.clock().astimezone(UTC).date()
    check_freshness(report, session.freshness, newest, today)


def _plan(session: Session, report: Report, ending: Ending, reason: str | None) -> bytes:
    """Return the run's manifest; the same bytes if publishing is retried."""
    if session.planned is None:
        run, now = Run(session.run, session.started, None), session.clock()
        verdict, why = judge_run(report, ending, reason)
        salvaged = dict(Counter(page.source for page in sorted(session.salvaged)))
        session.planned = plan_run(
            *(session.ledger, run, now, verdict, why, report.results),
            withheld=session.withheld,
            taken_up=salvaged,
            invocation=session.invocation,
            observed=report.observed,
        )
    return session.planned


def _withdraw_lost(session: Session, report: Report, again: Salvaged) -> None:
    """Correct the report after this run's rows were deduplicated again: pages that gave nothing new
    this time count as unchanged."""
    lost = again.seen - again.kept - session.salvaged
    session.salvaged &= again.kept
    for source in {page.source for page in lost}:
        are_deletions = [page.is_deletion for page in lost if page.source == source]
        report.of(source).withdraw(
            pages=are_deletions.count(False), deletions=are_deletions.count(True)
        )
