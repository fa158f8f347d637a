"""The dump tools of this checkout beside those of an earlier commit, on dumps of as many records.

Each makes its own dump with its own benchmark, as records have more keys by now, and both run with
the same Python and libraries, in turn.
"""

import io
import subprocess
import sys
import tarfile
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.processes import Used, run_process

TOOLS = ("snapshot", "verify")
TARGET = 0.5
"""Share of the earlier CPU time and memory that a snapshot may take."""
_MAKE = """
import sys
from pathlib import Path
from benchmarks.dump import make
make(Path(sys.argv[1]), int(sys.argv[2]))
"""


def compare(commit: str, records: int, folder: Path, rounds: int) -> int:
    """Measure both, the least of some rounds; return the exit code: 0 if a snapshot takes no more
    than `TARGET` of the earlier time and memory."""
    with TemporaryDirectory(prefix="wirecrawl-", dir=folder) as place:
        before = Path(place) / "checkout"
        _check_out(commit, before)
        trees = {commit: before, "here": Path(__file__).parents[1]}
        dumps = {name: folder / f"dump-{records}-{name}" for name in trees}
        for name, tree in trees.items():
            if not (dumps[name] / "index.json").exists():
                run_process([sys.executable, "-c", _MAKE, str(dumps[name]), str(records)], tree)
        print(f"{records} records: {', '.join(f'{_size(dumps[name])} ({name})' for name in trees)}")
        print(f"{'':10}{'CPU s':>24}{'peak MB':>24}")
        shares = [_tool(tool, trees, dumps, Path(place), rounds) for tool in TOOLS]
    passed = max(shares[0]) <= TARGET
    print(f"{'PASS' if passed else 'SHORT'}: target of {TOOLS[0]} <= {TARGET} of {commit}")
    return 0 if passed else 1


def _tool(
    tool: str, trees: Mapping[str, Path], dumps: Mapping[str, Path], place: Path, rounds: int
) -> tuple[float, float]:
    """Run a tool in both checkouts, and return the shares of CPU time and memory."""
    used: dict[str, list[Used]] = {name: [] for name in trees}
    for number in range(rounds):
        for name, tree in trees.items():
            out = [str(place / f"{name}-{number}")] if tool == "snapshot" else []
            command = [sys.executable, "-m", "crawler", tool, str(dumps[name]), *out]
            used[name].append(run_process(command, tree))
    (old_cpu, cpu), (old_peak, peak) = (
        [min(each[at] for each in found) for found in used.values()] for at in (1, 2)
    )
    shares = (cpu / old_cpu, peak / old_peak)
    print(
        f"{tool:10}{old_cpu:8.1f} -> {cpu:5.1f} ({shares[0]:4.2f}){old_peak:8.0f} -> {peak:4.0f}"
        f" ({shares[1]:4.2f})",
        flush=True,
    )
    return shares


def _check_out(commit: str, tree: Path) -> None:
    root = Path(__file__).parents[1]
    command = ["git", "-C", str(root), "archive", commit]
    packed = subprocess.run(command, capture_output=True, check=False)  # noqa: S603
    if packed.returncode:
        raise SystemExit(f"benchmarks.dump: --beside {commit}: {packed.stderr.decode().strip()}")
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
        archive.extractall(tree, filter="data")


def _size(dump: Path) -> str:
    return f"{sum(file.stat().st_size for file in dump.rglob('*.gz')) / 1e6:.0f} MB packed"
