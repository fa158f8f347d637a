"""An invented newspaper whose pages repeat banners, adverts and a background sentence."""

import random
from dataclasses import dataclass

from benchmarks.rendering.stories import Teller

BANNER = "Get the Harbor Daily in your post box"
ADVERTS = (
    "Harbor charts of the world, now {n} sheets in all",
    "Veterans: {n} employers are hiring in Kelm this week",
    "Lamp oil by the barrel from Orr and Daughters of Kelm",
    "Learn to sail in nine days at the Tarn school",
)
CLOSING = "The Harbor Daily is printed in Kelm by the Guild of Pilots and read in nine ports."
BACKGROUND = "The war on the Sill River has claimed more than 60,000 lives since 1983."


@dataclass(frozen=True)
class Repeating:
    """A story of the newspaper, and its page."""

    path: str
    headline: str
    body: tuple[str, ...]
    html: str


def newspaper(
    count: int, seed: int = 1, way: str = "p", first: int = 0, adverts: tuple[str, ...] = ADVERTS
) -> list[Repeating]:
    """Return stories from number `first`; every third has the background sentence.
    Their pages set boilerplate like the text (`p`), or in boxes, as whole sentences (`box`).
    """
    return [_story(number, seed, way, adverts) for number in range(first, first + count)]


def _story(number: int, seed: int, way: str, adverts: tuple[str, ...]) -> Repeating:
    rng = random.Random(f"{seed}/{number}")  # noqa: S311
    teller = Teller(rng)
    headline = f"{teller.headline()} ({number})"
    body = [
        teller.paragraph() + f" It was the {number}th such day." for _ in range(rng.randint(4, 7))
    ]
    if number % 3 == 0:
        at = len(body) if number % 2 else rng.randrange(1, len(body))
        body.insert(at, BACKGROUND)
    advert = adverts[number % len(adverts)].format(n=rng.randint(3, 90))
    shown = [f"<p>{text}</p>" for text in body]
    shown[0] = f"<p>Vienna, Nov 11, IRNA -- {body[0]}</p>"
    shown.insert(rng.randrange(1, len(shown)), _boilerplate(advert, "chart", way))
    shown.insert(rng.randrange(1, len(shown)), _boilerplate(BANNER, "post", way))
    shown.append(_boilerplate(CLOSING, "end", way))
    page = (
        f"<html><head><title>{headline}</title></head><body><h1>{headline}</h1>"
        f"<p>IRNA - Islamic Republic News Agency</p>{''.join(shown)}</body></html>"
    )
    month, day = divmod(number, 28)
    path = f"/news/2003-{month % 12 + 1:02}-{day + 1:02}-irna{number:03}.html"
    return Repeating(path, headline, tuple(body), page)


def _boilerplate(text: str, name: str, way: str) -> str:
    if way == "p":
        return f"<p>{text}</p>"
    return f'<div class="hd-{name}"><p>{text.removesuffix(".")}.</p></div>'
