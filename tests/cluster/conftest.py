from collections.abc import Iterator

import pytest

from tests.support.valkey import ValkeyServer, valkey_server


@pytest.fixture(scope="module")
def valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ValkeyServer]:
    """A server that is up for the tests of one module."""
    with valkey_server(tmp_path_factory.mktemp("valkey")) as server:
        yield server
