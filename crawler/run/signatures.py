"""The MinHash signatures of the bodies that a run has met last."""

from crawler.model import Signature
from crawler.reading.min_hash import signature_of

_SHORT = 20_000
"""Characters of a body of which many are kept."""


class SignatureCache:
    """Signatures by body, the last ones used: each is asked for as its page leaves the buffer, as
    it is decided, and as it is written."""

    def __init__(self, most: int) -> None:
        """`most` is the number of bodies kept."""
        self._most = most
        self._kept: dict[str, Signature | None] = {}

    def get(self, body: str) -> Signature | None:
        """Return the signature of a body, computed if it is not kept."""
        signature = self._kept[body] if body in self._kept else signature_of(body)
        self.put(body, signature)
        return signature

    def put(self, body: str, signature: Signature | None) -> None:
        """Keep the signature of a body, in place of the one that was used longest ago."""
        self._kept.pop(body, None)
        self._kept[body] = signature  # as the last one
        if len(self._kept) > self._most:
            del self._kept[next(iter(self._kept))]

    def clear(self) -> None:
        """Keep none."""
        self._kept.clear()


CACHES = (SignatureCache(320), SignatureCache(16))
"""Those of short and of long bodies."""


def cache_for(body: str) -> SignatureCache:
    """Return the cache for the signature of a body."""
    return CACHES[len(body) > _SHORT]
