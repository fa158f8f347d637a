"""Imports without what a library would load as well if it is installed, and we never use."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without(*packages: str) -> Iterator[None]:
    """Let imports within the block fail for these packages, unless they are loaded already."""
    hidden = [package for package in packages if package not in sys.modules]
    for package in hidden:
        sys.modules[package] = None  # type: ignore[assignment]  # so that its import fails
    try:
        yield
    finally:
        for package in hidden:
            del sys.modules[package]
