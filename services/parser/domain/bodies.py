"""Which parts are the text and which are attachments (RFC 2046 §5.1, RFC 2183)."""

from dataclasses import dataclass, field

from services.parser.domain.charset import decoded, html_charset
from services.parser.domain.part import Part
from services.parser.domain.text import without_controls

_OTHER_TEXT = frozenset({"text/enriched", "text/richtext", "text/x-amp-html", "text/watch-html"})


@dataclass(slots=True)
class Bodies:
    """Texts in their order, attachments in their order, and what was wrong with charsets."""

    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    attachments: list[Part] = field(default_factory=list)
    defects: dict[str, None] = field(default_factory=dict)


def read_bodies(root: Part) -> Bodies:
    """Every text that is to be read in sequence; of alternatives the first of each kind."""
    found = Bodies()
    _visit(root, found, is_alternative=False)
    return found


def _visit(part: Part, found: Bodies, *, is_alternative: bool) -> None:
    if part.children:
        if part.content_type == "multipart/alternative":
            _visit_alternatives(part, found)
            return
        for child in part.children:
            _visit(child, found, is_alternative=is_alternative)
    elif part.content_type.startswith("multipart/"):
        return
    elif is_body(part, is_alternative=is_alternative):
        texts = found.plain if part.content_type == "text/plain" else found.html
        texts.append(_text(part, found))
    elif not (is_alternative and part.content_type in _OTHER_TEXT and not part.filename):
        found.attachments.append(part)


def _visit_alternatives(part: Part, found: Bodies) -> None:
    inner = Bodies(attachments=found.attachments, defects=found.defects)
    for child in part.children:
        one = Bodies(attachments=found.attachments, defects=found.defects)
        _visit(child, one, is_alternative=True)
        inner.plain = inner.plain or one.plain
        inner.html = inner.html or one.html
    found.plain += inner.plain
    found.html += inner.html


def is_body(part: Part, *, is_alternative: bool) -> bool:
    """Whether a part is text to be read: not an attachment, and without a file name unless it is an alternative."""
    if part.content_type not in {"text/plain", "text/html"} or part.disposition == "attachment":
        return False
    return not part.filename or (is_alternative and not part.disposition)


def _text(part: Part, found: Bodies) -> str:
    label = part.charset
    if not label and part.content_type == "text/html":
        label = html_charset(part.content)
    text, defect = decoded(part.content, label)
    if defect:
        found.defects[defect] = None
    return without_controls(text.replace("\r\n", "\n").replace("\r", "\n"))
