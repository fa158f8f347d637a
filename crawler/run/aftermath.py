"""What follows on publishing a run, while the dump is locked: its report, ready files and views.

The dump is whole without them, and the next run makes up for what failed.
"""

import logging
from collections.abc import Callable, Collection

from crawler.base.events import Event, log_event
from crawler.sinks import Sink, SinkError, open_sink

logger = logging.getLogger(__name__)


def make_reports(dump: str) -> str | None:
    """Publish the report of the last run, and those of killed runs before it. Return the error if
    that failed, which is also logged."""
    from crawler.reporting.publish import publish_reports  # loads the templates

    error = _attempt(Event.REPORT_NOT_MADE, publish_reports, dump)
    return f"no report: {error}" if error else None


def keep_latest(dump: str) -> str | None:
    """Bring `latest/` and `deltas/` up to date. Return the error if that failed, which is also
    logged."""
    from crawler.latest import keep

    error = _attempt(Event.LATEST_NOT_CURRENT, keep.keep_latest, dump)
    return f"latest not current: {error}" if error else None


def keep_views(dump: str, wanted: Collection[str]) -> str | None:
    """Bring the wanted views, and those that the dump has, up to date. Return the errors, which are
    also logged."""
    from crawler.views import keep

    return keep.keep_views(open_sink(dump), wanted)


def _attempt(event: Event, work: Callable[[Sink], object], dump: str) -> str | None:
    try:
        work(open_sink(dump))
    except (SinkError, OSError) as error:
        log_event(logger, logging.ERROR, event, reason=error)
        return str(error)
    except Exception as error:  # a bug here must not look like one of the crawl
        reason = f"{type(error).__name__}: {error}"
        logger.exception("%s: %s", event, reason, extra={"reason": reason})
        return reason
    return None
