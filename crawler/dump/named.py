"""Which objects the index of a dump leads to, and which others are left of something."""

from collections.abc import Iterator

from crawler.dump.index import read_manifest
from crawler.dump.keys import is_rewritten, run_of
from crawler.dump.manifest import Index
from crawler.sinks import Sink


def named_keys(sink: Sink, index: Index) -> Iterator[str]:
    """Yield the keys of manifests, parts and WARC files that an index leads to.

    Parts of erasures are those of runs, too, unless another run holds their rows by now.
    """
    for named in (*index.runs, *index.raw, *index.erasures):
        yield named.manifest
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
