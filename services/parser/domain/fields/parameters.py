"""Content-Type and Content-Disposition with their parameters (RFC 2045 §5.1, RFC 2183, RFC 2231), read tolerantly."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import unquote_to_bytes

from services.parser.domain.encodings.charset import decoded
from services.parser.domain.encodings.labels import codec_of

MAX_PARAMETERS = 200
MAX_VALUE_CHARS = 16_384
KNOWN_CHARS = 120
_PARAMETER = re.compile(
    r"""([^\s=;"]{1,100})\s{0,8}=\s{0,8}(?:((?:"(?:[^"\\]|\\.){0,16384}"?\s{0,80})+)|([^;]*))""",
    re.DOTALL,
)
_QUOTED = re.compile(r'"((?:[^"\\]|\\.){0,16384})"?', re.DOTALL)
_PLACE = re.compile(r"^(.+?)(?:\*(\d{1,3}))?(\*)?$")
_TOKEN = re.compile(r"[^\s;\"(=]+(?![^\s;\"(]*=)")
_LABELLED = re.compile(r"([A-Za-z0-9][\w.:+-]{1,40})'(?:[A-Za-z0-9-]{0,20}')?(?=.*%[0-9A-Fa-f]{2})", re.DOTALL)
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
    value, equals = text.partition(";")[0], text.find("=")
    token = _TOKEN.search(value)
    if token is not None and 0 <= equals < token.start():  # it begins with a parameter
        token = None
    name = token[0].lower() if token else ""
    if equals < 0:
        return Parameters(name)
    found, rest = _Found(), text[token.end() if token else 0 :]
    for count, parameter in enumerate(_PARAMETER.finditer(rest)):
        if count == MAX_PARAMETERS:
            break
        found.add(parameter[1].lower(), _content(parameter))
    return Parameters(name, found.joined())


# The same few values stand in most messages.
_read_known = lru_cache(maxsize=512)(_read)


def _content(parameter: re.Match[str]) -> str:
    """The value without quotes. Quoted strings one after the other are one, which a long name was folded into."""
    if parameter[2] is None:
        return parameter[3].strip()
    return "".join(_QUOTED_PAIR.sub(r"\1", each[1]) for each in _QUOTED.finditer(parameter[2]))


@dataclass(slots=True)
class _Found:
    """Parameters as they were written: plain, extended (RFC 2231 §4), and in numbered pieces (§3)."""

    plain: dict[str, str] = field(default_factory=dict)
    extended: dict[str, str] = field(default_factory=dict)
    pieces: dict[str, dict[int, tuple[str, bool]]] = field(default_factory=dict)

    def add(self, written: str, content: str) -> None:
        """The first of each name counts."""
        place = _PLACE.match(written)
        if place is None or (place[2] is None and place[3] is None):
            self.plain.setdefault(written, content)
        elif place[2] is None:
            self.extended.setdefault(place[1], content)
        else:
            self.pieces.setdefault(place[1], {}).setdefault(int(place[2]), (content, place[3] is not None))

    def joined(self) -> Mapping[str, str]:
        """By name: what is extended before what is in pieces, that before what is plain; nothing counts for least."""
        plain = {name: _unlabelled(content) for name, content in self.plain.items()}
        joined = {
            name: _joined(parts)
            for name, parts in self.pieces.items()
            if name not in plain or len(parts) == max(parts) - min(parts) + 1  # else a piece was lost
        }
        extended = {name: _joined({0: (content, True)}) for name, content in self.extended.items()}
        said = {name: value for each in (joined, extended) for name, value in each.items() if value}
        return {**plain, **joined, **{name: "" for name in extended if name not in plain}, **said}


def _unlabelled(content: str) -> str:
    """A value in the extended form whose name has lost its star."""
    if "%" not in content or "'" not in content:
        return content
    labelled = _LABELLED.match(content)
    is_extended = labelled is not None and labelled[0].count("'") == 2 and codec_of(labelled[1]) is not None
    return _joined({0: (content, True)}) if is_extended else content


def _joined(parts: Mapping[int, tuple[str, bool]]) -> str:
    """RFC 2231 §3 and §4: pieces in their order, percent-escapes in the charset that the first piece names."""
    if not any(is_encoded for _, is_encoded in parts.values()):
        return _unlabelled("".join(parts[place][0] for place in sorted(parts)))
    content, charset = b"", ""
    for place in sorted(parts):
        text, is_encoded = parts[place]
        if is_encoded and place == min(parts):
            charset, text = _charset_of(text)
        content += unquote_to_bytes(text) if is_encoded else text.encode("utf-8", "replace")
    return decoded(content, charset)[0]


def _charset_of(text: str) -> tuple[str, str]:
    """The charset and what comes after it and the language; one apostrophe may be missing, or all of it."""
    if text.count("'") >= 2:
        charset, _, rest = text.split("'", 2)
        return charset, rest.strip('"')
    charset, apostrophe, rest = text.partition("'")
    return (charset, rest) if apostrophe and codec_of(charset) else ("", text)
