"""Kill the real crawl many times, and report the result.

python -m tests.chaos --kills 200 --seed 1 [--dump s3|disk] [--stories 1200]
python -m tests.chaos --also erase expire compact replay

Exit code 0 when nothing was lost, repeated or invented, and every crawl in peace ended well.
"""

import argparse
import os
import random
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from tests.chaos.commands import VERBS
from tests.chaos.disk import small_disk
from tests.chaos.run import Chaos
from tests.chaos.store import Bucket, Disk
from tests.chaos.stories import Stories
from tests.support.archive import served
from tests.support.proxy import proxied
from tests.support.s3 import s3_server


def main() -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser("python -m tests.chaos", description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--stories", type=int, default=1200)
    parser.add_argument("--dump", choices=("s3", "disk"), default="s3")
    parser.add_argument("--also", nargs="+", choices=VERBS, default=(), metavar="VERB")
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="wire-chaos-")))
        archive = stack.enter_context(served())
        stories = Stories(archive, options.stories, options.seed)
        mounted = stack.enter_context(small_disk(folder / "state"))
        rng = random.Random(options.seed)  # noqa: S311
        if options.dump == "disk":
            (folder / "dump").mkdir()
            chaos = Chaos(
                folder,
                stories,
                Disk(folder / "dump"),
                rng,
                mounted=mounted,
                verbs=tuple(options.also),
            )
        else:
            server = stack.enter_context(s3_server(folder / "s3"))
            proxy = stack.enter_context(proxied(server.endpoint))
            store = Bucket(server, "chaos")
            os.environ.update(server.env)
            chaos = Chaos(folder, stories, store, rng, proxy, mounted, tuple(options.also))
        started = time.monotonic()
        chaos.rounds(options.kills, days=2, say=lambda line: print(line, flush=True))
        return report(chaos, time.monotonic() - started)


def report(chaos: Chaos, seconds: float) -> int:
    """Print what came of it; returns the exit code."""
    tally, reader = chaos.tally, chaos.reader
    phases = ", ".join(f"{name} {count}" for name, count in sorted(tally.kills.items()))
    codes = ", ".join(f"{code}: {count}" for code, count in sorted(tally.codes.items()))
    faults = ", ".join(f"{name} {count}" for name, count in sorted(tally.faults.items()))
    expected = sum(chaos.stories.takes.values())
    print(
        f"stories {chaos.stories.count}, revisions {expected}, records {reader.count}\n"
        f"crawls {tally.crawls} in {seconds / 60:.0f} min, on a full disk {tally.full}"
        f"{'' if chaos.mounted else ' (as far as a limit to file sizes goes)'},"
        f" with the clock behind {tally.clocks}\n"
        f"kills survived {tally.kills.total()}: {phases}\n"
        f"exit codes of the others: {codes}\n"
        f"faults of the store: {faults or 'none'}\n"
        f"lost {reader.lost}, repeated {reader.repeated}, invented {reader.invented}"
    )
    for problem in tally.problems:
        print(f"PROBLEM: {problem}", file=sys.stderr)
    return 1 if tally.problems else 0


if __name__ == "__main__":
    sys.exit(main())
