"""Disturbances of a crawl: kills at chosen steps, and faults of the store."""

import random
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.support.archive import Archive
from tests.support.proxy import Asked, Plan, always, calm, mixed

Fire = Callable[[], None]
"""Kills the crawl; may be called more than once."""


@dataclass(frozen=True)
class Killer:
    """Watches one crawl and kills it at a step, or not at all where it does not come so far."""

    crawl: "subprocess.Popen[str]"
    rng: random.Random

    def fire(self) -> None:
        if self.crawl.poll() is None:
            self.crawl.send_signal(signal.SIGKILL)

    def after(self, seconds: float) -> None:
        """At any moment."""
        threading.Timer(seconds, self.fire).start()

    def on_page(self, archive: Archive, pages: int) -> None:
        """When the archive has answered so many more requests."""
        start = archive.asked.total()
        self._when(lambda: archive.asked.total() - start >= pages)

    def on_file(self, folder: Path, pattern: str, delay: float = 0) -> None:
        """Kill as soon as a new file is below a folder."""
        there = set(folder.rglob(pattern))
        self._when(lambda: any(path not in there for path in folder.rglob(pattern)), delay)

    def on_rewrite(self, file: Path, delay: float = 0) -> None:
        """As soon as a file is another."""
        was = _moment(file)
        self._when(lambda: _moment(file) != was, delay)

    def on_request(self, part: str, number: int, when: str) -> Callable[[Asked, str], None]:
        """A hook for the proxy: at the n-th write of an object whose key holds a text."""
        left = [number]

        def hook(asked: Asked, moment: str) -> None:
            if asked.method == "PUT" and part in asked.path and moment == when:
                left[0] -= 1
                if left[0] == 0:
                    self.fire()

        return hook

    def _when(self, due: Callable[[], bool], delay: float = 0) -> None:
        def watch() -> None:
            while self.crawl.poll() is None:
                if due():
                    time.sleep(delay)
                    self.fire()
                    return
                time.sleep(0.001)  # without a pause, watching would take a core

        threading.Thread(target=watch, daemon=True).start()


def _moment(file: Path) -> int:
    return file.stat().st_mtime_ns if file.exists() else 0


def down_from(request: int) -> Plan:
    """The store goes away at the n-th request and stays away."""
    gone = always("reset before", "GET", "HEAD", "PUT", "POST", "DELETE")
    seen = [0]

    def plan(asked: Asked) -> str | None:
        seen[0] += 1
        return gone(asked) if seen[0] >= request else None

    return plan


def weather(rng: random.Random) -> Plan:
    """How the store is during a crawl: mostly well."""
    match rng.choices(("calm", "faults", "down"), (12, 2, 1))[0]:
        case "faults":
            return mixed(rng.getrandbits(32), 0.15)
        case "down":
            return down_from(rng.randrange(1, 30))
        case _:
            return calm
