"""Rights of a page, from what itself, its response and its host state."""

from crawler.base.dates import rfc3339
from crawler.contract import Rights, Statement
from crawler.model import Page, StatedRights

_LICENCES = ("rsl_license", "page_license")
_WEB = ("http://", "https://")


def rights_of(page: Page, stated: StatedRights) -> Rights:
    """Return the rights of a page; what itself states goes before its response and host."""
    fetched_at = rfc3339(page.fetched_at)
    own = [
        Statement(key, value, source, page.url, fetched_at)
        for key, value, source in stated.statements
    ]
    statements = (*own, *page.statements)
    if page.licence:
        statements = (*statements, Statement("licence", page.licence, "source file"))
    linked = (each.value for each in statements if each.key in _LICENCES)
    return Rights(
        robots=page.robots,
        x_robots_tag=page.x_robots_tag,
        meta_robots=stated.meta_robots,
        tdm_reservation=stated.tdm_reservation or page.tdm_reservation,
        licence=page.licence,
        tdm_policy=stated.tdm_policy or page.tdm_policy,
        content_signal=page.content_signal,
        content_usage=page.content_usage,
        rsl_license=stated.rsl_license or page.rsl_license,
        page_license=stated.page_license or page.page_license,
        license_links=tuple(dict.fromkeys(each for each in linked if each.startswith(_WEB))),
        usage_info=stated.usage_info,
        copyright_notice=stated.copyright_notice,
        digital_source_type=stated.digital_source_type,
        ai_agents=page.ai_agents,
        statements=statements,
    )
