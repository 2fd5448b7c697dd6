"""What may stay: all else is taken out, whatever it is called."""

import nh3

TAGS = frozenset(
    (nh3.ALLOWED_TAGS | {"font", "u", "big", "tfoot", "main", "section", "address"}) - {"map", "area", "form"}
)
VOID = frozenset({"br", "col", "hr", "img", "wbr"})
ATTRIBUTES: dict[str, frozenset[str]] = {
    "*": frozenset(
        {"align", "valign", "dir", "lang", "title", "width", "height", "bgcolor", "border", "style", "color"}
        | {"class", "id", "hidden", "data-remote-bg"}
    ),
    "a": frozenset({"href", "rel", "target", "data-leads-to"}),
    "img": frozenset({"src", "alt", "data-remote-src"}),
    "font": frozenset({"face", "size"}),
    "table": frozenset({"cellpadding", "cellspacing"}),
    "td": frozenset({"colspan", "rowspan", "nowrap"}),
    "th": frozenset({"colspan", "rowspan", "nowrap", "scope"}),
    "ol": frozenset({"start", "type"}),
}
_ENDS = ("", "-top", "-right", "-bottom", "-left", "-color", "-style", "-width", "-radius")
STYLES = frozenset(f"{side}{end}" for side in ("margin", "padding", "border") for end in _ENDS) | {
    *("color", "background-color", "font", "font-family", "font-size", "font-style", "font-weight", "line-height"),
    *("text-align", "text-decoration", "text-indent", "text-transform", "letter-spacing", "vertical-align"),
    *("white-space", "width", "height", "max-width", "min-width", "max-height", "min-height", "display", "float"),
    *("list-style-type", "border-collapse", "border-spacing", "visibility", "opacity", "overflow", "table-layout"),
}
