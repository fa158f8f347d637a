"""A store that ignores conditional writes is refused before anything is published."""

from pathlib import Path

import pytest

from crawler.base.faults import LockedError, UsageFault
from crawler.dump.keys import INDEX, LOCK
from crawler.publishing.lock import read_lock
from crawler.publishing.session import Session
from crawler.sinks import open_sink
from crawler.tools.verify import verify
from tests.support.dumps import run, story
from tests.support.lax_s3 import lax_s3
from tests.support.present import present

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "any")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "any")


@pytest.mark.parametrize(
    "ignores", [("If-None-Match",), ("If-Match",), ("If-None-Match", "If-Match")]
)
def test_a_store_that_ignores_a_condition_is_refused_in_one_line(
    ignores: tuple[str, ...], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with lax_s3(*ignores) as store:
        for _ in range(2):  # what the first try leaves behind makes no difference
            with pytest.raises(UsageFault) as caught:
                Session.open(store.url("dump"), tmp_path)

            error = str(caught.value)
            assert not isinstance(caught.value, LockedError)
            assert f"the store ignores {ignores[0]}, " in error
            assert "conditional writes" in error
            assert "\n" not in error
            assert caplog.messages == []
        sink = open_sink(store.url("dump"))
        assert sink.get(INDEX) is None
        assert present(read_lock(sink))[0].released  # others need not wait for this run


def test_a_store_that_minds_them_is_not(tmp_path: Path) -> None:
    with lax_s3() as store:
        run(store.url("dump"), tmp_path, story("one"))
        run(store.url("dump"), tmp_path, story("two"))

        assert verify(store.url("dump")).problems == ()


def test_the_check_leaves_the_lock_to_its_holder(dump_url: str, tmp_path: Path) -> None:
    session = Session.open(dump_url, tmp_path)
    before = open_sink(dump_url).get(LOCK)
    session._lock.check_store()

    assert open_sink(dump_url).get(LOCK) == before
    session.close()


def test_no_key_of_a_dump_is_the_folder_of_another(dump_url: str, tmp_path: Path) -> None:
    """SeaweedFS keeps objects as files in folders, and refuses such a key."""
    run(dump_url, tmp_path, story("one"))

    keys = set(open_sink(dump_url).list(""))
    folders = {key[:at] for key in keys for at, char in enumerate(key) if char == "/"}
    assert INDEX in keys
    assert keys & folders == set()
