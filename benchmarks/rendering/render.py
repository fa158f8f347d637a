"""One page of any family in any skin, with the records that it must give."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field

from benchmarks.rendering import damage, families, layouts, nothing
from benchmarks.rendering.addresses import Address, address, fetched
from benchmarks.rendering.boilerplate import dress
from benchmarks.rendering.model import AGENCIES, Piece
from benchmarks.rendering.sheet import Sheet, Skin
from benchmarks.rendering.skins import SKINS
from benchmarks.rendering.stories import Teller

METAS = (
    '<meta name="author" content="John Pike">\n<meta name="description" content="No description">\n'
)


@dataclass
class Rendered:
    """A page as fetched, and its records."""

    url: str
    fetched: str
    data: bytes
    records: list[dict[str, object]] = field(default_factory=list)
    damages: tuple[str, ...] = ()
    layout: str = ""


def render(family: str, skin: str, seed: str, *, hurt: bool = True) -> Rendered:
    """One page, always the same for the same family, skin and seed; `hurt` lets it be damaged."""
    rng = random.Random(f"{seed}/{family}/{skin}")  # noqa: S311
    if family in nothing.PAGES:
        return _no_story(family, skin, rng)
    heading: list[str] = []
    if family == families.DIGEST:
        pieces, heading = families.digest(rng)
        forms: tuple[str, ...] = ("digest",)
        named = True
    else:
        pieces = [families.piece(family, rng)]
        listed = pieces[0].code in AGENCIES
        forms, named = pieces[0].forms, pieces[0].named and listed
    names, encoding = damage.choose(rng) if hurt else ([], "")
    for name in names:
        for piece in pieces:
            damage.DAMAGES[name](piece)
    first = pieces[0]
    where = address(rng, (first.day, first.printed), first.code, forms, named)
    worn = SKINS[skin]
    way = rng.choice(worn.layouts)
    parts = _story(rng, way, pieces, heading)
    sheet = _sheet(rng, where, pieces, heading, parts, worn, hurt=hurt)
    page = worn.make(sheet)
    made = Rendered(where.url, where.fetched.strftime("%Y-%m-%dT%H:%M:%SZ"), b"")
    made.data = damage.to_bytes(rng, page, encoding)
    made.damages = (*names, *([encoding] if encoding else []))
    made.layout = way
    for number, piece in enumerate(pieces):
        piece.joined = layouts.LAYOUTS[way].joined
        if sheet.published and not where.own:
            # An address that names no archive: what is stated for machines may go first.
            piece.agree("published.date", sheet.published[:10])
            piece.agree("published.conflict", True, False)
            piece.agree("published.datetime", None)
        if piece.printed != piece.day:
            piece.agree("published.datetime", None)  # it may be of another day than the date
        made.records.append(_record(piece, family, skin, number, where, sheet))
    return made


def _story(rng: random.Random, way: str, pieces: list[Piece], heading: list[str]) -> list[str]:
    layout, page = layouts.LAYOUTS[way], layouts.page(rng)
    chunks: list[str] = []
    prose: list[int] = []
    if heading:
        day = f"{pieces[0].day:%y-%m-%d}"
        title = f"<h1>Voice of America, {day}</h1>\n"
        host = "From: The Voice of America &lt;gopher://gopher.voa.gov&gt;"
        items = "".join(
            f'<LI><a href="#{n + 1:02d}">{page.safe(line)}</a>\n' for n, line in enumerate(heading)
        )
        chunks.append(f"{title}<p>{host}</p>\n<h3>CONTENTS</h3>\n<ul>\n{items}</ul>\n")
    for number, piece in enumerate(pieces):
        piece.remove += [f"Voice of America, {piece.day:%y-%m-%d}"] if heading else []
        if heading:
            line = page.safe(heading[number])
            chunks.append(f'<h3><a name="{number + 1:02d}"></a>{line}</h3>\n')
        made = layout.make(piece.units, page)
        kinds = [unit.kind for unit in piece.units]
        prose += [len(chunks) + at for at, kind in enumerate(kinds) if at and kind == "para"]
        chunks += made
    where = rng.choice(prose or [len(chunks)])
    return [_wrap(layout, chunks[:where]), _wrap(layout, chunks[where:])]


def _wrap(layout: layouts.Layout, chunks: list[str]) -> str:
    """Chunks between what opens and closes a layout; headings of a digest stand outside."""
    made, run = "", ""
    for chunk in chunks:
        if chunk.startswith(("<h1>Voice", "<h3><a name")):
            made += (layout.start + run + layout.end if run else "") + chunk
            run = ""
        else:
            run += chunk
    return made + (layout.start + run + layout.end if run else "")


def _sheet(
    rng: random.Random,
    where: Address,
    pieces: list[Piece],
    heading: list[str],
    parts: list[str],
    skin: Skin,
    *,
    hurt: bool,
) -> Sheet:
    first = pieces[0]
    words = str(first.values.get("headline") or "News")
    if heading:
        words = f"Voice of America, {first.day:%y-%m-%d}"
    title = rng.choice((words, words, f"{words} - Archive", "News", "Special Weapons News"))
    name = first.logo or f"{AGENCIES.get(first.code, ('News',))[0]} - Logo"
    logo = "" if heading or first.code not in AGENCIES else name
    around = dress(rng, where, first.tell, logo, hurt=hurt)
    metas = METAS if where.own and rng.random() < 0.6 else ""
    published = ""
    if skin.json_ld and not heading and first.moment is None:
        day = first.day
        published, first.moment = _published(rng, day)
        if skin.make.__name__ == "modern" and rng.random() < 0.5:
            published, first.moment = "", None
    return Sheet(rng, title, metas, around, parts, published)


def _published(rng: random.Random, day: dt.date) -> tuple[str, dt.datetime | None]:
    hour, minute = rng.randrange(24), rng.randrange(60)
    draw = rng.randrange(5)
    base = f"{day}T{hour:02d}:{minute:02d}:00"
    true = dt.datetime.fromisoformat(base).replace(tzinfo=dt.UTC)
    if draw == 0:
        return "", None
    if draw == 1:
        return base, None
    if draw == 2:
        return base.replace("T", " ") + "Z", true
    if draw == 3:
        return base + "Z", true
    return base + "-05:00", true + dt.timedelta(hours=5)


def _record(
    piece: Piece, family: str, skin: str, number: int, where: Address, sheet: Sheet
) -> dict[str, object]:
    record: dict[str, object] = {"url": where.url, "family": family, "skin": skin, "seq": number}
    record.update(piece.record())
    record["must_remove"] = list(dict.fromkeys([*piece.remove, *sheet.around.remove]))
    record["must_keep"] = piece.keeps()
    return record


def _no_story(name: str, skin: str, rng: random.Random) -> Rendered:
    url, title, body = nothing.page(name, rng)
    where = Address(url, fetched(rng, dt.date(2008, 1, 1)), "military", own=True)
    around = dress(rng, where, Teller(rng), "")
    sheet = Sheet(rng, title, METAS, around, [body, ""], "")
    data = damage.to_bytes(rng, SKINS[skin].make(sheet), "")
    record: dict[str, object] = {
        "url": url,
        "family": name,
        "skin": skin,
        "seq": 0,
        "is_story": False,
        "must_remove": [],
        "must_keep": [],
    }
    stamp = where.fetched.strftime("%Y-%m-%dT%H:%M:%SZ")
    return Rendered(url, stamp, data, [record])
