"""The steps in a real Valkey: the same as those of the pure table, fenced, and patient."""

import asyncio
import random
import threading

import pytest

from crawler.base.faults import UsageFault
from crawler.cluster import scripts
from crawler.cluster.address import ClusterAddress
from crawler.cluster.lease_table import LeaseTable, score_of
from crawler.cluster.rounds import Round
from crawler.cluster.service import Service, ServiceLostError
from crawler.cluster.stream import Stream
from crawler.cluster.tables import Delivery, Shards, Table
from tests.support.valkey import ValkeyServer, ask

SHARDS = {"a": 1.0, "b": 5.0, "c": 3.0, "d": 5.0}


async def shards(service: Service, pause: int = 0, worker: str = "one") -> Shards:
    table = Shards.of(service, "r1", worker, len(SHARDS))
    keys = service.keys.of_round("r1").shards
    scores = {name: score_of(seconds) for name, seconds in SHARDS.items()}
    await service.write_table(keys.due, keys.pauses, scores, dict.fromkeys(SHARDS, pause))
    return table


@pytest.mark.parametrize("seed", range(4))
def test_the_scripts_do_what_the_table_does(
    valkey: ValkeyServer, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the clock of the service replaced by one that stands still between two steps."""
    for name in ("TAKE", "RENEW", "GIVE_BACK", "STATUS"):
        text = getattr(scripts, name)
        assert scripts._NOW in text
        clock = "local now = tonumber(redis.call('GET', 'clock'))"
        monkeypatch.setattr(scripts, name, text.replace(scripts._NOW, clock))
    rng = random.Random(seed)  # noqa: S311
    ttl = 200

    async def compare(service: Service) -> None:
        pure = LeaseTable(SHARDS, dict.fromkeys(SHARDS, 10))
        real = await shards(service, pause=10)
        tokens = [("a", 0)]
        now = 1_000
        for _ in range(200):
            now += rng.choice((1, 5, 150))
            await service.client.set("clock", now)
            shard, token = rng.choice(tokens[-4:])
            pause = rng.choice((0, 10, 300))
            match rng.choice(("take", "take", "renew", "give", "finish")):
                case "take":
                    grant = pure.take(now, ttl)
                    assert await real.take() == grant
                    if grant:
                        tokens.append((grant.shard, grant.token))
                case "renew":
                    expected = pure.renew(shard, token, now, ttl, pause)
                    assert await real.renew(shard, token, pause) is expected
                case "give":
                    pure.give_back(shard, token, now, pause)
                    await real.give_back(shard, token, pause)
                case _ if rng.random() < 0.2:
                    assert await real.finish(shard, token, b"") is pure.finish(shard, token)
            assert (await real.status()).states == pure.states(now)

    ask(valkey, compare)


def test_only_the_holder_delivers(valkey: ValkeyServer) -> None:
    async def work(service: Service) -> None:
        first = await shards(service)
        grant = await first.take()
        assert grant is not None
        given = (grant.shard, grant.token)
        assert await first.deliver(*given, b"1", "u1", None) is Delivery.OK
        assert await first.deliver(*given, b"1", "u1", None) is Delivery.REPEATED
        await asyncio.sleep(0.25)  # past the lease
        assert await first.deliver(*given, b"2", "u2", "u3") is Delivery.OK, "nobody has taken it"
        second = await Shards.of(service, "r1", "two", 4).take()
        assert second is not None
        assert (second.shard, second.is_takeover) == (grant.shard, True)
        assert await first.deliver(*given, b"3", "u4", None) is Delivery.LOST
        assert not await first.finish(*given, b"end")
        assert await first.delivered(grant.shard) == {"u1": True, "u2": True, "u3": False}
        assert await first.finish(second.shard, second.token, b"end")
        assert await first.delivered(grant.shard) == {}, "a done shard takes no memory"
        stream = Stream(service, service.keys.of_round("r1"), "settler")
        await stream.open()
        assert [entry for _, entry in await stream.new(9)] == [b"1", b"2", b"end"]

    ask(valkey, work)


def test_workers_wait_for_a_settler_that_is_behind(
    valkey: ValkeyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crawler.cluster.tables.MOST_ENTRIES", 2)

    async def work(service: Service) -> None:
        table = await shards(service)
        grant = await table.take()
        assert grant is not None
        given = (grant.shard, grant.token)
        for name in ("u1", "u2"):
            assert await table.deliver(*given, b"x", name, None) is Delivery.OK
        assert await table.deliver(*given, b"x", "u3", None) is Delivery.FULL
        stream = Stream(service, service.keys.of_round("r1"), "settler")
        await stream.open()
        names = [name for name, _ in await stream.new(1)]
        await stream.done(names)
        assert await table.deliver(*given, b"x", "u3", None) is Delivery.OK

    ask(valkey, work)


def test_what_a_dead_settler_has_read_is_read_again(valkey: ValkeyServer) -> None:
    async def work(service: Service) -> None:
        table = await shards(service)
        grant = await table.take()
        assert grant is not None
        for number in range(5):
            await table.deliver(grant.shard, grant.token, b"%d" % number, f"u{number}", None)
        keys = service.keys.of_round("r1")
        dead, heir = Stream(service, keys, "dead"), Stream(service, keys, "heir")
        await dead.open()
        read = await dead.new(3)
        await dead.done([read[0][0]])
        await heir.open()
        assert [entry for _, entry in await heir.pending(9)] == [b"1", b"2"]
        assert [entry for _, entry in await heir.new(9)] == [b"3", b"4"]

    ask(valkey, work)


def test_one_of_several_machines_opens_the_round(valkey: ValkeyServer) -> None:
    async def work(service: Service) -> None:
        offers = [Round(f"r{n}", "x", "2026-03-01", n, 1) for n in range(5)]
        won = await asyncio.gather(*(service.swap_round(b"", each) for each in offers))
        assert won.count(True) == 1
        found, _ = await service.round()
        assert found == offers[won.index(True)]

    ask(valkey, work)


def test_an_outage_is_waited_for(valkey: ValkeyServer) -> None:
    async def work(service: Service) -> None:
        table = await shards(service)
        grant = await table.take()
        assert grant is not None
        valkey.kill()
        restart = threading.Timer(0.3, valkey.start)
        restart.start()
        assert await table.renew(grant.shard, grant.token, 0)
        assert (await table.status()).states.held == 1
        await asyncio.to_thread(restart.join)

    ask(valkey, work, "lease=60")


def test_an_outage_that_is_too_long(valkey: ValkeyServer) -> None:
    async def work(service: Service) -> None:
        valkey.kill()
        with pytest.raises(ServiceLostError, match=r"away for 0\.2 s"):
            await service.now()

    try:
        ask(valkey, work, "patience=0.2")
    finally:
        valkey.start()


def test_a_service_that_is_not_there() -> None:
    async def connect() -> None:
        await Service.connect(ClusterAddress.of("valkey://:secret@127.0.0.1:1/0"), "file:///x")

    with pytest.raises(UsageFault, match=r"^WIRE_CLUSTER: valkey://127.0.0.1:1/0: .*failed"):
        asyncio.run(connect())


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("nats://db:4222", "WIRE_CLUSTER: 'nats://db:4222' is not a URL valkey://host:port/db"),
        ("valkey://:pw@", "WIRE_CLUSTER: 'valkey://' is not a URL valkey://host:port/db"),
        ("valkey://db/0?lease=0", "WIRE_CLUSTER: lease='0' is not valid"),
        ("valkey://db:x/0", "WIRE_CLUSTER: invalid URL"),
    ],
)
def test_an_address_that_is_none(text: str, line: str) -> None:
    with pytest.raises(UsageFault) as caught:
        ClusterAddress.of(text)
    assert str(caught.value) == line


def test_the_settlers_lease_is_a_table_of_one(valkey: ValkeyServer) -> None:
    async def work(service: Service) -> None:
        keys = service.keys.of_round("r1").settling
        await service.write_table(keys.due, keys.pauses, {"settler": -1}, {"settler": 0})
        one, two = Table(service, keys, "one"), Table(service, keys, "two")
        grant = await one.take()
        assert grant is not None
        assert await two.take() is None
        await one.give_back("settler", grant.token, 0)
        assert await two.take() is not None
        assert await two.holders() == {"settler": "two"}

    ask(valkey, work)
