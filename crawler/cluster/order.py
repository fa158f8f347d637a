"""What a settler is started with."""

from pathlib import Path

import msgspec
from msgspec import Struct

from crawler.archive.exchange import WarcCompression
from crawler.cluster.rounds import Round
from crawler.dump.compression import Compression
from crawler.run.settings import Settings


class SettleOrder(Struct, frozen=True, kw_only=True):
    """A round to settle, and where. Passed on the settler's standard input."""

    cluster: str
    """WIRE_CLUSTER, with its password."""
    dump: str
    state: Path
    compression: Compression
    warc: WarcCompression
    """Compression of archived answers."""
    sources: Path | None
    contact: str | None
    arguments: dict[str, str]
    keeps_latest: bool
    """Whether the dump's ready files are kept current."""
    views: tuple[str, ...]
    """Views of those that are kept current, too."""
    worker: str
    """Name of the process that started it."""
    round: Round


def order_for(
    settings: Settings, arguments: dict[str, str], worker: str, round_: Round
) -> SettleOrder:
    """Return the order for the settler of a worker."""
    return SettleOrder(
        cluster=settings.cluster or "",
        dump=settings.dump,
        state=settings.state,
        compression=settings.compression,
        warc="zstd" if settings.raw == "zstd" else "gzip",
        sources=settings.sources,
        contact=settings.contact,
        arguments=arguments,
        keeps_latest=settings.latest == "on",
        views=settings.views,
        worker=worker,
        round=round_,
    )


def _hook(_: type, text: str) -> Path:
    return Path(text)


def _write(path: object) -> str:
    return str(path)


encode_order = msgspec.json.Encoder(enc_hook=_write).encode
decode_order = msgspec.json.Decoder(SettleOrder, dec_hook=_hook).decode
