"""The summary of a run that has ended, as a line and as fields."""

from crawler.base.exits import Exit
from crawler.base.verdicts import RunVerdict
from crawler.run.progress import format_counts
from crawler.run.spider_run import SpiderRun

STOPPED_AT_ONCE = "stopped by a second signal"
"""Reason for an unpublished run without an error."""


def summary_of(run: SpiderRun, code: Exit, dump: str) -> str:
    """Return the summary line of a run: counters, version, exit code and verdict."""
    counts = format_counts(run.counts)
    done = run.published
    if done is None:
        return f"{counts}; not published: {run.error or STOPPED_AT_ONCE}; exit code {code:d}"
    version = f"version {done.version}" if done.version else "no version yet"
    verdict = "partial" if done.verdict == RunVerdict.OK and code else done.verdict.value
    why = reason_of(run) or verdict
    how = why if why.startswith(verdict) else f"{verdict}: {why}"
    return f"{counts}; dump {dump} {version}; exit code {code:d}, {how}"


def ended_fields(code: int, run: SpiderRun | None) -> dict[str, object]:
    """Return the fields of the summary in a JSON log; `run` is null if nothing was crawled."""
    ended: dict[str, object] = {"exit_code": code}
    if run:
        done = run.published
        ended |= {
            "run": done.run if done else run.name,
            "verdict": done.verdict if done else None,
            "reason": reason_of(run),
            "version": done.version if done else None,
            "counts": run.counts,
        }
    return ended


def reason_of(run: SpiderRun) -> str | None:
    """Return the reason for a partial run, None if it is complete: the one in its manifest, and
    the errors of its feeds, report and ready files, which follow after the manifest is written."""
    if run.published is None:
        return run.error or "ended at once"
    reasons = (run.published.reason, *run.shortfalls.values())
    return "; ".join(filter(None, reasons)) or None
