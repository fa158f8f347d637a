"""A crawl by three machines: the settling one is killed, the next one is frozen and wakes, the
settler of the last one is killed, and the service is restarted."""

import signal
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.support.cluster import cluster, polling
from tests.support.many_hosts import many_hosts
from tests.support.valkey import valkey_server

DELAY = 0.15
"""Seconds between two requests to a host."""


@pytest.mark.slow
def test_machines_die_freeze_and_wake_and_nothing_is_lost_or_repeated(tmp_path: Path) -> None:
    with (
        valkey_server(tmp_path / "valkey") as valkey,
        many_hosts(8, 25) as site,
        cluster(tmp_path, valkey) as machines,
        polling(machines.dump.as_uri()) as problems,
    ):
        site.write_sources(tmp_path, DELAY, concurrency=1)
        for _ in range(3):
            machines.start()
        site.wait_for(30)
        machines.settler().kill()
        site.wait_for(60)
        valkey.kill()
        time.sleep(0.2)
        valkey.start()
        site.wait_for(90)
        frozen = machines.settler()
        frozen.signal(signal.SIGSTOP)
        site.wait_until(lambda: not site.held_by(frozen.name))
        frozen.signal(signal.SIGCONT)
        machines.settler().kill_settler()
        ended = machines.end()

    summaries = {out.partition("; dump")[0] for _, out in ended}
    assert [code for code, _ in ended] == [0, 0], [
        m.log.read_text()[-2000:] for m in machines.machines
    ]
    assert summaries == {
        "wire: discovered 200 (skipped 0, failed 0), fetched 200 (published 200, unchanged 0, "
        "duplicate 0, quarantined 0, not a story 0)"
    }
    assert machines.records() == Counter(site.urls)
    assert problems + machines.problems() == []
    takeovers = site.takeovers()
    assert takeovers, "nothing was taken over"
    assert min(takeovers) >= DELAY
    assert min(site.spaces()) >= DELAY / 4, "Scrapy halves a delay at random"


@pytest.mark.slow
def test_an_outage_longer_than_the_lease_stops_requests_and_loses_nothing(tmp_path: Path) -> None:
    lease = 1.5
    with (
        valkey_server(tmp_path / "valkey") as valkey,
        many_hosts(3, 30) as site,
        cluster(tmp_path, valkey, f"lease={lease}") as machines,
    ):
        site.write_sources(tmp_path, DELAY, concurrency=1)
        machines.start()
        site.wait_for(15)
        valkey.kill()
        away = time.monotonic()
        time.sleep(2 * lease)
        back = time.monotonic()
        valkey.start()
        ((code, out),) = machines.end()

    moments = [each.moment for log in site.log.values() for each in log]
    assert [each for each in moments if away + lease < each < back] == []
    assert code == 0
    assert "published 90," in out
    assert machines.records() == Counter(site.urls)
    assert machines.problems() == []
    assert not site.repeated(), "its leases are renewed, and its shards go on"
    assert min(site.spaces()) >= DELAY / 4
