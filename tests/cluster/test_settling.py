"""The settler: killed at any step, overtaken, and with entries that are no news."""

import asyncio
import itertools
from collections.abc import Sequence
from pathlib import Path

import pytest

from crawler.base.fault_kinds import FaultKind
from crawler.base.faults import UsageFault
from crawler.base.skips import SkipReason
from crawler.cluster.accounts import SourceFigures
from crawler.cluster.address import ClusterAddress
from crawler.cluster.entries import (
    Answered,
    Entry,
    Failed,
    Read,
    ShardEnd,
    Story,
    encode_entry,
    fetch_of,
    story_url,
)
from crawler.cluster.joining import Joined, join
from crawler.cluster.journal import Journal, OvertakenError, delete_rounds
from crawler.cluster.keys import url_digest
from crawler.cluster.order import SettleOrder
from crawler.cluster.rounds import Round, RoundState
from crawler.cluster.service import Service
from crawler.cluster.settler import Settler
from crawler.cluster.tables import Shards
from crawler.dump.index import read_manifest, read_pointer
from crawler.dump.manifest import Counts
from crawler.outcomes.values import ReadPage
from crawler.sinks import open_sink
from crawler.tools.verify import verify
from tests.support.dumps import bannered, page, reject, revisions, rows, story
from tests.support.exchanges import exchange
from tests.support.kill import kill_at
from tests.support.valkey import ValkeyServer


@pytest.fixture(autouse=True)
def without_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.cluster.settling.GATHERING", 0.02)
    monkeypatch.setattr("crawler.cluster.settler.PAUSE", 0.02)


NAMES = ("one", "two", "three", "four", "five", "six")
STORIES: tuple[Story, ...] = (
    *(Read(ReadPage(story(name))) for name in NAMES),
    *(Read(ReadPage(bannered(name))) for name in ("seven", "eight", "nine", "ten", "eleven")),
    Read(ReadPage(reject("twelve"))),
    Failed(page("thirteen"), FaultKind.HTTP, "HTTP 500"),
)
ANSWERS = (
    Read(ReadPage(story("fourteen")), exchange=exchange("fourteen", "of a story")),
    Answered("wire", exchange("list", "of stories")),
)
SKIPPED = 2


def end(delivered: int = len(STORIES), discovered: int = len(STORIES) + SKIPPED) -> ShardEnd:
    skips = {SkipReason.NOT_DUE: SKIPPED}
    figures = SourceFigures(discovered=discovered, skips=skips, delivered=delivered, listings=1)
    return ShardEnd("wire", "one", {"wire": figures})


ALL = (*STORIES, *ANSWERS, end(len(STORIES) + 1, len(STORIES) + 1 + SKIPPED))


class OneShard:
    """A round with one shard, whose worker is done."""

    def __init__(self, valkey: ValkeyServer, folder: Path) -> None:
        terms = 'name = "wire"\nbase = "https://wire.example"\nstory = ["htm"]\n'
        (folder / "wire.toml").write_text(terms)
        self.url = f"{valkey.address}?lease=0.3"
        self.sources = folder
        self.arguments = {"source": "wire"}

    def order(self, dump: str, state: Path) -> SettleOrder:
        return SettleOrder(
            cluster=self.url,
            dump=dump,
            state=state,
            compression="gzip",
            warc="gzip",
            sources=self.sources,
            contact="desk@wire.example",
            arguments=self.arguments,
            keeps_latest=False,
            views=(),
            worker="one",
            round=self.join(dump).round,
        )

    def join(self, dump: str) -> Joined:
        address = ClusterAddress.of(self.url)
        return join(address, dump, self.arguments, self.sources, "desk@wire.example")

    def deliver(self, dump: str, entries: Sequence[Entry]) -> None:
        asyncio.run(self._deliver(self.join(dump), entries))

    async def _deliver(self, joined: Joined, entries: Sequence[Entry]) -> None:
        service = Service(ClusterAddress.of(self.url), joined.dump)
        shards = Shards.of(service, joined.round.id, "one", 1)
        grant = await shards.take()
        assert grant is not None
        for entry in entries:
            if isinstance(entry, ShardEnd):
                await shards.finish(grant.shard, grant.token, encode_entry(entry))
            else:
                name = ""
                if not isinstance(entry, Answered):
                    name = url_digest(story_url(fetch_of(entry)))
                await shards.deliver(grant.shard, grant.token, encode_entry(entry), name, None)
        await service.close()

    def settle(self, dump: str, state: Path) -> None:
        asyncio.run(self._settle(self.order(dump, state)))

    async def _settle(self, order: SettleOrder) -> None:
        service = Service(ClusterAddress.of(self.url), open_sink(order.dump).url)
        await Settler(order, service, asyncio.Event()).work()
        await service.close()

    async def found(self, dump: str) -> Round:
        """Return the round as it is."""
        service = Service(ClusterAddress.of(self.url), open_sink(dump).url)
        found, _ = await service.round()
        await service.close()
        assert found is not None
        return found

    def state(self, dump: str) -> Round:
        return self.join(dump).round


def expected(tmp_path: Path, round_: OneShard) -> list[tuple[str, int, str]]:
    """What a settler that nobody kills publishes."""
    dump = str(tmp_path / "calm")
    round_.deliver(dump, ALL)
    round_.settle(dump, tmp_path / "calm-state")
    assert round_.state(dump).state is RoundState.PUBLISHED
    return revisions(dump)


