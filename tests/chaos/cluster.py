"""A crawl by several machines: some are killed, one is frozen, the service is restarted.

python -m tests.chaos.cluster [--workers 4] [--stories 5000] [--hosts 40] [--kills 2] [--delay 0.2]

Exit code 0 when nothing was lost, repeated or invented, each host was requested by one machine at a
time with its pause in between, and a polling reader always saw a dump that is whole.
"""

import argparse
import signal
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from tests.support.cluster import Cluster, cluster, polling
from tests.support.many_hosts import ManyHosts, many_hosts
from tests.support.valkey import ValkeyServer, valkey_server


def main() -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser("python -m tests.chaos.cluster", description=__doc__)
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--stories", type=int, default=5000)
    parser.add_argument("--hosts", type=int, default=40)
    parser.add_argument("--kills", type=int, default=2)
    parser.add_argument("--delay", type=float, default=0.2, help="seconds between two requests")
    parser.add_argument("--lease", type=float, default=5.0, help="seconds")
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="wire-cluster-")))
        valkey = stack.enter_context(valkey_server(folder / "valkey"))
        site = stack.enter_context(many_hosts(options.hosts, options.stories // options.hosts))
        machines = stack.enter_context(cluster(folder, valkey, f"lease={options.lease:g}"))
        seen = stack.enter_context(polling(machines.dump.as_uri()))
        site.write_sources(folder, options.delay, concurrency=1)
        began = time.monotonic()
        for _ in range(options.workers):
            machines.start()
        strike(machines, site, valkey, options.kills)
        ended = machines.end()
        took = time.monotonic() - began
        found = problems(machines, site, ended, options.delay) + seen
    print(f"{len(site.urls)} stories of {options.hosts} hosts in {took:.0f} s", flush=True)
    print(
        f"takeovers of a host: {len(site.takeovers())}, stories requested more than once:", end=" "
    )
    print(len(site.repeated()))
    print(*found, sep="\n")
    return bool(found)


def strike(machines: Cluster, site: ManyHosts, valkey: ValkeyServer, kills: int) -> None:
    """Kill machines that settle, restart the service, freeze the machine that settles then."""
    steps = kills + 3
    total = len(site.urls)
    for number in range(kills):
        site.wait_for(total * (number + 1) // steps)
        print(f"killing {machines.settler().name} after {site.asked()} requests", flush=True)
        machines.settler().kill()
    site.wait_for(total * (kills + 1) // steps)
    print(f"restarting the service after {site.asked()} requests", flush=True)
    valkey.kill()
    time.sleep(1)
    valkey.start()
    site.wait_for(total * (kills + 2) // steps)
    frozen = machines.settler()
    print(f"freezing {frozen.name} after {site.asked()} requests", flush=True)
    frozen.signal(signal.SIGSTOP)
    site.wait_until(lambda: not site.held_by(frozen.name))
    print(f"waking {frozen.name} after {site.asked()} requests", flush=True)
    frozen.signal(signal.SIGCONT)


def problems(
    machines: Cluster, site: ManyHosts, ended: list[tuple[int, str]], delay: float
) -> list[str]:
    """Return what is wrong with the result."""
    found = [f"exit code {code}: {out.strip()}" for code, out in ended if code]
    if len({out for _, out in ended}) != 1:
        found.append(f"machines differ: {[out for _, out in ended]}")
    times = machines.records()
    found += [f"lost: {url}" for url in sorted(site.urls - times.keys())]
    found += [f"invented: {url}" for url in sorted(times.keys() - site.urls)]
    found += [f"repeated: {url}" for url, number in sorted(times.items()) if number > 1]
    found += machines.problems()
    found += [f"taken over after {each:.3f} s" for each in site.takeovers() if each < delay]
    found += [f"requests {each:.3f} s apart" for each in site.spaces() if each < delay / 4]
    return found


if __name__ == "__main__":
    sys.exit(main())
