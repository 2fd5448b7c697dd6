"""The name of a folder as it goes over the wire: in modified UTF-7 (RFC 3501 §5.1.3), or as it is (RFC 6855 §3)."""

import base64
import binascii
import re

_BEYOND_ASCII = re.compile(r"[^\x20-\x7e]+")

_SHIFTED = re.compile(r"&([A-Za-z0-9+,]*)-")


def encoded_folder(name: str, *, is_utf8: bool = False) -> str:
    """`Entwürfe` → `Entw&APw-rfe`; a literal & → `&-`. Where the session `is_utf8`, nothing is encoded."""
    if is_utf8:
        return name
    return _BEYOND_ASCII.sub(_shifted, name.replace("&", "&-"))


def _shifted(found: re.Match[str]) -> str:
    coded = base64.b64encode(found[0].encode("utf-16-be")).decode().rstrip("=").replace("/", ",")
    return f"&{coded}-"


def decoded_folder(coded: str, *, is_utf8: bool = False) -> str:
    """The name for people; what is no modified UTF-7 stays as it is."""
    if is_utf8:
        return coded
    try:
        return _SHIFTED.sub(_unshifted, coded)
    except (binascii.Error, UnicodeDecodeError):
        return coded


def _unshifted(found: re.Match[str]) -> str:
    coded = found[1].replace(",", "/")
    return base64.b64decode(coded + "=" * (-len(coded) % 4)).decode("utf-16-be") if coded else "&"
