"""Commands that change the dump between crawls, and die at some step: erase, expire, compact,
replay."""

import random
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from tests.chaos.blows import Killer
from tests.chaos.stories import Stories
from tests.support.forked import python
from tests.support.proxy import Proxy

VERBS = ("erase", "expire", "compact", "replay")
PENDING = "repeat the erasure"
"""What `verify` reports until an erasure that was killed is repeated."""


@dataclass
class Commands:
    """The commands of one chaos run."""

    stories: Stories
    rng: random.Random
    state: Path
    dump: Path
    """The dump's folder, if it is on disk."""
    verbs: tuple[str, ...] = ()
    erased: set[int] = field(default_factory=set)
    """Stories of which an erasure was begun."""

    def arguments(self, verb: str, url: str) -> list[str]:
        """Return the arguments of a command for a dump."""
        if verb == "replay":
            return ["-m", "tests.chaos.launch", "crawl", "replay", "-a", f"dump={url}"]
        options = {
            "expire": ["--records", "0", "--removed", "0", "--grace", "0"],
            "compact": ["--oldest=-1", "--grace", "0"],
            "erase": ["--reason", "chaos", *self._pages()],
        }
        return ["-m", "crawler", verb, url, *options[verb], "--state", str(self.state)]

    def choose(self, seen: set[tuple[int, int]]) -> str:
        """Return the next command; an erasure is one of another story."""
        verb = self.rng.choice(self.verbs)
        if verb == "erase" and len(self.erased) < self.stories.count // 10:
            fresh = sorted({number for number, _ in seen} - self.erased)
            self.erased.update(fresh and [self.rng.choice(fresh)])
        return verb if verb != "erase" or self.erased else "expire"

    def start(
        self, verb: str, url: str, environment: dict[str, str], log: IO[str]
    ) -> "subprocess.Popen[str]":
        return python(self.arguments(verb, url), env=environment, stdout=log, stderr=log)

    def aim(self, killer: Killer, proxy: Proxy | None) -> None:
        """Choose the step at which a command dies."""
        rng = self.rng
        step = rng.choice(("time", "parts", "manifest", "swap", "swap"))
        if step == "time":
            killer.after(rng.uniform(0.3, 3))
        elif proxy:
            key = {"parts": "date%3D", "manifest": "/manifest-", "swap": "index.json"}[step]
            proxy.hook = killer.on_request(key, 1, rng.choice(("before", "after")))
        elif step == "swap":
            killer.on_rewrite(self.dump / "index.json", rng.choice((0, 0, 0.001, 0.005)))
        else:
            pattern = {"parts": "*.jsonl.gz", "manifest": "manifest*.json"}[step]
            killer.on_file(self.dump, pattern, rng.choice((0, 0.001)))

    def _pages(self) -> list[str]:
        base = self.stories.archive.base
        return [f"{base}{self.stories.path(number)}" for number in sorted(self.erased)]
