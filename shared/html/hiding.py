"""By which styles a text is not seen: found element by element, as styles are inherited (CSS 2.2 §6.2, §11)."""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from shared.html.colours import BLACK, LINK, WHITE, Colour, are_alike, read_colour


class Hiding(StrEnum):
    """How a text is hidden, from all or from some readers."""

    DISPLAY_NONE = "display_none"
    HIDDEN_ATTRIBUTE = "hidden_attribute"
    VISIBILITY = "visibility_hidden"
    OPACITY = "opacity"
    NO_SIZE = "no_size"
    OFF_SCREEN = "off_screen"
    CLIPPED = "clipped"
    MSO_HIDE = "mso_hide"
    FONT_SIZE = "font_size"
    TRANSPARENT = "transparent"
    SAME_COLOUR = "same_colour"
    TAG_CHARACTERS = "tag_characters"
    VARIATION_SELECTORS = "variation_selectors"
    ZERO_WIDTH = "zero_width"


FAR_PX = 500.0
TINY_PX = 1.0
SEEN_OPACITY = 0.05
_LENGTH = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+))(px|pt|pc|in|cm|mm|em|rem|ex|ch|vw|vh|%)?")
_PX = {
    "px": 1.0,
    "": 1.0,
    "pt": 4 / 3,
    "pc": 16.0,
    "in": 96.0,
    "cm": 37.8,
    "mm": 3.78,
    "rem": 16.0,
    "vw": 10.0,
    "vh": 8.0,
}
_NO_SHAPE = re.compile(
    r"scale[xy]?\(\s*0(?:\.0\d*)?\s*[,)]|circle\(\s*0(?:px|%)?[\s)]|rect\((?:\s*[01](?:px)?[\s,]*){4}\)|inset\(\s*(?:[5-9]\d|100)%\s*\)"
)
_FAR = re.compile(r"translate(?:[xy]|3d)?\([^()]*-(?:\d{4,}|[5-9]\d\d)(?:\.\d*)?(?:px|vw|vh|%|em|rem)")
_EDGES = ("left", "top", "right", "bottom", "margin-left", "margin-top", "text-indent")
_WORD_SIZES = {"medium": 16.0, "small": 13.0, "x-small": 10.0, "xx-small": 9.0, "large": 18.0}
_MOST_DIGITS = 12
PICTURE = "background-image"
"""Stands in the declarations where there is a picture behind the text, whatever it is."""


class Look(NamedTuple):
    """What an element says of its own look; None where it says nothing. `background` is "unknown" behind a picture."""

    whole: Hiding | None = None
    is_visible: bool | None = None
    colour: Colour | str | None = None
    background: Colour | str | None = None
    size: tuple[float, str] | None = None


PLAIN = Look()


class Sight(NamedTuple):
    """What holds inside an element: `whole` hides all within, whatever that says; `hiding` is what hides its text."""

    whole: Hiding | None = None
    is_visible: bool = True
    colour: Colour | str = BLACK
    background: Colour | None = WHITE
    size_px: float = 16.0
    hiding: Hiding | None = None


def look_of(style: Mapping[str, str], attributes: Mapping[str, str], name: str) -> Look:
    """What the declarations say, those in the place of old attributes among them, and `hidden` (HTML §15.3.1)."""
    colour = read_colour(style.get("-webkit-text-fill-color") or style.get("color", ""))
    if colour is None and name == "a" and "href" in attributes:
        colour = LINK
    look = Look(
        whole=_whole(style, attributes),
        is_visible={"hidden": False, "collapse": False, "visible": True}.get(style.get("visibility", "")),
        colour=colour,
        background=_background(style),
        size=_size(style),
    )
    return PLAIN if look == PLAIN else look


def within(sight: Sight, look: Look) -> Sight:
    """What holds inside an element of this look."""
    if look is PLAIN:
        return sight
    whole = sight.whole or look.whole
    is_visible = sight.is_visible if look.is_visible is None else look.is_visible
    colour = sight.colour if look.colour is None else look.colour
    background = sight.background
    if look.background is not None and look.background != "transparent":
        background = None if isinstance(look.background, str) else look.background
    size_px = sight.size_px if look.size is None else _px(*look.size, sight.size_px)
    hiding = whole or _of_text(colour, background, size_px, is_visible=is_visible)
    return Sight(whole, is_visible, colour, background, size_px, hiding)


