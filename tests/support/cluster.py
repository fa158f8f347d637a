"""Machines of a cluster: `scrapy crawl wire` in process groups of their own, and a reader."""

import gzip
import json
import os
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crawler.sinks import open_sink
from crawler.tools.verify import verify
from tests.support.crawl import HANGS
from tests.support.forked import python
from tests.support.processes import command
from tests.support.valkey import ValkeyServer


@dataclass
class Machine:
    """One `scrapy crawl wire` with its own state folder; its user agent is its name."""

    name: str
    process: "subprocess.Popen[str]"
    log: Path
    killed: bool = False

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the process and all its children."""
        os.killpg(self.process.pid, number)

    def kill(self) -> None:
        """Kill it as a loss of power does."""
        self.killed = True
        self.signal(signal.SIGKILL)

    def kill_settler(self) -> None:
        """Kill its settler process only."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        (settler,) = (int(pid) for pid in children if b"crawler.cluster" in command(int(pid)))
        os.kill(settler, signal.SIGKILL)

    @property
    def pid(self) -> int:
        return self.process.pid


@dataclass
class Cluster:
    """Machines that share a dump and a service."""

    folder: Path
    valkey: ValkeyServer
    terms: str = "lease=2"
    machines: list[Machine] = field(default_factory=list)

    @property
    def dump(self) -> Path:
        return self.folder / "dump"

    def start(self, *arguments: str, **settings: str) -> Machine:
        """Start a machine."""
        name = f"machine-{len(self.machines) + 1}"
        log = self.folder / f"{name}.log"
        given = [part for argument in arguments for part in ("-a", argument)]
        environment = {k: v for k, v in os.environ.items() if not k.startswith("WIRE_")}
        environment |= {
            "WIRE_DUMP": self.dump.as_uri(),
            "WIRE_SOURCES": str(self.folder),
            "WIRE_STATE": str(self.folder / name),
            "WIRE_READERS": "1",
            "WIRE_CLUSTER": f"{self.valkey.address}?{self.terms}",
        } | settings
        with log.open("w") as stderr:
            process = python(
                ["-m", "scrapy", "crawl", "wire", "-s", f"USER_AGENT={name}", *given],
                env=environment,
                stdout=subprocess.PIPE,
                stderr=stderr,
                start_new_session=True,
            )
        machine = Machine(name, process, log)
        self.machines.append(machine)
        return machine

    def settler(self) -> Machine:
        """Return the machine that settles, once there is one that is alive."""
        client = self.valkey.client()
        until = time.monotonic() + HANGS
        while time.monotonic() < until:
            for key in client.scan_iter("*:settling:names"):
                name = str(client.hget(key, "settler"))
                for machine in self.machines:
                    if name.endswith(f"-{machine.pid}'") and not machine.killed:
                        return machine
            time.sleep(0.05)
        raise TimeoutError("no machine settles")

    def end(self) -> list[tuple[int, str]]:
        """Wait for all machines that were not killed; return exit codes and outputs."""
        ended = []
        for machine in self.machines:
            out, _ = machine.process.communicate(timeout=HANGS)
            if not machine.killed:
                ended.append((machine.process.returncode, out))
        return ended

    def records(self) -> Counter[str]:
        """Return how often each story is in the dump."""
        return Counter(row["url"] for row in self.rows())

    def rows(self) -> list[dict[str, Any]]:
        """Return all records."""
        parts = (self.dump / "records").rglob("*.gz")
        return [json.loads(line) for part in parts for line in gzip.open(part)]

    def problems(self) -> list[str]:
        """Return what is wrong with the dump of one round, besides its records."""
        found = [*verify(self.dump.as_uri()).problems]
        runs = json.loads((self.dump / "index.json").read_text())["runs"]
        if len(runs) != 1:
            found.append(f"not one version but {len(runs)}")
        return found + [f"left over: {key}" for key in open_sink(str(self.dump)).list("rounds/")]

    def stop_all(self) -> None:
        """Kill what is left."""
        for machine in self.machines:
            if machine.process.poll() is None:
                machine.signal(signal.SIGKILL)
                machine.process.wait()


@contextmanager
def cluster(folder: Path, valkey: ValkeyServer, terms: str = "lease=2") -> Iterator[Cluster]:
    """Provide a cluster whose processes are gone afterwards."""
    each = Cluster(folder, valkey, terms)
    try:
        yield each
    finally:
        each.stop_all()


@contextmanager
def polling(dump: str) -> Iterator[list[str]]:
    """Verify a dump again and again, as a reader would; provide what is wrong with it."""
    found: list[str] = []
    over = threading.Event()

    def look() -> None:
        while not over.wait(0.5):
            if open_sink(dump).get("index.json"):
                found.extend(verify(dump).problems)

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield found
    finally:
        over.set()
        thread.join()
