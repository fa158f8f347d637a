"""`scrapy check`: validate settings, sources, rules and agencies, without the network."""

import argparse
import sys
from typing import Any, ClassVar

from scrapy.commands import ScrapyCommand


class Command(ScrapyCommand):
    """Replaces Scrapy's command, which runs contracts in docstrings.

    Rules, families and sources carry their own examples, which are checked on loading.
    """

    requires_project = True
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def short_desc(self) -> str:
        """Return the one-line description for `--help`."""
        return "Check settings, sources, rules and agencies, without a crawl"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002
        """Print one line; set exit code 2, as a crawl does, if a file or setting is invalid."""
        # Scrapy imports this module for each command.
        from crawler.addresses.forms import load_grammars
        from crawler.agencies import load_families
        from crawler.base.faults import UsageFault, printable
        from crawler.reading.rules import load_rules
        from crawler.run.alarms.leaks import load_leaks
        from crawler.run.settings import read_settings
        from crawler.sources import load_sources

        try:
            settings = read_settings(self.settings or {})
            sources = load_sources(settings.sources)
            rules, families = load_rules(), load_families()
            load_grammars()
            load_leaks()
        except UsageFault as fault:
            print(printable(f"scrapy check: {fault}"), file=sys.stderr)
            self.exitcode = 2
            return
        agencies = sum(len(family.agency) for family in families)
        counts = f"{len(rules.boxes) + len(rules.adverts)} boxes and adverts, {agencies} agencies"
        named = ", ".join(f"{name}{'' if sources[name].enabled else ' (off)'}" for name in sources)
        print(f"ok: sources {named}; {counts}")
