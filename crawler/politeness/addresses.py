"""Classification of IP addresses and host names: loopback, private or public."""

from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from socket import inet_aton

IPAddress = IPv4Address | IPv6Address

_EMBEDDING = (
    IPv6Network("64:ff9b::/96"),  # NAT64 (RFC 6052)
    IPv6Network("::ffff:0:0:0/96"),  # translated (RFC 2765)
)
"""Networks whose addresses embed an IPv4 address in their last 32 bits."""
_COMPATIBLE = IPv6Network("::/96")
"""Deprecated IPv4-compatible addresses (RFC 4291, 2.5.5.1); not `::` and `::1`."""
_ISATAP = 0x5EFE
"""Marker before the embedded IPv4 address of an ISATAP interface (RFC 5214, 6.1)."""
_OWN_NAT64 = IPv6Network("64:ff9b:1::/48")
"""Local-use NAT64 prefix (RFC 8215); its targets are known only to the local network."""
_LOCAL = ("localhost", "local", "internal", "lan", "intranet", "private", "corp", "test", "arpa")
"""Top-level names without public hosts: RFC 6761, RFC 6762, RFC 8375, ICANN's `.internal`, and
names common in corporate networks."""


def literal(host: str) -> IPAddress | None:
    """Return the IP address written as a host, in any form that resolvers accept; None for a name.

    >>> [str(literal(h)) for h in ("127.1", "2130706433", "0x7f.0.0.1", "017700000001", "[::1]")]
    ['127.0.0.1', '127.0.0.1', '127.0.0.1', '127.0.0.1', '::1']
    """
    try:
        return ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        pass
    try:
        return IPv4Address(inet_aton(host))
    except (OSError, UnicodeEncodeError):
        return None


def is_public(address: IPAddress) -> bool:
    """Return whether an address is on the public internet, also if it is embedded in IPv6.

    Not public: private, loopback, link-local (including cloud metadata, 169.254.169.254),
    multicast, unspecified, reserved, carrier-grade NAT (100.64.0.0/10) and unique local IPv6.
    """
    inner = _unwrapped(address)
    site_local = isinstance(inner, IPv6Address) and inner.is_site_local
    own = address in _OWN_NAT64
    return inner.is_global and not inner.is_multicast and not site_local and not own


def is_local(name: str) -> bool:
    """Return whether a name can only belong to this machine or a private network.

    >>> is_local("archive"), is_local("archive.internal"), is_local("www.example.org")
    (True, True, False)
    """
    _, dot, top = name.rstrip(".").rpartition(".")
    return not dot or top in _LOCAL


@lru_cache(maxsize=1024)
def is_loopback(host: str) -> bool:
    """Return whether a host is a loopback address or name."""
    address = literal(host)
    if address is not None:
        return _unwrapped(address).is_loopback
    return host == "localhost" or host.endswith(".localhost")


def _unwrapped(address: IPAddress) -> IPAddress:
    if isinstance(address, IPv4Address):
        return address
    embeds = any(address in network for network in _EMBEDDING)
    is_isatap = int(address) >> 32 & 0xFDFFFFFF == _ISATAP and not address.is_link_local
    if embeds or is_isatap or (address in _COMPATIBLE and int(address) > 1):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo[1] if address.teredo else None
    return address.ipv4_mapped or address.sixtofour or teredo or address
