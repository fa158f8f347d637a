"""globalsecurity.toml: which links are stories, listings, or neither."""

import pytest

from crawler.sources import load_sources

SOURCE = load_sources()["globalsecurity"]


@pytest.mark.parametrize(
    "path",
    [
        "/wmd/library/news/dprk/2012/10/dprk-121025-kcna02.htm",
        "/wmd/library/news/iraq/2003/04/iraq-030403-2718fb90.htm",
        "/wmd/library/news/iraq/2003/04/IRAQ-030403-2718FB90.HTM",
        "/military/library/news/2002/05/mil-020520-22de682e.htm",
        "/wmd/library/news/iraq/1998/981123-iraq04.htm",
        "/wmd/library/news/dprk/2000/000619-dprk-wh1.htm",
        "/wmd/library/news/iraq/1998/981217-un-t.htm",
        "/wmd/library/news/dprk/2000/dprk-001030.htm",
        "/wmd/library/news/dprk/2000/dprk-001023c.htm",
        "/wmd/library/news/iran/1997/bmd970514e.htm",
        "/wmd/library/news/dprk/2000/dprk_nis-20000619.htm",
        "/military/library/news/2000/war-001003-meisr3.htm",
        "/space/library/news/2009/space-090102-nsa-css01.html",
        "/wmd/library/news/iraq/2003/iraq-030403-voa01.htm?ref=feed",
    ],
)
def test_stories(path: str) -> None:
    assert SOURCE.kind_of(path) == "story"
    assert "?" not in SOURCE.story_path(path)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/wmd/library/news",
        "/wmd/library/news/",
        "/wmd/library/news/iraq/",
        "/wmd/library/news/iraq/2003/07",
        "/wmd/library/news/iraq/index.htm",
        "/wmd/library/news/iraq/INDEX.HTML?page=2",
        "/wmd/library/news/canada/index97.html",
        "/military/library/news/2026/07/07-23_index.htm",
        "/military/library/news/2026/07/?page=3",
        "/globalsecurity-org.xml",
        "/sitemap-2003.xml.gz",
    ],
)
def test_listings(path: str) -> None:
    assert SOURCE.kind_of(path) == "listing"


@pytest.mark.parametrize(
    "path",
    [
        "/military/library/news/2026/07/dod-contracts_4194643.htm",
        "/military/library/news/2007/07/dod-contracts_3432.htm",
        "/org/news/2007/071106-norkor-disablement.htm",
        "/wmd/library/news/images/irna.png",
        "/jobs/",
        "/military/systems/ground/m1.htm",
    ],
)
def test_neither(path: str) -> None:
    assert SOURCE.kind_of(path) is None
