"""Where pictures of a message come from: from within it, or from elsewhere, where its loading would be noticed."""

import base64
import re
from collections.abc import Mapping
from ipaddress import ip_address, ip_network
from urllib.parse import unquote, urlsplit

PICTURE = re.compile(r"data:image/(?:png|gif|jpe?g|webp|bmp);base64,[A-Za-z0-9+/=\s]*+", re.IGNORECASE)
_UNSEEN = re.compile(r"[\x00-\x20\x7f-\xa0]+")
_REMOTE = re.compile(r"(?:https?:)?//[^/\\]", re.IGNORECASE)
_CID = re.compile(r"cid:(.{1,998})", re.IGNORECASE | re.DOTALL)
MOST_CHARS = 4000
PICTURE_TYPES = frozenset({"image/png", "image/gif", "image/jpeg", "image/webp", "image/bmp"})
"""Pictures that run nothing."""
MOST_PICTURE_BYTES = 2_000_000
"""So much of a message's own pictures is put into its HTML."""


_NEAR = tuple(
    ip_network(each)
    for each in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.168.0.0/16", "224.0.0.0/3", "::/127", "fc00::/7", "fe80::/10", "ff00::/8", "64:ff9b::/96"),
    )
)
"""Networks that are not the internet's (RFC 6890): a stranger has nothing to ask for there."""


def picture_address(content_type: str, content: bytes) -> str:
    """A picture as a `data:` address (RFC 2397)."""
    return f"data:{content_type};base64,{base64.b64encode(content).decode()}"


def own_picture(written: str, pictures: Mapping[str, str]) -> str | None:
    """The picture as a `data:` address, where it lies in the message itself (RFC 2397, RFC 2392)."""
    if PICTURE.fullmatch(written.strip()):
        return written.strip()
    content_id = content_id_of(written)
    return pictures.get(content_id) if content_id else None


def content_id_of(written: str) -> str | None:
    """The Content-ID that a `cid:` address names (RFC 2392 §2)."""
    found = _CID.fullmatch(written.strip())
    return unquote(found[1]).strip("<>") if found else None


def remote_picture(written: str) -> str | None:
    """The whole address of a picture elsewhere; None for what is none, and for this machine and its neighbours."""
    address = _UNSEEN.sub("", written.strip()) if not written.strip().isprintable() else written.strip()
    address = address.replace(" ", "%20")
    if len(address) > MOST_CHARS or not _REMOTE.match(address):
        return None
    address = f"https:{address}" if address.startswith("/") else address
    return address if _is_elsewhere(address) else None


def _is_elsewhere(address: str) -> bool:
    try:
        host = (urlsplit(address).hostname or "").strip(".").lower()
    except ValueError:
        return False
    try:
        address_of_host = ip_address(host)
        address_of_host = getattr(address_of_host, "ipv4_mapped", None) or address_of_host
        return not any(address_of_host.version == each.version and address_of_host in each for each in _NEAR)
    except ValueError:
        is_number = host.rpartition(".")[2].startswith(tuple("0123456789"))
        return "." in host and not is_number and not host.endswith((".local", ".localhost", ".internal"))
