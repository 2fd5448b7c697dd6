"""Names of hosts, and addresses that may be asked. Pure: what stands in an answer from outside is hostile."""

import ipaddress
import re

_LABEL = r"(?!-)[a-z0-9-]{1,63}(?<!-)"
HOST = re.compile(rf"(?:{_LABEL}\.)+(?!\d+$){_LABEL}")
LONGEST = 253
GLOBAL_IPV6 = ipaddress.ip_network("2000::/3")
TUNNELS = (ipaddress.ip_network("2001::/32"), ipaddress.ip_network("2002::/16"))
"""Teredo and 6to4 (RFC 4380, 3056): an IPv4 address lies within, which may be a private one."""


NEARBY = tuple(
    map(ipaddress.ip_network, ("168.63.129.16/32", "192.0.0.0/24", "192.88.99.0/24", "3fff::/20", "2001:20::/28"))
)
"""Addresses that look like the internet's: Azure's host of every machine (metadata, DNS), and of RFC 6890, 7526, 9637
and 7343 what Python does not count as near."""


def host_of(text: str) -> str:
    """The host's name in small letters (RFC 1123 §2.1); empty for what is none, as an address or a single word."""
    name = text.strip().rstrip(".").lower()
    return name if len(name) <= LONGEST and HOST.fullmatch(name) else ""


def domain_of(address: str) -> str:
    """What stands behind the @, as DNS has it (IDNA 2008); empty where DNS can have no such name."""
    import idna

    domain = address.rpartition("@")[2]
    try:
        return host_of(domain if domain.isascii() else idna.encode(domain, uts46=True).decode())
    except (idna.IDNAError, UnicodeError):
        return ""


def is_within(host: str, domain: str) -> bool:
    """Whether it is the domain or lies below it."""
    return host == domain or host.endswith(f".{domain}")


def is_public(address: str) -> bool:
    """Whether it is an address of the internet, and of nothing nearer: loopback, private, link-local, a tunnel's."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if not ip.is_global or ip.is_multicast or any(ip in network for network in NEARBY):
        return False
    return ip.version == 4 or (ip in GLOBAL_IPV6 and not any(ip in tunnel for tunnel in TUNNELS))
