"""The chaos run: rounds of revised stories, each crawled through kills until a crawl completes."""

import os
import random
import signal
import subprocess
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from crawler.sinks import open_sink
from crawler.tools.verify import verify
from tests.chaos.blows import Killer, weather
from tests.chaos.commands import PENDING, Commands
from tests.chaos.disk import filled
from tests.chaos.phases import phase
from tests.chaos.reader import Reader
from tests.chaos.store import Bucket, Store
from tests.chaos.stories import Stories
from tests.chaos.tally import Tally
from tests.support.forked import python
from tests.support.proxy import Proxy, calm

FULL = 0.08
"""Share of crawls that find a full disk."""
ROOM = 200_000
"""Bytes that a full disk has left, at most."""
BACK = (-86_400.0, -3_600.0, -1.0, 0.0, 3_600.0)
"""Seconds by which the clock may be off; it jumps from crawl to crawl."""
ALL = 0.3
"""Share of crawls that read all pages; the others ask only for those that are new or changed."""
PATIENCE = 300
"""Seconds for one crawl."""
Say = Callable[[str], None]


@dataclass
class Chaos:
    """One dump, one archive, and crawls that mostly end badly."""

    folder: Path
    stories: Stories
    store: Store
    rng: random.Random
    proxy: Proxy | None = None
    mounted: bool = False
    """Whether the state folder has a small disk to itself."""
    verbs: tuple[str, ...] = ()
    """Commands that are killed between the crawls."""
    tally: Tally = field(default_factory=Tally)
    _clock: float = 0.0
    _code: int = 0
    """The last crawl's."""

    def __post_init__(self) -> None:
        state, dump = self.folder / "state", self.folder / "dump"
        self.commands = Commands(self.stories, self.rng, state, dump, self.verbs)
        self.reader = Reader(self.store, self.stories, self.commands.erased)
        self.stories.write_source(self.folder)
        self._log = (self.folder / "crawl.log").open("w")

    @property
    def killed(self) -> int:
        return self.tally.kills.total()

    def rounds(self, kills: int, days: int, say: Say = lambda _: None) -> None:
        """Crawl, revise, crawl, until so many kills were survived; then all of it, in peace."""
        start = 0
        while self.killed < kills and not self.tally.problems:
            window = range(start, min(start + days, self.stories.days))
            first, last = window[0], window[-1]
            self._revise(self._numbers(first, last))
            left = self.rng.randrange(6, 16)
            while left and self.killed < kills and self.strike(first, last):
                left -= 1
                self.command()
            if self._code:
                self.finish(first, last)
            start = (start + days) % self.stories.days
            say(f"{self.killed} kills, {self.tally.crawls} crawls, {self.reader.count} records")
        if not self.tally.problems:
            for verb in self.verbs:
                self._command(verb, in_peace=True)
            self.finish(0, self.stories.days - 1)

    def strike(self, first: int, last: int) -> int:
        """Run a crawl with a disturbance, and return its exit code."""
        if self.rng.random() < FULL:
            code = self._starve(first, last)
        else:
            # Of two answers, the later one is replayed: that must be the later take.
            clock = 0.0 if "replay" in self.verbs else self.rng.choice(BACK)
            crawl = self._begin(first, last, clock)
            if self.proxy:
                self.proxy.plan = weather(self.rng)
            self._aim(Killer(crawl, self.rng), last - first + 1)
            code = self._end(crawl)
        if code == -signal.SIGKILL:
            self.tally.kills[phase(self.folder / "state", self.store)] += 1
        else:
            self.tally.codes[code] += 1
        self._look(range(0) if code else self._numbers(first, last))
        return code

    def _starve(self, first: int, last: int) -> int:
        """A crawl on a full disk."""
        self.tally.full += 1
        left = self.rng.randrange(ROOM)
        if not self.mounted:
            return self._end(self._begin(first, last, full=left + 1))
        with filled(self.folder / "state", left):
            return self._end(self._begin(first, last))

    def command(self) -> None:
        """Run a command, mostly killed; then, perhaps, run it again in peace."""
        if not self.verbs or not self.reader.count:
            return
        verb = self.commands.choose(self.reader.seen)
        if self._command(verb) and self.rng.random() < 0.5:
            self._command(verb, in_peace=True)

    def _command(self, verb: str, *, in_peace: bool = False) -> bool:
        """Run a command; return whether it was killed."""
        if verb == "erase" and not self.commands.erased:
            return False
        environment = self._environment(0.0, 0)
        self.reader.is_expired |= verb == "expire"
        process = self.commands.start(verb, self._url, environment, self._log)
        if not in_peace:
            self.commands.aim(Killer(process, self.rng), self.proxy)
        code = self._wait(process)
        is_killed = code == -signal.SIGKILL
        if is_killed:
            self.tally.kills[verb] += 1
        elif code:
            self.tally.problems.append(f"{verb} ends with {code}")
        self._look(range(0), PENDING if is_killed or verb != "erase" else None)
        return is_killed

    def finish(self, first: int, last: int) -> None:
        """A crawl in peace: it mends what the others left, and ends well."""
        code = self._end(self._begin(first, last))
        if code:
            self.tally.problems.append(f"a crawl in peace ends with {code}")
        self._look(self._numbers(first, last))

    def _aim(self, killer: Killer, days: int) -> None:
        rng, spool = self.rng, self.folder / "state"
        pages = days * len(self.stories.of_day(0))
        steps = ["time", "page", "seal", "seal", "parts", "manifest", "swap"]
        match rng.choice(steps):
            case "time":
                killer.after(rng.uniform(0.3, 4))
            case "page":
                killer.on_page(self.stories.archive, rng.randrange(1, pages + days))
            case "seal":
                killer.on_file(spool, "*.jsonl.gz", rng.choice((0, 0, 0.001, 0.003)))
            case step:
                self._aim_at_upload(killer, step)

    def _aim_at_upload(self, killer: Killer, step: str) -> None:
        rng = self.rng
        if self.proxy:
            key = {"parts": "date%3D", "manifest": "manifest.json", "swap": "index.json"}[step]
            number = rng.randrange(1, 12) if step == "parts" else 1
            self.proxy.hook = killer.on_request(key, number, rng.choice(("before", "after")))
            return
        dump, delay = self.folder / "dump", rng.choice((0, 0, 0.001, 0.005))
        match step:
            case "parts":
                killer.on_file(dump, "*.jsonl.gz", delay)
            case "manifest":
                killer.on_file(dump, "manifest.json", delay)
            case _:
                killer.on_rewrite(dump / "index.json", delay)

    def _begin(
        self, first: int, last: int, clock: float = 0.0, full: int = 0
    ) -> "subprocess.Popen[str]":
        self.tally.crawls += 1
        self.tally.clocks += clock < self._clock
        self._clock = clock
        window = (f"since={self.stories.day(first)}", f"until={self.stories.day(last)}")
        everything = ("full=1",) if self.rng.random() < ALL else ()
        given = [part for each in ("source=ledger", *window, *everything) for part in ("-a", each)]
        return python(
            ["-m", "tests.chaos.launch", "crawl", "wire", *given],
            env=self._environment(clock, full),
            stdout=self._log,
            stderr=self._log,
        )

    def _environment(self, clock: float, full: int) -> dict[str, str]:
        environment = {k: v for k, v in os.environ.items() if not k.startswith("WIRE_")}
        return environment | {
            "WIRE_DUMP": self._url,
            "WIRE_STATE": str(self.folder / "state"),
            "WIRE_SOURCES": str(self.folder),
            "WIRE_RAW": "on" if "replay" in self.verbs else "off",
            "CHAOS_CLOCK": str(clock),
            "CHAOS_DISK": str(full),
        }

    def _end(self, crawl: "subprocess.Popen[str]") -> int:
        self._code = self._wait(crawl)
        return self._code

    def _wait(self, process: "subprocess.Popen[str]") -> int:
        code = process.wait(PATIENCE)
        if self.proxy:
            self.proxy.plan, self.proxy.hook = calm, lambda _asked, _when: None
            self.tally.faults = Counter(self.proxy.dealt)
        return code

    @property
    def _url(self) -> str:
        if self.proxy and isinstance(self.store, Bucket):
            return self.store.url.replace(self.store.server.endpoint, self.proxy.base)
        return self.store.url

    def _numbers(self, first: int, last: int) -> range:
        return range(self.stories.of_day(first)[0], self.stories.of_day(last)[-1] + 1)

    def _look(self, complete: range, pending: str | None = PENDING) -> None:
        """What a reader sees now, and what `verify` says; `pending` is what an erasure that was
        killed leaves to be done."""
        found = self.reader.problems(complete)
        if open_sink(self.store.url).get("index.json"):
            problems = verify(self.store.url).problems
            found += [each for each in problems if not pending or pending not in each]
        self.tally.problems += [f"after crawl {self.tally.crawls}: {each}" for each in found]

    def _revise(self, numbers: range) -> None:
        """New takes of some stories that a whole crawl has read."""
        for number in numbers:
            is_read = (number, self.stories.takes[number]) in self.reader.seen
            if is_read and number not in self.commands.erased and self.rng.random() < 0.3:
                self.stories.serve(number, self.stories.takes[number] + 1)
