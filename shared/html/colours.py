"""Colours of CSS (CSS Color 4 §4, §6.1), as far as they tell whether a text can be seen."""

import re
from colorsys import hls_to_rgb

Colour = tuple[int, int, int]
MOST_ALIKE = 20
"""So far each of red, green and blue may differ and nobody sees the text: #eee on white is not read."""
WHITE: Colour = (255, 255, 255)
BLACK: Colour = (0, 0, 0)
LINK: Colour = (0, 0, 238)
_HEX = re.compile(r"#?([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})")
_RGB = re.compile(r"rgba?\(\s*([\d.]+)(%?)[\s,]+([\d.]+)%?[\s,]+([\d.]+)%?(?:[\s,/]+([\d.]+)(%?))?\s*\)")
_HSL = re.compile(r"hsla?\(\s*([\d.]+)(?:deg)?[\s,]+([\d.]+)%[\s,]+([\d.]+)%(?:[\s,/]+([\d.]+)(%?))?\s*\)")
SEEN_ALPHA = 0.05
_NAMES = """
aliceblue f0f8ff antiquewhite faebd7 aqua 00ffff aquamarine 7fffd4 azure f0ffff beige f5f5dc bisque ffe4c4
black 000000 blanchedalmond ffebcd blue 0000ff blueviolet 8a2be2 brown a52a2a burlywood deb887 cadetblue 5f9ea0
chartreuse 7fff00 chocolate d2691e coral ff7f50 cornflowerblue 6495ed cornsilk fff8dc crimson dc143c cyan 00ffff
darkblue 00008b darkcyan 008b8b darkgoldenrod b8860b darkgray a9a9a9 darkgreen 006400 darkgrey a9a9a9 darkkhaki bdb76b
darkmagenta 8b008b darkolivegreen 556b2f darkorange ff8c00 darkorchid 9932cc darkred 8b0000 darksalmon e9967a
darkseagreen 8fbc8f darkslateblue 483d8b darkslategray 2f4f4f darkslategrey 2f4f4f darkturquoise 00ced1
darkviolet 9400d3 deeppink ff1493 deepskyblue 00bfff dimgray 696969 dimgrey 696969 dodgerblue 1e90ff firebrick b22222
floralwhite fffaf0 forestgreen 228b22 fuchsia ff00ff gainsboro dcdcdc ghostwhite f8f8ff gold ffd700 goldenrod daa520
gray 808080 green 008000 greenyellow adff2f grey 808080 honeydew f0fff0 hotpink ff69b4 indianred cd5c5c indigo 4b0082
ivory fffff0 khaki f0e68c lavender e6e6fa lavenderblush fff0f5 lawngreen 7cfc00 lemonchiffon fffacd lightblue add8e6
lightcoral f08080 lightcyan e0ffff lightgoldenrodyellow fafad2 lightgray d3d3d3 lightgreen 90ee90 lightgrey d3d3d3
lightpink ffb6c1 lightsalmon ffa07a lightseagreen 20b2aa lightskyblue 87cefa lightslategray 778899
lightslategrey 778899 lightsteelblue b0c4de lightyellow ffffe0 lime 00ff00 limegreen 32cd32 linen faf0e6
magenta ff00ff maroon 800000 mediumaquamarine 66cdaa mediumblue 0000cd mediumorchid ba55d3 mediumpurple 9370db
mediumseagreen 3cb371 mediumslateblue 7b68ee mediumspringgreen 00fa9a mediumturquoise 48d1cc mediumvioletred c71585
midnightblue 191970 mintcream f5fffa mistyrose ffe4e1 moccasin ffe4b5 navajowhite ffdead navy 000080 oldlace fdf5e6
olive 808000 olivedrab 6b8e23 orange ffa500 orangered ff4500 orchid da70d6 palegoldenrod eee8aa palegreen 98fb98
paleturquoise afeeee palevioletred db7093 papayawhip ffefd5 peachpuff ffdab9 peru cd853f pink ffc0cb plum dda0dd
powderblue b0e0e6 purple 800080 rebeccapurple 663399 red ff0000 rosybrown bc8f8f royalblue 4169e1 saddlebrown 8b4513
salmon fa8072 sandybrown f4a460 seagreen 2e8b57 seashell fff5ee sienna a0522d silver c0c0c0 skyblue 87ceeb
slateblue 6a5acd slategray 708090 slategrey 708090 snow fffafa springgreen 00ff7f steelblue 4682b4 tan d2b48c
teal 008080 thistle d8bfd8 tomato ff6347 turquoise 40e0d0 violet ee82ee wheat f5deb3 white ffffff whitesmoke f5f5f5
yellow ffff00 yellowgreen 9acd32
"""
NAMED: dict[str, str] = dict(re.findall(r"([a-z]+) ([0-9a-f]{6})", _NAMES))


def read_colour(written: str) -> Colour | str | None:
    """The colour; "transparent" where it cannot be seen at all; None where this is no colour that we know."""
    text = written.strip().lower()
    if text == "transparent":
        return text
    text = NAMED.get(text, text)
    if found := _HEX.fullmatch(text):
        return _of_hex(found[1])
    if found := _RGB.fullmatch(text):
        return _of_rgb(found)
    if found := _HSL.fullmatch(text):
        return _of_hsl(found)
    return None


def are_alike(one: Colour, other: Colour) -> bool:
    """Whether a text of one colour cannot be read on the other."""
    return all(abs(a - b) <= MOST_ALIKE for a, b in zip(one, other, strict=True))


def _of_hex(digits: str) -> Colour | str:
    full = "".join(each * 2 for each in digits) if len(digits) < 6 else digits
    if len(full) == 8 and int(full[6:], 16) <= SEEN_ALPHA * 255:
        return "transparent"
    return int(full[:2], 16), int(full[2:4], 16), int(full[4:6], 16)


def _of_rgb(found: re.Match[str]) -> Colour | str | None:
    try:
        scale = 2.55 if found[2] else 1.0
        red, green, blue = (min(255, round(float(found[place]) * scale)) for place in (1, 3, 4))
        alpha = float(found[5]) / (100 if found[6] else 1) if found[5] else 1.0
    except (ValueError, OverflowError):
        return None
    return "transparent" if alpha <= SEEN_ALPHA else (red, green, blue)


def _of_hsl(found: re.Match[str]) -> Colour | str | None:
    try:
        hue, saturation, lightness = (float(found[place]) for place in (1, 2, 3))
        alpha = float(found[4]) / (100 if found[5] else 1) if found[4] else 1.0
    except ValueError:
        return None
    if alpha <= SEEN_ALPHA:
        return "transparent"
    red, green, blue = hls_to_rgb(hue % 360 / 360, min(lightness, 100) / 100, min(saturation, 100) / 100)
    return round(red * 255), round(green * 255), round(blue * 255)