@pytest.mark.slow
def test_a_settler_killed_at_any_step_gives_one_version(
    tmp_path: Path, valkey: ValkeyServer
) -> None:
    round_ = OneShard(valkey, tmp_path)
    right = expected(tmp_path, round_)
    assert len(right) == 12
    for step in itertools.count(1, 5):
        dump, state = str(tmp_path / f"dump-{step}"), tmp_path / f"state-{step}"
        round_.deliver(dump, ALL)
        if not kill_at(step, dump, state, round_.settle):
            break
        is_there = open_sink(dump).get("index.json") is not None
        assert not is_there or verify(dump).problems == ()

        was_over = round_.state(dump).state is RoundState.PUBLISHED  # the next round tidies up
        heir = state if step % 2 else tmp_path / f"other-{step}"
        round_.settle(dump, heir)

        assert revisions(dump) == right, step
        assert verify(dump).problems == ()
        pointer = read_pointer(open_sink(dump))
        (named,) = pointer.named()
        manifest = read_manifest(open_sink(dump), named)
        assert manifest.counts == Counts(
            discovered=16, skipped=2, fetched=13, failed=1, published=12, quarantined=1
        ), step
        assert sum(file.captures for file in manifest.raw) == 2, step
        (place,) = {row["raw"]["archive"] for row in rows(dump)} - {None}
        assert place.partition("#")[0] in manifest.raw[0].key
        assert was_over or [*open_sink(dump).list("rounds/")] == [], step
    assert step > 30


def problems_of(tmp_path: Path, valkey: ValkeyServer, entries: Sequence[Entry]) -> str | None:
    """Return the reason of the verdict on a round with these entries."""
    round_, dump = OneShard(valkey, tmp_path), str(tmp_path / "dump")
    round_.deliver(dump, entries)
    round_.settle(dump, tmp_path / "state")
    (named,) = read_pointer(open_sink(dump)).named()
    return read_manifest(open_sink(dump), named).reason


@pytest.mark.parametrize(
    ("entries", "reason"),
    [
        (
            (*STORIES[:2], end(3, 5)),
            "0 stories neither skipped nor delivered, 1 delivered",
        ),
        ((*STORIES[:2], end(2, 7)), "3 stories neither skipped nor delivered, 0 delivered"),
    ],
    ids=["lost by the service", "lost by the worker"],
)
def test_lost_stories_fail_the_round(
    tmp_path: Path, valkey: ValkeyServer, entries: Sequence[Entry], reason: str
) -> None:
    found = problems_of(tmp_path, valkey, entries)

    assert found
    assert reason in found


def test_stories_of_an_earlier_worker_count_once(tmp_path: Path, valkey: ValkeyServer) -> None:
    """The last worker has discovered one of the two that were delivered before it came."""
    figures = SourceFigures(discovered=3, delivered=2, found_delivered=1)
    last = ShardEnd("wire", "two", {"wire": figures})

    assert problems_of(tmp_path, valkey, (*STORIES[:4], STORIES[0], last)) is None


def test_a_settler_that_slept_cannot_append(tmp_path: Path) -> None:
    sink = open_sink(str(tmp_path))
    slept, heir = Journal(sink, "r1"), Journal(sink, "r1")
    slept.append([("1-1", b"a")])
    assert [*heir.read()] == [[("1-1", b"a")]]
    heir.append([("1-2", b"b")])

    with pytest.raises(OvertakenError):
        slept.append([("1-3", b"c")])

    assert (heir.last, [*Journal(sink, "r1").read()]) == (
        "1-2",
        [[("1-1", b"a")], [("1-2", b"b")]],
    )
    delete_rounds(sink, besides="r1")
    assert [*Journal(sink, "r1").read()]
    delete_rounds(sink)
    assert not [*Journal(sink, "r1").read()]


def test_a_round_that_nobody_can_settle_is_given_up(tmp_path: Path, valkey: ValkeyServer) -> None:
    """After as many settlers have tried; the next start goes on with it."""
    shard, dump, state = OneShard(valkey, tmp_path), str(tmp_path / "dump"), tmp_path / "file"
    shard.deliver(dump, [*STORIES, end()])
    state.write_text("not a folder")
    order = shard.order(dump, state)

    asyncio.run(shard._settle(order))

    found = asyncio.run(shard.found(dump))
    assert (found.state, found.failures) == (RoundState.FAILED, 3)
    assert "file" in (found.reason or "")
    assert shard.state(dump).state is RoundState.OPEN, "reopened by a start"
    shard.settle(dump, tmp_path / "state")
    assert shard.state(dump).state is RoundState.PUBLISHED
    assert len(revisions(dump)) == 11


def test_machines_with_dumps_of_their_own_are_refused(tmp_path: Path, valkey: ValkeyServer) -> None:
    """A local folder has the same name on every machine, and is another one."""
    shard, dump = OneShard(valkey, tmp_path), tmp_path / "dump"
    shard.join(str(dump))
    dump.rename(tmp_path / "elsewhere")

    with pytest.raises(UsageFault, match="is not the dump of round"):
        shard.join(str(dump))
