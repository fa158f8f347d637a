"""Errors that name the extra to install."""

from collections.abc import Iterator
from contextlib import contextmanager

EXTRAS = {
    "boto3": "s3",
    "botocore": "s3",
    "jsonschema_rs": "verify",
    "pandas": "pandas",
    "polars": "polars",
    "pyarrow": "arrow",
    "rich": "tables",
}
"""Optional package -> the extra that installs it."""


class MissingExtra(ImportError):
    """A package that was not installed is needed. The message names the extra to install."""


@contextmanager
def naming_extras() -> Iterator[None]:
    """Raise MissingExtra where an optional package is missing."""
    try:
        yield
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        if package not in EXTRAS:
            raise
        command = f"pip install 'wirecrawl-client[{EXTRAS[package]}]'"
        raise MissingExtra(f"needs {package}: {command}", name=error.name) from error
