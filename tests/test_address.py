"""The grammar of archive URLs: every form, twins, and traps."""

from datetime import date

import pytest

from crawler.addresses import Address, read_address

GS = "http://www.globalsecurity.org"


def read(path: str) -> Address:
    return read_address(path if "://" in path else GS + path)


@pytest.mark.parametrize(
    ("path", "day", "code"),
    [
        ("/wmd/library/news/dprk/2012/dprk-121025-kcna02.htm", "2012-10-25", "kcna"),
        ("/military/library/news/2002/12/mil-021222-usia09b.htm", "2002-12-22", "usia"),
        ("/wmd/library/news/dprk/2003/dprk-030107-usia01b.htm", "2003-01-07", "usia"),
        ("/wmd/library/news/iran/2005/iran-050825-presstv08b.htm", "2005-08-25", "presstv"),
        ("/space/library/news/2009/space-090102-nsa-css01.htm", "2009-01-02", "nsa-css"),
        ("/wmd/library/news/india/2024/india-240102-india-mea01.htm", "2024-01-02", "india-mea"),
        ("/military/library/news/2024/01/mil-240131-govno01.htm", "2024-01-31", "govno"),
        # letters that mark a briefing or shorten a name
        ("/wmd/library/news/2024/wmd-240131-whitehouseb01.htm", "2024-01-31", "whitehouse"),
        ("/wmd/library/news/russia/2022/ru-220216-russia-mfab01.htm", "2022-02-16", "russia-mfa"),
        ("/wmd/library/news/dprk/2000/000619-dprk-wh1.htm", "2000-06-19", "whitehouse"),
        ("/wmd/library/news/iraq/1998/981216-wh1.htm", "1998-12-16", "whitehouse"),
        ("/wmd/library/news/iraq/1998/981217-un-t.htm", "1998-12-17", "un"),
        # hash suffixes are no codes, whatever they spell
        ("/wmd/library/news/iraq/2003/04/iraq-030403-2718fb90.htm", "2003-04-03", None),
        ("/military/library/news/2002/05/mil-020520-22de682e.htm", "2002-05-20", None),
        ("/intell/library/news/2001/intell-011020-20010203.htm", "2001-10-20", None),
        ("/intell/library/news/2001/intell-011020-deadbeef.htm", "2001-10-20", None),
        # nor are topics, whole, shortened or by another name, nor other tags of that time
        ("/wmd/library/news/iraq/1998/981123-iraq04.htm", "1998-11-23", None),
        ("/wmd/library/news/pakistan/2000/000203-pak2.htm", "2000-02-03", None),
        ("/wmd/library/news/taiwan/1999/990802-prc01.htm", "1999-08-02", None),
        ("/wmd/library/news/syria/2017/03/170327-syria06.htm", "2017-03-27", None),
        ("/wmd/library/news/iraq/1999/990207-in.htm", "1999-02-07", None),
        ("/wmd/library/news/iraq/1998/980526-pnac.htm", "1998-05-26", None),
        ("/wmd/library/news/pakistan/2002/pak-021008-pak01.htm", "2002-10-08", None),
        ("/military/library/news/2000/war-001003-meisr3.htm", "2000-10-03", None),
        ("/military/library/news/2000/war-001001-meisrael1.htm", "2000-10-01", None),
        # no source; letters glued to the day mark a part
        ("/wmd/library/news/dprk/2000/dprk-001030.htm", "2000-10-30", None),
        ("/wmd/library/news/dprk/2000/dprk-001023c.htm", "2000-10-23", None),
        ("/wmd/library/news/dprk/2000/dprk-001031zsb.htm", "2000-10-31", None),
        ("/wmd/library/news/iran/1997/bmd970514e.htm", "1997-05-14", None),
        # a series, in both widths of its days
        ("/wmd/library/news/dprk/2000/dprk_nis-20000619.htm", "2000-06-19", "nis"),
        ("/wmd/library/news/dprk/2000/dprk_nis-000327.htm", "2000-03-27", "nis"),
        # odd spelling, other hosts
        ("/WMD/library/news/Iraq/2003/IRAQ-030403-VOA01.HTM?ref=x#top", "2003-04-03", "voa"),
        ("http://fas.org/news/india/1999/990122-india1.htm", "1999-01-22", None),
        ("http://mirror.example/news/agencies/voa/1996/96-05-01.voa.html", "1996-05-01", "voa"),
        ("https://ledger.example/archive/2019-10-18/45-technicians-return/", "2019-10-18", None),
        ("https://ledger.example/2019/10/18/technicians.html", "2019-10-18", None),
        ("https://ledger.example/2019/ledger-191018.html", "2019-10-18", None),
        # listings
        ("/military/library/news/2026/07/07-23_index.htm", "2026-07-23", None),
        ("/wmd/library/news/canada/index97.html", None, None),
        # text that only looks like a day
        ("/wmd/library/news/iraq/2003/iraq-031340-voa01.htm", None, None),
        ("/military/library/news/2026/07/dod-contracts_4194643.htm", None, None),
        ("https://ledger.example/story-101112.html", None, None),
        ("https://ledger.example/news/world-asia-20041207", None, None),
        ("https://ledger.example/article/120704.html", None, None),
        ("https://ledger.example/12-07-04-storm.html", None, None),
        ("https://ledger.example/20241207/storm.html", None, None),
        ("https://ledger.example/2024/100312.html", None, None),
        ("https://ledger.example/2023/10/3-questions", None, None),
        ("https://ledger.example/2024/13/05/storm", None, None),
        ("https://ledger.example/2015/mary/26/storm", None, None),
        # a folder goes before a name, and lends a name its year
        ("https://ledger.example/2024/05/01/remembering-20010911", "2024-05-01", None),
        ("https://ledger.example/presse/2022/01/260122-pier.html", "2022-01-26", None),
        ("https://ledger.example/sport/2024/240305-final", "2024-03-05", None),
        ("https://ledger.example/2024/03/20240305-storm.html", "2024-03-05", None),
        # folders of other forms
        ("https://ledger.example/world/2015/apr/26/council-votes", "2015-04-26", None),
        ("https://ledger.example/world/2015/SEPT/26/", "2015-09-26", None),
        ("https://ledger.example/2015/December/1/storm", "2015-12-01", None),
        ("https://ledger.example/n1/2024/0424/c1001-40222718.html", "2024-04-24", None),
        ("https://ledger.example/a/202403/05/storm.html", "2024-03-05", None),
        ("https://ledger.example/2017-03/12/c_136123456.htm", "2017-03-12", None),
        ("https://ledger.example/storm_2024_03_05.html", "2024-03-05", None),
        ("https://ledger.example/", None, None),
    ],
)  # fmt: skip
def test_day_and_code(path: str, day: str | None, code: str | None) -> None:
    address = read(path)

    assert address.day == (date.fromisoformat(day) if day else None)
    assert address.code == code


