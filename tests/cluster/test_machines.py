"""Machines join a round, leave it, are refused, and come late."""

import signal
from collections import Counter
from pathlib import Path

import pytest

from tests.support.cluster import Cluster, Machine, cluster
from tests.support.crawl import HANGS
from tests.support.many_hosts import many_hosts
from tests.support.valkey import ValkeyServer


def ended(machine: Machine) -> tuple[int, str]:
    out, _ = machine.process.communicate(timeout=HANGS)
    return machine.process.returncode, out


@pytest.mark.slow
def test_machines_come_and_go(tmp_path: Path, valkey: ValkeyServer) -> None:
    with many_hosts(3, 15) as site, cluster(tmp_path, valkey, "lease=5") as machines:
        site.write_sources(tmp_path, 0.2, concurrency=1)
        first = machines.start(WIRE_RAW="on")
        site.wait_for(9)
        other = machines.start("full=1")
        first.signal(signal.SIGTERM)
        code, out = ended(other)
        assert (code, out) == (4, "")
        assert "is open with other arguments, sources or another version" in other.log.read_text()
        code, out = ended(first)
        assert code == 1
        assert "not published: left round" in out

        metrics = tmp_path / "wire.prom"
        second = machines.start(WIRE_METRICS=str(metrics), WIRE_PROGRESS="0.5", WIRE_RAW="on")
        code, summary = ended(second)
        assert code == 0
        assert "discovered 45 (skipped 0, failed 0), fetched 45 (published 45," in summary
        assert machines.records() == Counter(site.urls)
        assert machines.problems() == []
        places = [row["raw"]["archive"] for row in machines.rows()]
        assert len({*places}) == 45, "each answer is archived"
        assert not site.repeated(), "what the first one delivered is not fetched again"
        watched = metrics.with_name("wire-cluster.prom").read_text()
        assert 'wirecrawl_cluster_shards{state="held"}' in watched
        assert 'wirecrawl_cluster_settler{worker="' in watched
        assert 'wirecrawl_run_info{run="' in metrics.read_text()

        _is_over_for_a_late_one(machines, summary)
        _knows_the_visits(machines)


def _is_over_for_a_late_one(machines: Cluster, summary: str) -> None:
    late = machines.start()

    assert ended(late) == (0, summary)
    assert "takes shard" not in late.log.read_text()


def _knows_the_visits(machines: Cluster) -> None:
    """In the next round: a machine that has never seen the dump."""
    machines.terms = "lease=5&grace=0"
    code, out = ended(machines.start())

    assert code == 0
    assert "discovered 45 (skipped 45, failed 0)" in out


@pytest.mark.slow
def test_a_service_that_is_not_there(tmp_path: Path, valkey: ValkeyServer) -> None:
    with many_hosts(1, 1) as site, cluster(tmp_path, valkey) as machines:
        site.write_sources(tmp_path, 0)
        machine = machines.start(WIRE_CLUSTER="valkey://:pw@127.0.0.1:1")

        assert ended(machine) == (2, "")
        (line,) = machine.log.read_text().splitlines()
        assert line.startswith("scrapy crawl: WIRE_CLUSTER: valkey://127.0.0.1:1: ")
        assert site.asked() == 0
