"""Which parts are the text and which are attachments (RFC 2046 §5.1, RFC 2183, RFC 8621 §4.1.4)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from services.parser.domain.encodings.charset import decoded, html_charset
from services.parser.domain.parts.flowed import unflowed
from services.parser.domain.parts.part import Part
from services.parser.domain.text import without_controls
from shared.html_text import html_text

ALTERNATIVE = "multipart/alternative"
RELATED = "multipart/related"
ENOUGH = 200
_TEXTS = frozenset({"text/plain", "text/html"})
_SEEN = re.compile("[^\\s\u00ad\u200b-\u200f\u2060\ufeff]")
_OTHER_TEXT = frozenset({"text/enriched", "text/richtext", "text/x-amp-html", "text/watch-html"})


@dataclass(slots=True)
class Bodies:
    """Texts in their order, attachments in their order, and what was wrong with charsets."""

    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    attachments: list[Part] = field(default_factory=list)
    defects: dict[str, None] = field(default_factory=dict)


def read_bodies(root: Part) -> Bodies:
    """Every text that is to be read in sequence; of alternatives of a kind the last that says something.

    A plain text in which there is nothing to see yields to the HTML.
    """
    found = Bodies()
    _visit(root, found, is_first=True, container="")
    if found.html and is_blank(found.plain):
        found.plain = []
    return found


def _visit(part: Part, found: Bodies, *, is_first: bool, container: str) -> None:
    if part.content_type == ALTERNATIVE and part.children:
        _visit_alternatives(part, found)
    elif part.children:
        root = _first_text(part)
        for place, child in enumerate(part.children):
            _visit(child, found, is_first=place == root, container=part.content_type)
    elif part.content_type.startswith("multipart/"):
        return
    elif is_body(part, is_first=is_first, container=container):
        texts = found.plain if part.content_type == "text/plain" else found.html
        texts.append(_text(part, found))
    elif not (container == ALTERNATIVE and part.content_type in _OTHER_TEXT and not part.filename):
        found.attachments.append(part)


def _first_text(part: Part) -> int:
    """Where the text begins: at the first part, in multipart/related at the first that can be its root (RFC 2387)."""
    if part.content_type != RELATED:
        return 0
    for place, child in enumerate(part.children) if part.start else ():
        if child.content_id == part.start:
            return place
    places = (place for place, child in enumerate(part.children) if child.children or child.content_type in _TEXTS)
    return next(places, 0)


def _visit_alternatives(part: Part, found: Bodies) -> None:
    """RFC 2046 §5.1.4: the last is the best. A text beside an HTML in one alternative only adds to it."""
    plain: list[str] = []
    html: list[str] = []
    for place, child in enumerate(part.children):
        one = Bodies(attachments=found.attachments, defects=found.defects)
        _visit(child, one, is_first=place == 0, container=ALTERNATIVE)
        if one.plain and (not plain or (not one.html and not is_blank(one.plain))):
            plain = one.plain
        if one.html and (not html or not is_blank_html(one.html)):
            html = one.html
    found.plain += plain
    found.html += html


def is_body(part: Part, *, is_first: bool, container: str) -> bool:
    """Whether a part is text to be read (RFC 8621 §4.1.4): the first text is, later ones where they have no file name.

    Of the parts of multipart/related only the root is; an alternative may be named so long as it is not placed.
    """
    if part.content_type not in _TEXTS or part.disposition == "attachment":
        return False
    if is_first:
        return True
    return container != RELATED and (not part.filename or (container == ALTERNATIVE and not part.disposition))


def is_blank(texts: Iterable[str]) -> bool:
    """Whether a reader would see nothing in these texts."""
    return all(not _SEEN.search(text) for text in texts)


def is_blank_html(documents: Iterable[str]) -> bool:
    """The same of HTML; a picture is something."""
    return all("<img" not in each.lower() and is_blank([html_text(each, enough=ENOUGH)]) for each in documents)


def _text(part: Part, found: Bodies) -> str:
    label = part.charset
    if not label and part.content_type == "text/html":
        label = html_charset(part.content)
    text, defect = decoded(part.content, label)
    if defect:
        found.defects[defect] = None
    text = without_controls(text.replace("\r\n", "\n").replace("\r", "\n"))
    return unflowed(text, part.flowed) if part.flowed and part.content_type == "text/plain" else text
