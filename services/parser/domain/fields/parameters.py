"""Content-Type and Content-Disposition with their parameters (RFC 2045 §5.1, RFC 2183, RFC 2231), read tolerantly."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import unquote_to_bytes

from services.parser.domain.encodings.charset import decoded

MAX_PARAMETERS = 200
MAX_VALUE_CHARS = 16_384
KNOWN_CHARS = 120
_PARAMETER = re.compile(
    r"""([^\s=;"]{1,100})\s{0,8}=\s{0,8}(?:"((?:[^"\\]|\\.){0,4096})"?|([^;]*))""",
    re.DOTALL,
)
_PLACE = re.compile(r"^(.+?)(?:\*(\d{1,3}))?(\*)?$")
_TOKEN = re.compile(r"[^\s;\"(]+")
_QUOTED_PAIR = re.compile(r"\\([\"\\])")


@dataclass(frozen=True, slots=True)
class Parameters:
    """A field's value, in lower case, and its parameters by lower-case name."""

    value: str
    parameters: Mapping[str, str] = field(default_factory=dict)


def read_parameters(text: str) -> Parameters:
    """`text/plain; charset="utf-8"` in its parts; the first of repeated parameters counts."""
    return _read_known(text) if len(text) <= KNOWN_CHARS else _read(text[:MAX_VALUE_CHARS])


def _read(text: str) -> Parameters:
    value, _, rest = text.partition(";")
    token = _TOKEN.search(value)
    name = token[0].lower() if token else ""
    if not rest:
        return Parameters(name)
    plain: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    for count, found in enumerate(_PARAMETER.finditer(rest)):
        if count == MAX_PARAMETERS:
            break
        content = _QUOTED_PAIR.sub(r"\1", found[2]) if found[2] is not None else found[3].strip()
        place = _PLACE.match(found[1].lower())
        if place is None or (place[2] is None and place[3] is None):
            plain.setdefault(found[1].lower(), content)
        else:
            pieces.setdefault(place[1], {}).setdefault(int(place[2] or 0), (content, place[3] is not None))
    return Parameters(name, {**plain, **{name: _joined(parts) for name, parts in pieces.items()}})


# The same few values stand in most messages.
_read_known = lru_cache(maxsize=512)(_read)


def _joined(parts: Mapping[int, tuple[str, bool]]) -> str:
    """RFC 2231 §3 and §4: pieces in their order, percent-escapes in the charset that the first piece names."""
    content, charset = b"", "utf-8"
    for place in sorted(parts):
        text, is_encoded = parts[place]
        if is_encoded and place == min(parts) and text.count("'") >= 2:
            charset, _, text = text.split("'", 2)
        content += unquote_to_bytes(text) if is_encoded else text.encode("utf-8", "replace")
    return decoded(content, charset)[0]
