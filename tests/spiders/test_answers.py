"""Requests for stories, and responses that are no page."""

import pytest
from scrapy import Request
from scrapy.http import Response

from spiders.answers import refusal, story_meta

SENT_AS_IT_IS = [
    "http://127.0.0.1:8000/",
    "https://wire.example/a/../b//c.htm",
    "https://wire.example:443/~desk/a-b_c.htm?id=1&day=2001-11-12",
]
ENCODED = [
    "https://wire.example",
    "https://wire.example/a b",
    "https://wire.example/á",
    "https://wire.example/a?",
    "https://wire.example/a#b",
    "https://wire.example/%zz",
    "https://Wire.example/a",
    "https://á.example/a",
    "https://me:x@wire.example/a",
    "https://wire.example/a\n",
]


@pytest.mark.parametrize("url", [*SENT_AS_IT_IS, *ENCODED])
def test_a_url_is_requested_as_scrapy_encodes_it(url: str) -> None:
    meta = story_meta(url)

    assert Request(url, meta=meta).url == Request(url).url
    assert meta["verbatim_url"] is (url in SENT_AS_IT_IS)


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
