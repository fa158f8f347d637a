"""Dates in metadata, feeds and sitemaps, in any notation."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.base.dates import as_rfc3339, as_stated, read_stated_date

MOMENT = datetime(2024, 3, 5, 9, 0, tzinfo=UTC)
FORMS = (
    "2024-03-05T10:00:00+01:00",
    "2024-03-05T10:00:00+0100",
    "2024-03-05T10:00+01",
    "2024-03-05 10:00:00 +0100",
    "2024-03-05T10:00:00.123456789+01:00",
    "20240305T100000+0100",
    "2024-03-05T09:00:00Z[UTC]",
    "2024-03-05 09:00:00 UTC",
    "Tue, 05 Mar 2024 10:00:00 +0100",
    "Tue, 5 Mar 24 09:00:00 GMT",
    "Tuesday, 05-Mar-24 09:00:00 GMT",
    "Tue Mar 05 2024 10:00:00 GMT+0100 (CET)",
    "Tue Mar 05 10:00:00 CET 2024",
    "Tue Mar 5 09:00:00 +0000 2024",
    "March 5, 2024 4:00 AM EST",
    "5. März 2024, 10:00 Uhr MEZ",
    "05 Mar 2024 12:00 MSK",
    "2024/03/05 18:00 JST",
    "1709629200",
    "1709629200000",
)


@pytest.mark.parametrize("text", FORMS)
def test_every_form_of_one_moment(text: str) -> None:
    stated = read_stated_date(text)

    assert stated is not None
    assert (stated.days, stated.moment) == ((date(2024, 3, 5),), MOMENT)


@pytest.mark.parametrize(
    "text",
    ["2024-03-05", "20240305", "20240305101500", "2024-03-05 18:11:01.0", "2024/3/5", "2024.03.05",
     "05 March 2024 10:00", "13:00 5.3.2024", "Tue, 05 Mar 2024 10:00:00 XYZ", "2024-03-05T24:00Z"],
)  # fmt: skip
def test_without_a_zone_that_is_known_there_is_the_day_alone(text: str) -> None:
    stated = read_stated_date(text)

    assert stated is not None
    assert (stated.days, stated.moment) == ((date(2024, 3, 5),), None)


@pytest.mark.parametrize(
    "text",
    ["", None, "soon", "2024", "2024-03", "March 2024", "0000-00-00 00:00:00", "2024-13-45",
     "0001-01-01T00:00:00Z", "1970-01-01", "1970-01-01T01:00:00+01:00", "Thu, 1 Jan 1970 00:00 GMT",
     "1969-12-31T19:00:00-05:00", "0", "12345", "99999999999999999999"],
)  # fmt: skip
def test_what_states_no_day(text: str | None) -> None:
    assert read_stated_date(text) is None
    assert as_stated(text) is None


def test_a_day_that_may_be_either_of_two_stays_both() -> None:
    stated = read_stated_date("05/04/2024 10:00")

    assert stated is not None
    assert stated.days == (date(2024, 4, 5), date(2024, 5, 4))
    assert as_rfc3339("05/04/2024") is None


@given(
    st.datetimes(datetime(1991, 1, 1), datetime(2090, 1, 1)),
    st.integers(-12 * 4, 14 * 4),
    st.sampled_from(("%Y-%m-%dT%H:%M:%S%z", "%a, %d %b %Y %H:%M:%S %z", "%d %B %Y %H:%M:%S %z")),
)
def test_a_written_moment_reads_back(naive: datetime, quarters: int, form: str) -> None:
    zoned = naive.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=15 * quarters)))
    stated = read_stated_date(zoned.strftime(form))

    assert stated is not None
    assert (stated.days, stated.moment) == ((zoned.date(),), zoned.astimezone(UTC))
