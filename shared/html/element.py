"""A start tag, written anew from what is allowed, and what the element says of its look."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from urllib.parse import quote

from shared.html.allowed import ATTRIBUTES, STYLES
from shared.html.colours import read_colour
from shared.html.hiding import PICTURE, PLAIN, Hiding, Look, colour_in, look_of
from shared.html.links import clean_address, host_of
from shared.html.markup import attributes as read_attributes
from shared.html.sheets import StyleRules
from shared.html.sources import own_picture, remote_picture
from shared.html.styles import NONE, Declarations, merged, read_declarations

PREFIX = "mail-"
"""Before every class and id, so that none of them is one of the page's."""
MOST_CLASSES = 50
MOST_VALUE_CHARS = 2000
_UNSEEN_HERE = frozenset({Hiding.OFF_SCREEN, Hiding.CLIPPED})
_IN_ADDRESS = "%:/?#[]@!$&*+,;=~-._"
_LIKE_A_TAG = re.compile("<[/!?a-z]", re.IGNORECASE)
"""In a value it is a tag to whoever reads the document otherwise than we do."""
_WITH_BACKGROUND = frozenset({"body", "table", "tbody", "thead", "tfoot", "tr", "td", "th"})
_OWN = frozenset(
    {"bgcolor", "color", "style", "class", "id", "href", "src", "background", "name", "hidden", "rel", "target"}
)


@dataclass(frozen=True, slots=True)
class Element:
    """`start` has no closing ">"; `bare` is that without what style sheets say; `remote` counts sources elsewhere."""

    name: str
    start: str
    bare: str
    look: Look = PLAIN
    remote: int = 0
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes elements; with `loads_remote` pictures from elsewhere keep their source."""

    rules: StyleRules
    pictures: Mapping[str, str]
    loads_remote: bool = False

    def element(self, name: str, written: str) -> Element:
        """Of a name that is allowed."""
        given = read_attributes(written)
        layers = [_of_old_attributes(name, given), *self.rules.of(name, given.get("class", ""), given.get("id", ""))]
        own = read_declarations(given.get("style", ""))
        style = merged([*layers, own])
        urls = [url for layer in (*layers, own) for url in layer.urls]
        behind = next(filter(None, map(remote_picture, [*urls, given.get("data-remote-bg", "")])), None)
        if urls or behind:
            style[PICTURE] = f'url("{quote(behind, safe=_IN_ADDRESS)}")' if behind and self.loads_remote else "none"
        look = look_of(style, given, name)
        found, remote = self._sources(name, given, None if self.loads_remote else behind)
        found = {**_plain_attributes(name, given), **found}
        href = _link(name, given, found)
        tag = "div" if name == "body" else name
        start = _start(tag, found, style, look)
        bare = start if len(layers) == 1 else _start(tag, found, merged([layers[0], own]), look)
        return Element(tag, start, bare, look, remote + int(bool(behind)), href)

    def _sources(self, name: str, given: Mapping[str, str], behind: str | None) -> tuple[dict[str, str], int]:
        """The pictures of an element, and whether its own lies elsewhere."""
        found = {"data-remote-bg": behind} if behind else {}
        if name != "img":
            return found, 0
        written = given.get("src") or given.get("data-remote-src") or _first_of_set(given.get("srcset", ""))
        own, remote = own_picture(written, self.pictures), remote_picture(written)
        if own or remote:
            is_shown = own or self.loads_remote
            found["src" if is_shown else "data-remote-src"] = own or remote or ""
        return found, int(bool(remote and not own))


def _of_old_attributes(name: str, given: Mapping[str, str]) -> Declarations:
    """Colours and pictures as they were written before there were styles (HTML §15.3): any style is stronger."""
    found = {}
    if name in _WITH_BACKGROUND and read_colour(given.get("bgcolor", "")):
        found["background-color"] = given["bgcolor"]
    colour = given.get({"body": "text", "font": "color"}.get(name, ""), "")
    if read_colour(colour):
        found["color"] = colour
    urls = (given["background"],) if name in _WITH_BACKGROUND and given.get("background") else ()
    return Declarations(found, {}, urls) if found or urls else NONE


def _first_of_set(srcset: str) -> str:
    return srcset.strip().partition(" ")[0].rstrip(",")


def _plain_attributes(name: str, given: Mapping[str, str]) -> dict[str, str]:
    """What is allowed as it is, with class and id in a name space of their own."""
    allowed = ATTRIBUTES["*"] | ATTRIBUTES.get(name, frozenset())
    found = {
        key: value[:MOST_VALUE_CHARS]
        for key, value in given.items()
        if key in allowed and key not in _OWN and not key.startswith("data-") and not _LIKE_A_TAG.search(value)
    }
    if given.get("class"):
        found["class"] = " ".join(_scoped(each) for each in given["class"].split()[:MOST_CLASSES])
    id_ = given.get("id") or (given.get("name") if name == "a" else None)
    if id_ and id_.strip():
        found["id"] = _scoped("-".join(id_[:MOST_VALUE_CHARS].split()))
    if "hidden" in given:
        found["hidden"] = ""
    return found


def _scoped(name: str) -> str:
    return name if name.startswith(PREFIX) else f"{PREFIX}{name}"


def _link(name: str, given: Mapping[str, str], found: dict[str, str]) -> str | None:
    """Where a link leads; its title says so, whatever the sender had written there."""
    written = given.get("href")
    if name != "a" or written is None:
        return None
    found.pop("title", None)
    if written.strip().startswith("#"):
        found["href"] = f"#{_scoped(written.strip()[1:MOST_VALUE_CHARS])}" if len(written.strip()) > 1 else "#"
        return None
    address = clean_address(written)
    if address is None:
        return None
    found |= {"href": address, "title": _target(address), "target": "_blank", "rel": "noopener noreferrer nofollow"}
    return address


def _target(address: str) -> str:
    """The address with its host first, as it is looked up, so that nothing before it can pose as one."""
    host = host_of(address)
    shown = address if len(address) <= 200 else f"{address[:200]}…"
    return shown if not host or f"//{host}" in shown or f"@{host}" in shown[:80] else f"{host}: {shown}"


def _start(name: str, found: Mapping[str, str], style: Mapping[str, str], look: Look) -> str:
    parts = [f'{key}="{escape(value)}"' for key, value in found.items()]
    shown = _shown(style, look)
    if shown:
        parts.append(f'style="{escape(shown)}"')
    return " ".join([f"<{name}", *parts])


def _shown(style: Mapping[str, str], look: Look) -> str:
    """What is allowed of a style. What the sender put where nobody sees it stays unseen without leaving its place."""
    kept = {key: value for key, value in style.items() if key in STYLES or (key == PICTURE and value != "none")}
    colour = colour_in(style["background"]) if "background" in style and "background-color" not in style else None
    if isinstance(colour, tuple):
        kept["background-color"] = f"#{colour[0]:02x}{colour[1]:02x}{colour[2]:02x}"
    if look.whole in _UNSEEN_HERE:
        kept["display"] = "none"
    return ";".join(f"{key}:{value}" for key, value in kept.items())
