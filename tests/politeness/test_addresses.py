"""Where a URL or a host name leads, and which hosts may be requested."""

import pytest

from crawler.politeness.addresses import is_loopback, is_public, literal
from crawler.politeness.request_scope import RequestScope, request_scope

OWN = "http://127.0.0.1:8000/a"


def scope(*urls: str, private: tuple[str, ...] = (), contact: bool = True) -> RequestScope:
    return request_scope(urls or ("https://www.ledger.example/",), private, contact)


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0"),
        *("10.0.0.1", "172.16.9.9", "192.168.1.1", "100.64.0.1", "169.254.169.254", "0xa9fea9fe"),
        *("224.0.0.1", "255.255.255.255", "0.0.0.0", "192.0.2.1", "240.0.0.1"),
        *("::1", "::", "fe80::1", "fe80::1%eth0", "fd00::1", "fc00::", "ff02::1", "2001:db8::1"),
        *(
            "::ffff:127.0.0.1",
            "::ffff:a9fe:a9fe",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "::127.0.0.1",
            "::ffff:0:127.0.0.1",
            "::ffff:0:a9fe:a9fe",
            "64:ff9b:1::10.0.0.1",
            "64:ff9b:1:ffff::169.254.169.254",
            "2001:4860::5efe:10.0.0.1",
            "2001:4860::200:5efe:127.0.0.1",
            "fe80::5efe:8.8.8.8",
        ),
        "fec0::1",
    ],
)
def test_addresses_that_are_not_public(host: str) -> None:
    address = literal(host)

    assert address is not None
    assert not is_public(address)
    bracketed = f"[{host}]" if ":" in host else host
    assert scope().refusal(f"http://{bracketed}/x"), host


@pytest.mark.parametrize(
    "host",
    ["8.8.8.8", "2606:4700::1111", "134744072", "64:ff9b::808:808", "2001:4860::5eff:7f00:1"],
)
def test_addresses_that_are(host: str) -> None:
    address = literal(host)

    assert address is not None
    assert is_public(address)


@pytest.mark.parametrize("host", ["www.example.org", "1.2.3.4.example", "beef", "", "a" * 300])
def test_names_are_no_addresses(host: str) -> None:
    assert literal(host) is None
    assert not is_loopback(host)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("file:///etc/passwd", "unsupported scheme"),
        ("ftp://www.ledger.example/", "unsupported scheme"),
        ("data:text/html,x", "unsupported scheme"),
        ("http://me:secret@www.ledger.example/", "a user name or password"),
        ("http://secret@www.ledger.example/", "a user name or password"),
        ("http://127.0.0.1:9200/", "is not public"),
        ("http://localhost/", "is not public"),
        ("http://archive.internal/", "is not public"),
        ("http://[::1", "invalid URL"),
    ],
)
def test_what_is_never_asked_of_a_public_source(url: str, why: str) -> None:
    refusal = scope().refusal(url)

    assert refusal is not None
    assert why in refusal
    assert "secret" not in refusal


def test_a_private_source_is_asked_at_its_own_place_only() -> None:
    mine = scope(OWN, "http://archive.internal/", contact=False)

    assert mine.refusal("http://127.0.0.1:8000/robots.txt") is None
    assert mine.refusal("http://127.0.0.1:9200/robots.txt")
    assert mine.refusal("http://127.0.0.2:8000/robots.txt")
    assert mine.is_allowed("127.0.0.1", "127.0.0.1")
    assert mine.is_allowed("archive.internal", "10.0.0.7")
    assert not mine.is_allowed("www.ledger.example", "10.0.0.7")


def test_a_public_name_may_be_private_only_if_its_source_allows_it() -> None:
    url = "https://www.ledger.example/"

    assert scope(url).is_allowed("www.ledger.example", "93.184.216.34")
    assert not scope(url).is_allowed("www.ledger.example", "127.0.0.1")
    said = scope(url, private=("www.ledger.example",))
    assert said.is_allowed("www.ledger.example", "10.0.0.7")
    assert said.refusal(url) is None


def test_public_hosts_want_a_contact_wherever_a_redirect_comes_from() -> None:
    reason = scope(OWN, contact=False).refusal("https://www.ledger.example/robots.txt")

    assert reason is not None
    assert "WIRE_CONTACT" in reason
    assert scope(OWN).refusal("https://www.ledger.example/robots.txt") is None
