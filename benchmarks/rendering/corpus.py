"""Write a corpus of invented pages with the records that they must give.

python -m benchmarks.rendering.corpus OUT --count 1500 --seed 1
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator
from pathlib import Path

from benchmarks.rendering import families, nothing
from benchmarks.rendering.render import Rendered, render
from benchmarks.rendering.skins import SKINS

NO_STORY_WEIGHT = 0.6
DIGEST_WEIGHT = 4


def pages(count: int, seed: int) -> Iterator[Rendered]:
    """Pages of all families in all skins, no address twice."""
    rng = random.Random(seed)  # noqa: S311
    weights: dict[str, float] = {name: each.weight for name, each in families.FAMILIES.items()}
    weights[families.DIGEST] = DIGEST_WEIGHT
    weights |= dict.fromkeys(nothing.PAGES, NO_STORY_WEIGHT)
    names, chances = list(weights), list(weights.values())
    skins = list(SKINS)
    seen: set[str] = set()
    made = tries = 0
    while made < count:
        tries += 1
        family = names[made] if made < len(names) else rng.choices(names, chances)[0]
        page = render(family, rng.choice(skins), f"{seed}/{tries}")
        key = page.url.split("://", 1)[1]
        if key in seen:
            continue
        seen.add(key)
        made += 1
        yield page


def write(folder: Path, count: int, seed: int) -> int:
    """Write the pages, their list and their records; gives the number of records."""
    (folder / "pages").mkdir(parents=True, exist_ok=True)
    for old in (folder / "pages").glob("*.html"):
        old.unlink()
    total = 0
    with (
        (folder / "pages.jsonl").open("w", encoding="utf-8") as listing,
        (folder / "expected.jsonl").open("w", encoding="utf-8") as expected,
        (folder / "damages.jsonl").open("w", encoding="utf-8") as damages,
    ):
        for number, page in enumerate(pages(count, seed)):
            path = f"pages/{number:04d}.html"
            (folder / path).write_bytes(page.data)
            line = {"path": path, "url": page.url, "fetched_at": page.fetched}
            listing.write(json.dumps(line, ensure_ascii=False) + "\n")
            done = {"path": path, "layout": page.layout, "damages": page.damages}
            damages.write(json.dumps(done) + "\n")
            for record in page.records:
                expected.write(json.dumps({**record, "path": path}, ensure_ascii=False) + "\n")
                total += 1
    return total


def main(argv: list[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args(argv)
    print(f"{write(args.out, args.count, args.seed)} records")


if __name__ == "__main__":
    main()