def _of_text(colour: Colour | str, background: Colour | None, size_px: float, *, is_visible: bool) -> Hiding | None:
    if not is_visible:
        return Hiding.VISIBILITY
    if size_px <= TINY_PX:
        return Hiding.FONT_SIZE
    if isinstance(colour, str):
        return Hiding.TRANSPARENT
    return Hiding.SAME_COLOUR if background is not None and are_alike(colour, background) else None


def _whole(style: Mapping[str, str], attributes: Mapping[str, str]) -> Hiding | None:
    if not style:
        return Hiding.HIDDEN_ATTRIBUTE if "hidden" in attributes else None
    display = style.get("display")
    if display == "none":
        return Hiding.DISPLAY_NONE
    if "hidden" in attributes and not display:
        return Hiding.HIDDEN_ATTRIBUTE
    opacity = _LENGTH.fullmatch(style.get("opacity", ""))
    if opacity and float(opacity[1][:_MOST_DIGITS]) * (0.01 if opacity[2] == "%" else 1) <= SEEN_OPACITY:
        return Hiding.OPACITY
    if style.get("overflow", "visible") not in {"visible", "auto", "scroll"} and _has_no_size(style):
        return Hiding.NO_SIZE
    if any(_is_far(style, edge) for edge in _EDGES if edge in style) or _FAR.search(style.get("transform", "")):
        return Hiding.OFF_SCREEN
    if any(_NO_SHAPE.search(style.get(name, "")) for name in ("transform", "clip", "clip-path")):
        return Hiding.CLIPPED
    return Hiding.MSO_HIDE if style.get("mso-hide") == "all" else None


def _has_no_size(style: Mapping[str, str]) -> bool:
    lengths = (style.get(name) for name in ("height", "max-height", "width", "max-width"))
    return any(each is not None and 0 <= _length(each, 99.0) <= TINY_PX for each in lengths)


def _is_far(style: Mapping[str, str], edge: str) -> bool:
    """Whether it lies outside of every window. A place counts only where the element is taken out of the text."""
    far = _length(style[edge], 0.0)
    if edge.startswith(("margin", "text")):
        return far <= -FAR_PX
    is_placed = style.get("position") in {"absolute", "fixed", "relative"}
    return is_placed and (far <= -FAR_PX or (far >= 10 * FAR_PX and edge in {"left", "right"}))


def _length(written: str, otherwise: float) -> float:
    """In px; of what is relative to something else only zero is known."""
    found = _LENGTH.match(written)
    if found is None:
        return otherwise
    number = float(found[1][:_MOST_DIGITS])
    if found[2] == "%":
        return number * 10 if number else 0.0
    return _px(number, found[2] or "", 16.0)


def _px(number: float, unit: str, parent_px: float) -> float:
    relative = {"em": 1.0, "%": 0.01, "ex": 0.5, "ch": 0.5}.get(unit)
    return number * parent_px * relative if relative is not None else number * _PX.get(unit, 1.0)


def _size(style: Mapping[str, str]) -> tuple[float, str] | None:
    written = style.get("font-size") or _size_in_font(style.get("font", ""))
    if written in _WORD_SIZES:
        return _WORD_SIZES[written], "px"
    found = _LENGTH.fullmatch(written)
    if found is None or (not found[2] and float(found[1][:_MOST_DIGITS])):
        return None  # a number alone is no size, but for zero
    return float(found[1][:_MOST_DIGITS]), found[2] or "px"


def _size_in_font(font: str) -> str:
    """The size in `font: italic bold 12px/30px Georgia` (CSS Fonts 4 §2.7)."""
    for word in font.split():
        size = word.partition("/")[0]
        found = _LENGTH.fullmatch(size)
        if found and (found[2] or not float(found[1][:_MOST_DIGITS])):
            return size
    return ""


def _background(style: Mapping[str, str]) -> Colour | str | None:
    """Behind a picture the colour that the sender gave for it, where he did."""
    colour = read_colour(style.get("background-color", ""))
    if colour is None and "background" in style:
        colour = colour_in(style["background"])
    return "unknown" if colour is None and PICTURE in style else colour


def colour_in(background: str) -> Colour | str | None:
    """The colour in the shorthand `background`."""
    if "(" in background:
        found = re.search(r"rgba?\([^()]*+\)", background)
        return read_colour(found[0]) if found else None
    return next((colour for word in background.split() if (colour := read_colour(word)) is not None), None)
