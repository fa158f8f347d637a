"""Which objects the index of a dump leads to, and which others are left of something."""

from collections.abc import Iterator

from crawler.dump.index import read_manifest
from crawler.dump.keys import is_rewritten, report_keys, run_of
from crawler.dump.manifest import Index, ReportRef
from crawler.sinks import Sink


def named_keys(sink: Sink, index: Index) -> Iterator[str]:
    """Yield the keys of manifests, parts and WARC files that an index leads to, and of reports.

    Parts of erasures are those of runs, too, unless another run holds their rows by now.
    """
    for named in (*index.runs, *index.raw, *index.erasures):
        yield named.manifest
        yield from report_keys(named.manifest)
    for named in (*index.runs, *index.raw):
        manifest = read_manifest(sink, named)
        for part in (*manifest.parts, *manifest.withheld):
            yield part.key
        for file in manifest.raw:
            yield from (file.key, file.index)


def is_replaced(index: Index, key: str) -> bool:
    """Return whether an object that the index does not lead to never will be: others have replaced
    it, or an upload was killed.

    The parts of a run that is newer than the version may still be published.
    """
    if is_rewritten(key):
        return True
    run = run_of(key)
    if run is None or index.version is None or run > index.version:
        return False
    return not key.startswith("runs/") or any(
        named.run == run for named in (*index.runs, *index.raw)
    )


def kept_report(old: Index, new: Index) -> ReportRef | None:
    """Return the newest report that an index names if it is still of a present manifest, after
    others were put in place of some."""
    ref = old.report
    if ref is None:
        return None
    before = {named.run for named in (*old.runs, *old.raw)}
    after = {named.run: named.manifest for named in (*new.raw, *new.runs)}
    if ref.run not in before:
        return ref  # of a run that published nothing new
    is_current = ref.run in after and report_keys(after[ref.run]) == (ref.html, ref.json)
    return ref if is_current else None
