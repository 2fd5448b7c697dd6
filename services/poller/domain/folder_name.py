"""The name of a folder as it goes over the wire: modified UTF-7 (RFC 3501 §5.1.3)."""

import base64
import re

_BEYOND_ASCII = re.compile(r"[^\x20-\x7e]+")


def encoded_folder(name: str) -> str:
    """`Entwürfe` → `Entw&APw-rfe`; a literal & → `&-`."""
    return _BEYOND_ASCII.sub(_shifted, name.replace("&", "&-"))


def _shifted(found: re.Match[str]) -> str:
    coded = base64.b64encode(found[0].encode("utf-16-be")).decode().rstrip("=").replace("/", ",")
    return f"&{coded}-"
