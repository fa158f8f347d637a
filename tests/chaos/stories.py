"""An archive of invented stories on loopback that get revised, and what must come of them."""

import random
import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from benchmarks.rendering.stories import Teller
from tests.support.archive import Archive

SOURCE = """
name = "Harbor Ledger"
base = "{base}"
story = ['^/archive/\\d{{4}}-\\d\\d-\\d\\d/[^/]+/$']
[start]
sitemap = ["/archive/{{yyyy}}-{{mm}}-{{dd}}/map.xml"]
"""
PAGE = """<html><head><title>{headline}</title></head><body>
<p>Find a Security Clearance Job!</p><h1>{headline}</h1><p>IRNA - Islamic Republic News Agency</p>
{body}<p>Join the mailing list</p></body></html>
"""
FIRST = date(2019, 10, 1)
FIRST_TAKE = datetime(2019, 12, 1)  # the zone is printed behind it
PER_DAY = 50
MARK = re.compile(r"reading (\d+) of dispatch (\d+)\b")


@dataclass
class Stories:
    """Stories by number; each is at its n-th take, and every take was once read by a whole run."""

    archive: Archive
    count: int
    seed: int
    takes: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for number in range(self.count):
            self.serve(number, 1)
        for day in range(self.days):
            self.archive.page(self.broken(day), b"%PDF-1.4 " + bytes(64), "application/pdf")

    @property
    def days(self) -> int:
        return -(-self.count // PER_DAY)

    def day(self, day: int) -> str:
        return (FIRST + timedelta(days=day)).isoformat()

    def of_day(self, day: int) -> range:
        """The numbers of a day's stories."""
        return range(day * PER_DAY, min(self.count, (day + 1) * PER_DAY))

    def path(self, number: int) -> str:
        return f"/archive/{self.day(number // PER_DAY)}/dispatch-{number:05d}/"

    def broken(self, day: int) -> str:
        """A page of each day that is to be put aside."""
        return f"/archive/{self.day(day)}/broken/"

    def serve(self, number: int, take: int) -> None:
        """Serve a story in one of its takes."""
        self.takes[number] = take
        first, *rest = self.paragraphs(number, take)
        page = PAGE.format(
            headline=self.headline(number),
            body="".join(
                f"<p>{text}</p>\n" for text in [f"{self.dateline(number)} {first}", *rest]
            ),
        )
        self.archive.page(self.path(number), page)
        self._list(number // PER_DAY)

    def _list(self, day: int) -> None:
        """The stories of a day, each as changed in the second of its take."""
        urls = [f"<url><loc>{self.broken(day)}</loc></url>"]
        for number in self.of_day(day):
            moment = FIRST_TAKE + timedelta(seconds=self.takes.get(number, 1))
            urls.append(
                f"<url><loc>{self.path(number)}</loc><lastmod>{moment.isoformat()}Z</lastmod></url>"
            )
        listing = f"<urlset>{''.join(urls)}</urlset>"
        self.archive.page(f"/archive/{self.day(day)}/map.xml", listing, "application/xml")

    def headline(self, number: int) -> str:
        teller = Teller(random.Random(f"{self.seed}/{number}"))  # noqa: S311
        return f"{teller.place()} hears of {teller.person().full} in matter {number}"

    def dateline(self, number: int) -> str:
        place = Teller(random.Random(f"{self.seed}/{number}")).place()  # noqa: S311
        day = FIRST + timedelta(days=number // PER_DAY)
        return f"{place}, {day:%b} {day.day}, IRNA --"

    def paragraphs(self, number: int, take: int) -> list[str]:
        """The text of a take: of the take before, one paragraph is another."""
        teller = Teller(random.Random(f"{self.seed}/{number}"))  # noqa: S311
        new = Teller(random.Random(f"{self.seed}/{number}/{take}"))  # noqa: S311
        mark = f"Clerks in {new.place()} heard reading {take} of dispatch {number} that evening."
        return [
            teller.paragraph(2),
            teller.paragraph(3),
            f"{new.paragraph(2)} {mark}",
            teller.paragraph(2),
        ]

    def write_source(self, folder: Path) -> None:
        (folder / "ledger.toml").write_text(SOURCE.format(base=self.archive.base))
