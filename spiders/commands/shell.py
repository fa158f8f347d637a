"""`scrapy shell` with an extra function `read()`, which returns the response's records."""

from typing import Any

from scrapy.commands.shell import Command as ShellCommand


class Command(ShellCommand):
    """Scrapy's command with `read` among the shell's variables."""

    def update_vars(self, vars: dict[str, Any]) -> None:  # noqa: A002  # Scrapy's name
        """Add `read`, which works on the current response."""

        def read() -> list[dict[str, Any]]:
            """Return the records of `response`. Raises Fault if the page cannot be read."""
            import msgspec  # Scrapy imports this module for each command

            from crawler.contract import encode
            from crawler.reading.page import read_page
            from spiders.answers import page_of
            from spiders.one_page import link_of

            response = vars["response"]
            link = link_of(response.url, [], {})
            page = page_of(link, response.url, False, response)
            return [msgspec.json.decode(encode(each)) for each in read_page(page).records]

        vars["read"] = read
