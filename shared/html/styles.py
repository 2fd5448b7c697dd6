"""Declarations of CSS (CSS Syntax 3): read without what loads or runs. Linear in the length of the text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

MOST_CHARS = 8192
_ESCAPE = re.compile(r"\\(?:([0-9a-f]{1,6})[ \t\n\f]?|([^\n]))", re.IGNORECASE)
_PROPERTY = re.compile(r"-?[a-z][a-z-]{0,40}")
_VALUE = re.compile(r"""[\w\s#%.,()'"+*/-]{0,400}""")
_FUNCTION = re.compile(r"([a-z-]*)\(")
_FUNCTIONS = frozenset(
    {"rgb", "rgba", "hsl", "hsla", "calc", "rect", "inset", "scale", "polygon", "circle"}
    | {"scalex", "scaley", "scale3d", "translate", "translatex", "translatey", "translate3d"}
)


@dataclass(frozen=True, slots=True)
class Declarations:
    """Value by property, those marked `!important` apart; `urls` are what `url()` of a background named."""

    plain: Mapping[str, str] = field(default_factory=dict)
    important: Mapping[str, str] = field(default_factory=dict)
    urls: tuple[str, ...] = ()


NONE = Declarations()


def read_declarations(text: str) -> Declarations:
    """Of a `style` attribute or a rule's body; what is not understood is left out."""
    if not text or len(text) > MOST_CHARS:
        return NONE
    if "\\" in text:
        text = _ESCAPE.sub(_unescaped, text)
    text, _ = without(text, "/*", "*/")
    text, urls = without(text, "url(", ")")
    plain: dict[str, str] = {}
    important: dict[str, str] = {}
    for declaration in text.lower().split(";"):
        name, colon, value = declaration.partition(":")
        name, value, marked = name.strip(), value.strip(), False
        if value.endswith("important"):
            value, mark, _ = value.rpartition("!")
            value, marked = value.strip(), bool(mark)
        if "gradient" in value:
            urls.append("")
        elif colon and _PROPERTY.fullmatch(name) and _is_harmless(value):
            (important if marked else plain)[name] = value
    return Declarations(plain, important, tuple(each.strip(" \t\n'\"") for each in urls))


def merged(layers: list[Declarations]) -> dict[str, str]:
    """What holds: the last that says something, unless one that is marked `!important` says it (CSS Cascade 4 §6)."""
    found: dict[str, str] = {}
    for layer in layers:
        found.update(layer.plain)
    for layer in layers:
        found.update(layer.important)
    return found


def without(text: str, begin: str, end: str) -> tuple[str, list[str]]:
    """The text without all that lies between the two, and what lay there; what never ends takes the rest with it."""
    kept: list[str] = []
    removed: list[str] = []
    position = 0
    lower = text.lower()
    text = text if len(text) == len(lower) else lower
    while (at := lower.find(begin, position)) >= 0:
        kept.append(text[position:at])
        found = lower.find(end, at + len(begin))
        stop = len(text) if found < 0 else found
        removed.append(text[at + len(begin) : stop])
        position = stop + len(end)
    kept.append(text[position:])
    return " ".join(kept), removed


def _is_harmless(value: str) -> bool:
    """Whether a value is words, numbers, colours and strings only: nothing that is called or fetched."""
    if not value or _VALUE.fullmatch(value) is None or value.count('"') % 2 or value.count("'") % 2:
        return False
    return "(" not in value or _FUNCTIONS.issuperset(_FUNCTION.findall(value))


def _unescaped(found: re.Match[str]) -> str:
    if not found[1]:
        return found[2]
    code = int(found[1], 16)
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
