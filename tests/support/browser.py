"""A real browser without a window, for tests of HTML pages."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)
GRAVE = ("serious", "critical")
"""Impacts of findings of the accessibility checker that fail a test."""

VIOLATIONS = {"resultTypes": ["violations"]}
"""Options of the checker: it describes no element that is right, of which a page has thousands."""


@contextmanager
def browser() -> Iterator[Browser]:
    """Run Chromium. Skips the test where there is none and it cannot be installed."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        why = "no chromium on the PATH (./bootstrap test installs it as root where there is apt)"
        pytest.skip(why)
    with sync_playwright() as player:
        running = player.chromium.launch(executable_path=path, args=[*FLAGS])
        yield running
        running.close()


class Visit:
    """A page of a file that is open in a browser. What it complains of is in `errors`."""

    def __init__(self, browser: Browser, file: Path, **options: Any) -> None:
        """`options` are those of a browser context: `color_scheme`, `viewport`, …"""
        self.errors: list[str] = []
        self.requests: list[str] = []
        self._context = browser.new_context(**options)
        self.page: Page = self._context.new_page()
        self.page.on("console", lambda message: self.errors.append(message.text))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("dialog", lambda dialog: self.errors.append(f"dialog: {dialog.message}"))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(file.as_uri())

    def findings(self) -> list[str]:
        """Return the grave findings of the accessibility checker."""
        found = Axe().run(self.page, options=VIOLATIONS).response["violations"]
        return [
            f"{each['id']}: {node['html'][:200]}"
            for each in found
            if each["impact"] in GRAVE
            for node in each["nodes"][:3]
        ]

    def is_wider_than_screen(self) -> bool:
        """Return whether the page as a whole scrolls sideways."""
        script = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        return bool(self.page.evaluate(script))

    def close(self) -> None:
        self._context.close()
