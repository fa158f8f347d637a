"""Compare our main text with that of other tools, by accuracy and CPU time.

Prints a table, and writes it with a plot into a folder if one is given. Exit code 0 on success, 2
if nothing can be measured.
"""

import argparse
import logging
import platform
import sys
import warnings
from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path

from benchmarks.extraction.causes import causes
from benchmarks.extraction.measure import measure
from benchmarks.extraction.pages import Truth, truths
from benchmarks.extraction.peers import OURS, TOOLS, Tool
from benchmarks.extraction.report import Answers, causes_table, losses, plot, rows, table


def main(argv: list[str] | None = None) -> int:
    """Run the command line, and return the exit code."""
    options = _options(argv)
    tools = [tool for tool in options.tools if _is_there(tool)]
    try:
        sets = dict(_set(folder, options.limit) for folder in options.folders)
    except UnreadableError as error:
        print(f"benchmarks.extraction: {error}", file=sys.stderr)
        return 2
    pages = [page for each in sets.values() for page in each]
    if problem := _problem(options, pages, tools):
        print(f"benchmarks.extraction: {problem}", file=sys.stderr)
        return 2
    answers = measure(pages, tools)
    compared = rows(_by_set(sets, answers))
    parts = [table(compared), f"{len(pages)} pages; {_versions(tools)}"]
    if options.causes:
        parts += [causes_table(name, *causes(each)) for name, each in sets.items()]
    if options.worst:
        parts.append(losses(pages, answers, options.worst))
    text = "\n\n".join(parts)
    print(text)
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "table.md").write_text(f"{text}\n", encoding="utf-8")
    try:
        plot(compared, options.out / "plot.png")
    except ImportError:
        print("benchmarks.extraction: no plot: matplotlib is not installed", file=sys.stderr)
    return 0


class UnreadableError(Exception):
    """A folder of pages cannot be read; the message names it and the cause."""


def _set(folder: Path, limit: int | None) -> tuple[str, list[Truth]]:
    """Return the name of a folder and its pages."""
    try:
        return folder.resolve().name, list(islice(truths(folder), limit))
    except (OSError, ValueError, KeyError) as error:
        raise UnreadableError(f"{folder}: {type(error).__name__}: {error}") from None


def _by_set(sets: Mapping[str, Sequence[Truth]], answers: Answers) -> dict[str, Answers]:
    """Split the answers, given in the order of all pages, by the folder of the page."""
    found: dict[str, Answers] = {}
    start = 0
    for name, pages in sets.items():
        end = start + len(pages)
        found[name] = {tool: given[start:end] for tool, given in answers.items()}
        start = end
    return found


def _options(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m benchmarks.extraction", description=__doc__)
    parser.add_argument(
        "folders",
        type=Path,
        nargs="+",
        metavar="FOLDER",
        help="html/ID.html[.gz] and ground-truth.jsonl; several make one table",
    )
    parser.add_argument(
        "--tools",
        type=_named,
        default=TOOLS,
        metavar="A,B",
        help=f"default: {','.join(tool.name for tool in TOOLS)}",
    )
    parser.add_argument("--limit", type=int, metavar="N", help="only the first N pages of each")
    parser.add_argument(
        "--causes",
        action="store_true",
        help="show what ours has too much and too little, by the kind of block",
    )
    parser.add_argument(
        "--worst",
        type=int,
        default=0,
        metavar="K",
        help="show K pages on which ours loses most against the best peer",
    )
    parser.add_argument(
        "--out", type=Path, default="comparison", metavar="DIR", help="default comparison/"
    )
    return parser.parse_args(argv)


def _named(names: str) -> tuple[Tool, ...]:
    """Return the tools named in a comma-separated list."""
    known = {tool.name: tool for tool in TOOLS}
    try:
        return tuple(known[name] for name in dict.fromkeys(names.split(",")))
    except KeyError as unknown:
        raise argparse.ArgumentTypeError(
            f"no tool {unknown}; there are {', '.join(known)}"
        ) from None


def _is_there(tool: Tool) -> bool:
    """Return whether a tool is installed, and report one that is not."""
    if tool.missing:
        print(f"benchmarks.extraction: without {tool.name}: not installed", file=sys.stderr)
    return not tool.missing


def _problem(
    options: argparse.Namespace, pages: Sequence[Truth], tools: Sequence[Tool]
) -> str | None:
    if not pages or not tools:
        return "nothing to measure"
    if options.worst and (len(tools) < 2 or OURS not in {tool.name for tool in tools}):
        return f"--worst wants {OURS} and another tool"
    return None


def _versions(tools: Sequence[Tool]) -> str:
    packages = {f"{tool.package} {tool.version}" for tool in tools if tool.package}
    return ", ".join([f"Python {platform.python_version()}", *sorted(packages)])


if __name__ == "__main__":
    logging.disable()  # the peers' messages about pages would break up the table
    warnings.simplefilter("ignore")
    sys.exit(main())
