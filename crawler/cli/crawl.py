"""Run `scrapy crawl` from any folder, with the settings of this project.

`wirecrawl crawl wire -a source=…` is what `scrapy crawl wire -a source=…` is in the checkout.
In a folder of a Scrapy project (with a scrapy.cfg) the settings are those of that project.

Exit codes: as in docs/operating.md.
"""

import os
import sys
from argparse import REMAINDER, ArgumentParser, Namespace
from pathlib import Path

from crawler.cli.scrapy_settings import SETTINGS


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `crawl`."""
    parser.add_argument("spider", metavar="SPIDER", help="wire or replay")
    parser.add_argument("rest", metavar="…", nargs=REMAINDER, help="as for scrapy crawl")


def run(options: Namespace) -> int:
    """Become the Scrapy process: signals and the exit code are its own."""
    folder = Path.cwd()
    is_project = any((each / "scrapy.cfg").exists() for each in (folder, *folder.parents))
    # -P: modules in the present folder do not replace ours.
    command = [sys.executable, "-P", "-m", "scrapy", "crawl", options.spider, *options.rest]
    environment = os.environ if is_project else SETTINGS | os.environ
    os.execve(command[0], command, environment)  # noqa: S606
