"""Whether a program wrote a message (RFC 3834, RFC 3464, RFC 2919) and what says so."""

from dataclasses import dataclass

from services.parser.domain.header import Header
from services.parser.domain.part import Part
from services.parser.domain.text import one_line, storable

NULL_REVERSE_PATH = ""
MAX_PATH_CHARS = 512
_BULK = frozenset({"bulk", "junk", "list", "auto_reply"})
_SUPPRESSES_REPLIES = frozenset({"all", "oof", "autoreply"})
_AUTOMATIC_FIELDS = ("x-autoreply", "x-autorespond", "x-autoresponse", "x-auto-reply-from")
_REPORT_PARTS = frozenset({"message/delivery-status", "message/feedback-report"})


@dataclass(frozen=True, slots=True)
class Origin:
    """`reason` is empty for what a person wrote; `reverse_path` empty is the null reverse-path (RFC 5321 §4.5.5)."""

    reverse_path: str | None
    reason: str
    is_report: bool
    is_list: bool


def read_origin(header: Header, root: Part) -> Origin:
    """Judges by the header fields and the MIME tree alone."""
    reverse_path = read_reverse_path(header.first("return-path"))
    has_report_part = any(part.content_type in _REPORT_PARTS for part in root.walk())
    is_report = root.content_type == "multipart/report" or (reverse_path == NULL_REVERSE_PATH and has_report_part)
    return Origin(
        reverse_path=reverse_path,
        reason=_reason(header, reverse_path, is_report=is_report),
        is_report=is_report,
        is_list=_is_list(header),
    )


def read_reverse_path(value: bytes | None) -> str | None:
    """The address in Return-Path without angle brackets; None when the field is absent."""
    if value is None:
        return None
    text = one_line(value.decode("utf-8", "replace"), MAX_PATH_CHARS)
    return text[text.find("<") + 1 :].partition(">")[0].strip()


def _reason(header: Header, reverse_path: str | None, *, is_report: bool) -> str:
    submitted = _keyword(header, "auto-submitted")
    if submitted and submitted != "no":
        return f"auto-submitted: {submitted}"
    if reverse_path == NULL_REVERSE_PATH:
        return "null reverse-path"
    if is_report:
        return "multipart/report"
    precedence = _keyword(header, "precedence")
    if precedence in _BULK:
        return f"precedence: {precedence}"
    suppressed = {word.strip() for word in _text(header, "x-auto-response-suppress").lower().split(",")}
    if suppressed & _SUPPRESSES_REPLIES:
        return "x-auto-response-suppress"
    return next((name for name in _AUTOMATIC_FIELDS if _keyword(header, name) not in {"", "no"}), "")


def _is_list(header: Header) -> bool:
    is_unsubscribable = header.first("list-unsubscribe") is not None and _keyword(header, "precedence") == "list"
    return header.first("list-id") is not None or is_unsubscribable


def _keyword(header: Header, name: str) -> str:
    """The first word of a field, in lower case, without comments and parameters."""
    words = _text(header, name).partition("(")[0].partition(";")[0].split()
    return words[0].lower()[:60] if words else ""


def _text(header: Header, name: str) -> str:
    return storable((header.first(name) or b"").decode("ascii", "replace"))
