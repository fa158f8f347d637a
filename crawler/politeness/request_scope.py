"""Scope of a crawl: the hosts it may request (SSRF guard)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import urlsplit

from crawler.base.urls import place
from crawler.politeness.addresses import is_local, is_loopback, is_public, literal

_ORIGIN = re.compile(r"https?://[a-z0-9.:-]{1,253}(?=/)")
"""The part of most URLs that alone decides."""


@dataclass(frozen=True, slots=True)
class RequestScope:
    """The public web, if a contact is set; private hosts only if the operator named them."""

    places: frozenset[str]
    """Hosts, with ports, of the sources and of pages given by hand."""
    private: frozenset[str]
    """Host names among them that may resolve to private addresses."""
    contact: bool
    """Whether the user agent names a contact."""

    def refusal(self, url: str) -> str | None:
        """Return why a URL is refused, judged without resolving its host; None if it is allowed."""
        origin = _ORIGIN.match(url)
        return self._refusal_of_origin(origin[0]) if origin else self._refusal(url)

    @lru_cache(maxsize=1024)  # noqa: B019  # a crawl has one scope, and few hosts
    def _refusal_of_origin(self, origin: str) -> str | None:
        return self._refusal(origin)

    def _refusal(self, url: str) -> str | None:
        try:
            parts = urlsplit(url)
            host = parts.hostname or ""
        except ValueError:
            return "invalid URL"
        if parts.scheme not in ("http", "https"):
            return f"unsupported scheme {parts.scheme or '(none)'}"
        if parts.username is not None or parts.password is not None:
            return "URL contains a user name or password"
        if self._is_internal(host) and place(url) not in self.places:
            return f"{host} is not public and not a host of the source"
        if not self.contact and not is_loopback(host):
            return f"{host} is a public host, but WIRE_CONTACT is not set"
        return None

    def is_allowed(self, name: str, address: str) -> bool:
        """Return whether a name may resolve to an address, the one that is connected to."""
        return name in self.private or is_public(ip_address(address))

    def _is_internal(self, host: str) -> bool:
        return host in self.private or _is_internal_name(host)


def request_scope(urls: Iterable[str], private: Iterable[str], contact: bool) -> RequestScope:
    """Return the scope for these URLs; hosts in `private` may resolve to private addresses.

    Hosts whose names can only be private need not be listed.
    """
    urls = tuple(urls)
    hosts = {urlsplit(url).hostname or "" for url in urls}
    internal = {host for host in hosts if _is_internal_name(host)}
    return RequestScope(frozenset(map(place, urls)), frozenset({*private, *internal}), contact)


@lru_cache(maxsize=1024)
def _is_internal_name(host: str) -> bool:
    address = literal(host)
    return is_local(host) if address is None else not is_public(address)
