"""Responses that are no page."""

import pytest
from scrapy.http import Response

from spiders.answers import refusal


@pytest.mark.parametrize(
    ("challenges", "reason"),
    [
        ([], "HTTP 402"),
        (['Basic realm="desk"'], "HTTP 402"),
        (
            ['Basic realm="desk"', 'License error="invalid_request"'],
            'HTTP 402, WWW-Authenticate: License error="invalid_request"',
        ),
        (["license"], "HTTP 402, WWW-Authenticate: license"),
    ],
)
def test_a_licence_that_is_asked_for_is_in_the_reason(challenges: list[str], reason: str) -> None:
    response = Response(
        "https://wire.example/a", status=402, headers={"WWW-Authenticate": challenges}
    )

    assert str(refusal(response)).endswith(reason)
