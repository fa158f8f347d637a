"""Revisions of this run whose row is not written yet. They are lost when the process ends."""

from collections import defaultdict

from crawler.ledger.values import Revision


class Claims:
    """Claimed revisions, by story and by content."""

    def __init__(self) -> None:
        self._by_story: defaultdict[str, dict[int, Revision]] = defaultdict(dict)
        self._by_digest: defaultdict[str, dict[tuple[str, int], str]] = defaultdict(dict)

    def of(self, story: str) -> tuple[Revision, ...]:
        """Return the claimed revisions of a story, in the order of the claims."""
        return tuple(self._by_story.get(story, {}).values())

    def get(self, story: str, revision: int) -> Revision | None:
        """Return the claim on a revision of a story, if there is one."""
        return self._by_story.get(story, {}).get(revision)

    def holder(self, digest: str) -> str | None:
        """Return the id of the first story that claims this content."""
        return next(iter(self._by_digest.get(digest, {}).values()), None)

    def add(self, revision: Revision) -> None:
        """Claim a revision."""
        self._by_story[revision.id][revision.revision] = revision
        self._by_digest[revision.digest][revision.id, revision.revision] = revision.id

    def remove(self, revision: Revision) -> None:
        """Remove the claim on a revision, if there is one."""
        if revision.id not in self._by_story:
            return
        claimed = self._by_story[revision.id].pop(revision.revision, None)
        if not self._by_story[revision.id]:
            del self._by_story[revision.id]
        if claimed is not None:
            del self._by_digest[claimed.digest][claimed.id, claimed.revision]
            if not self._by_digest[claimed.digest]:
                del self._by_digest[claimed.digest]