@pytest.mark.parametrize(
    ("path", "is_archived"),
    [
        ("/wmd/library/news/iraq/2003/iraq-030403-voa01.htm", True),
        ("/wmd/library/news/index.html", True),
        ("http://fas.org/news/india/1999/990122-india1.htm", True),
        ("http://mirror.example/news/agencies/voa/1996/96-05-01.voa.html", True),
        ("https://ledger.example/news/politics/2024/03/05/ferry-stays", False),
        ("https://ledger.example/2024/03/05/ferry-stays/", False),
        ("https://ledger.example/news/article-20240305-ferry.html", False),
        ("https://ledger.example/news/ferry-stays", False),
    ],
)
def test_urls_of_the_archive_are_recognised(path: str, is_archived: bool) -> None:
    assert read(path).is_archived is is_archived


@pytest.mark.parametrize(
    ("path", "is_dated"),
    [
        ("/wmd/library/news/iraq/2003/iraq-030403-voa01.htm", True),
        ("https://ledger.example/2015/apr/26/council-votes", True),
        ("https://ledger.example/archive/2019-10-18/45-technicians-return/", True),
        ("https://ledger.example/news/remembering-2001-09-11", False),
        ("https://ledger.example/news/storm", False),
    ],
)
def test_a_day_in_a_name_is_weaker_than_one_in_a_folder(path: str, is_dated: bool) -> None:
    assert read(path).is_dated is is_dated


@pytest.mark.parametrize(
    ("path", "section", "topic"),
    [
        ("/wmd/library/news/iraq/2003/04/iraq-030403-2718fb90.htm", "wmd", "iraq"),
        ("/wmd/library/news/saudi-arabia/2003/saudi-030403-voa01.htm", "wmd", "saudi-arabia"),
        ("/military/library/news/2002/05/mil-020520-22de682e.htm", "military", None),
        ("/wmd/library/news/canada/index97.html", "wmd", "canada"),
        ("http://127.0.0.1:8000/mirror/wmd/library/news/iraq/2003/iraq-030403.htm", "wmd", "iraq"),
        ("http://fas.org/news/india/1999/990122-india1.htm", None, "india"),
        ("http://mirror.example/news/agencies/voa/1996/96-05-01.voa.html", None, None),
    ],
)
def test_section_and_topic(path: str, section: str | None, topic: str | None) -> None:
    address = read(path)

    assert (address.section, address.topic) == (section, topic)


@pytest.mark.parametrize(
    ("year", "name", "day"),
    [
        ("1997", "iraq-970101.htm", "1997-01-01"),
        ("1990", "iraq-900101.htm", "1990-01-01"),
        ("2000", "iraq-000101.htm", "2000-01-01"),
        ("2026", "iraq-260101.htm", "2026-01-01"),
        ("1989", "iraq-890101.htm", "1989-01-01"),
    ],
)
def test_the_century(year: str, name: str, day: str) -> None:
    address = read(f"/wmd/library/news/iraq/{year}/{name}")

    assert address.day == date.fromisoformat(day)


def test_the_day_is_kept_as_written() -> None:
    assert read("/wmd/library/news/dprk/2000/dprk_nis-20000619.htm").raw_day == "20000619"
