"""Which hosts a crawl may ask. Pages and host names are not believed about where they lead."""

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from crawler.politeness.addresses import is_local, is_loopback, is_public, literal
from crawler.sources.source import place


@dataclass(frozen=True, slots=True)
class Reach:
    """The public web, if a contact is told, and of all else only what the operator named."""

    places: frozenset[str]
    """Hosts, with their ports, of the sources and of pages given by hand."""
    private: frozenset[str]
    """Names of theirs that may lead into a private net."""
    contact: bool
    """Whether the user agent names one."""

    def refusal(self, url: str) -> str | None:
        """Why an address is not asked, as far as it tells by itself; null where it may be."""
        try:
            parts = urlsplit(url)
            host = parts.hostname or ""
        except ValueError:
            return "no address"
        if parts.scheme not in ("http", "https"):
            return f"{parts.scheme or 'no scheme'} is neither http nor https"
        if parts.username is not None or parts.password is not None:
            return "an address with a user or password in it"
        if self._is_inward(host) and place(url) not in self.places:
            return f"{host} is not public and none of the source's own"
        if not self.contact and not is_loopback(host):
            return f"{host} is a public host and WIRE_CONTACT is not set"
        return None

    def is_allowed(self, name: str, address: str) -> bool:
        """Whether a name may lead to an address; said of the very address that is connected to."""
        return name in self.private or is_public(ip_address(address))

    def _is_inward(self, host: str) -> bool:
        return host in self.private or _is_inner_name(host)


def reach_of(urls: Iterable[str], private: Iterable[str], contact: bool) -> Reach:
    """What may be asked for these addresses, of which some `private` hosts lie in a private net.

    Hosts that by their name can lie nowhere else need not be named so.
    """
    urls = tuple(urls)
    hosts = {urlsplit(url).hostname or "" for url in urls}
    inward = {host for host in hosts if _is_inner_name(host)}
    return Reach(frozenset(map(place, urls)), frozenset({*private, *inward}), contact)


def _is_inner_name(host: str) -> bool:
    address = literal(host)
    return is_local(host) if address is None else not is_public(address)
