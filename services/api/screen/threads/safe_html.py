"""A stranger's HTML, without all that runs, loads, sends or leads away by itself. Pure.

Two more walls stand behind it: the frame's own policy, which allows no script and no address, and its sandbox.
"""

import re

import nh3

TAGS = (nh3.ALLOWED_TAGS | {"font", "u", "big", "tfoot", "main", "section", "address"}) - {"map", "area", "form"}
DROPPED_WHOLE = frozenset({"script", "style", "title", "template", "noscript", "iframe", "object", "svg", "math"})
ATTRIBUTES: dict[str, set[str]] = {
    "*": {"align", "valign", "dir", "lang", "title", "width", "height", "bgcolor", "border", "style", "color"},
    "a": {"href"},
    "img": {"src", "alt"},
    "font": {"face", "size"},
    "table": {"cellpadding", "cellspacing"},
    "td": {"colspan", "rowspan", "nowrap"},
    "th": {"colspan", "rowspan", "nowrap", "scope"},
    "ol": {"start", "type"},
}
ENDS = ("", "-top", "-right", "-bottom", "-left", "-color", "-style", "-width", "-radius")
STYLES = frozenset(f"{side}{end}" for side in ("margin", "padding", "border") for end in ENDS) | {
    *("color", "background-color", "font", "font-family", "font-size", "font-style", "font-weight", "line-height"),
    *("text-align", "text-decoration", "text-indent", "text-transform", "letter-spacing", "vertical-align"),
    *("white-space", "width", "height", "max-width", "min-width", "max-height", "min-height", "display"),
    *("list-style-type", "border-collapse", "border-spacing"),
}
PICTURE = re.compile(r"data:image/(?:png|gif|jpeg|webp|bmp);base64,[A-Za-z0-9+/=\s]*", re.IGNORECASE)
LOADS = re.compile(r"url|expression|import|@|\\|var\(", re.IGNORECASE)
LINK = re.compile(r"\s*(?:https?|mailto|tel):", re.IGNORECASE)


def safe_html(html: str) -> str:
    """What may be shown in the frame: text, tables and pictures that lie in the message itself."""
    return nh3.clean(
        html,
        tags=set(TAGS),
        clean_content_tags=set(DROPPED_WHOLE),
        attributes=ATTRIBUTES,
        attribute_filter=_attribute,
        filter_style_properties=set(STYLES),
        url_schemes={"http", "https", "mailto", "tel", "data"},
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
        strip_comments=True,
    )


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name == "href":
        return value if tag == "a" and LINK.match(value) else None
    if name == "src":
        return value if tag == "img" and PICTURE.fullmatch(value) else None
    if name == "style" and LOADS.search(value):
        return None
    return value
