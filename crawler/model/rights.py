"""What a page itself states on its use."""

from msgspec import Struct

from crawler.contract import StatedIn


class StatedRights(Struct, frozen=True):
    """Usage rights and preferences that the page itself states."""

    meta_robots: str | None = None
    tdm_reservation: str | None = None
    tdm_policy: str | None = None
    rsl_license: str | None = None
    page_license: str | None = None
    usage_info: str | None = None
    copyright_notice: str | None = None
    digital_source_type: str | None = None
    statements: tuple[tuple[str, str, StatedIn], ...] = ()
    """Each statement as made: key of `rights`, value, and what states it."""
