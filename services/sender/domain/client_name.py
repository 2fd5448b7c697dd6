"""What the client calls itself in EHLO (RFC 5321 §4.1.4): a full domain name, or else an address literal (§4.1.3)."""

import re
from ipaddress import IPv6Address, ip_address

LONGEST_NAME = 255
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
# Names that mean something here and nothing to a server elsewhere (RFC 6761, 6762, 8375, 9476).
_LOCAL = ("localhost", "localdomain", "local", "internal", "intranet", "lan", "home", "private", "corp", "arpa")


def is_full_name(name: str) -> bool:
    """Whether it is a domain name of two labels or more that other hosts may know, too."""
    labels = name.removesuffix(".").split(".")
    return (
        len(name) <= LONGEST_NAME
        and len(labels) > 1
        and all(_LABEL.fullmatch(label) for label in labels)
        and not labels[-1].isdigit()
        and labels[-1].lower() not in _LOCAL
    )


def address_literal(address: str) -> str:
    """`[192.0.2.1]`, `[IPv6:2001:db8::1]`; `address` is that of the own end of the connection."""
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address):
        return f"[{ip.ipv4_mapped}]" if ip.ipv4_mapped else f"[IPv6:{ip}]"
    return f"[{ip}]"
