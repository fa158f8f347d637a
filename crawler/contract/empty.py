"""A record of which nothing is known but what it is of."""

from crawler.contract.record import Infosource, Moment, Raw, Record
from crawler.contract.rights import Rights


def empty_record(
    story: str, source: str, url: str, fetched_at: str, extractor: str, raw: Raw
) -> Record:
    """Return the first revision of a story without any statement; its digest is left empty.

    `story` is its id, `fetched_at` a moment in UTC.
    """
    return Record(
        schema="wire-story/1",
        op="add",
        id=story,
        revision=1,
        supersedes=None,
        changed=(),
        url=url,
        canonical_url=None,
        source=source,
        infosource=Infosource(None, None),
        headline=None,
        slugline=None,
        story_number=None,
        genre=None,
        byline=None,
        authors=(),
        located=None,
        ednote=None,
        intro=None,
        body="",
        language=None,
        pubstatus="usable",
        corrected=False,
        published=Moment(),
        updated=Moment(),
        subjects=(),
        image=None,
        free_access=None,
        fetched_at=fetched_at,
        digest="",
        cluster=None,
        evidence=(),
        removed=(),
        rights=Rights(None, None, None, None, None),
        extractor=extractor,
        raw=raw,
    )
