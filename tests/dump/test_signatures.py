"""Signatures of bodies are kept: those used last."""

import pytest

from crawler.model import Signature
from crawler.run import signatures
from crawler.run.signatures import SignatureCache, cache_for


def test_the_last_used_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    computed: list[str] = []

    def sign(body: str) -> Signature | None:
        computed.append(body)
        return None

    monkeypatch.setattr(signatures, "signature_of", sign)
    cache = SignatureCache(2)

    for body in ("a", "b", "a", "c", "a", "b"):
        cache.get(body)

    assert computed == ["a", "b", "c", "b"]


def test_one_that_is_put_is_not_computed() -> None:
    cache = SignatureCache(2)
    given = Signature(b"text", 5, b"slots")

    cache.put("Too short for a signature", given)
    cache.put("Too short for a signature", given)

    assert cache.get("Too short for a signature") == given
    cache.clear()
    assert cache.get("Too short for a signature") is None


def test_few_long_bodies_are_kept() -> None:
    assert cache_for("a" * 20_001) is not cache_for("a" * 20_000)
