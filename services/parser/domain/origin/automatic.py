"""Whether a program wrote a message (RFC 3834, RFC 3464, RFC 2919) and what says so."""

import re
from dataclasses import dataclass

from services.parser.domain.comments import without_comments
from services.parser.domain.fields.header import Header
from services.parser.domain.origin.automatic_fields import LIST_FIELDS, MARKERS, SUBJECTS
from services.parser.domain.parts.part import Part
from services.parser.domain.text import one_line, storable

NULL_REVERSE_PATH = ""
MAX_PATH_CHARS = 512
MAX_VALUE_BYTES = 2000
MAX_KEYWORD_CHARS = 60
_REPORT_PARTS = frozenset({"message/delivery-status", "message/feedback-report"})
_BETWEEN_WORDS = re.compile(r"[\s,;\"'<>@]+")


@dataclass(frozen=True, slots=True)
class Origin:
    """`reason` is empty for what a person wrote; `reverse_path` empty is the null reverse-path (RFC 5321 §4.5.5)."""

    reverse_path: str | None
    reason: str
    is_report: bool
    is_list: bool


def read_origin(header: Header, root: Part, subject: str) -> Origin:
    """Judges by all header fields, each time that they occur, by the MIME tree and the beginning of the subject."""
    paths = [read_reverse_path(value) for value in header.all("return-path")]
    is_null = NULL_REVERSE_PATH in paths
    has_report_part = any(part.content_type in _REPORT_PARTS for part in root.walk())
    is_report = root.content_type == "multipart/report" or (is_null and has_report_part)
    return Origin(
        reverse_path=paths[0] if paths else None,
        reason=_reason(header, subject, is_null=is_null, is_report=is_report),
        is_report=is_report,
        is_list=not header.fields.keys().isdisjoint(LIST_FIELDS),
    )


def read_reverse_path(value: bytes | None) -> str | None:
    """The address in Return-Path without angle brackets; None when the field is absent."""
    if value is None:
        return None
    text = one_line(value.decode("utf-8", "replace"), MAX_PATH_CHARS)
    return text[text.find("<") + 1 :].partition(">")[0].strip()


def _reason(header: Header, subject: str, *, is_null: bool, is_report: bool) -> str:
    """What a field says itself comes first, then the way the message went, then its subject."""
    submitted = _marked(header, "auto-submitted")
    if submitted:
        return submitted
    if is_null:
        return "null reverse-path"
    if is_report:
        return "multipart/report"
    for name in MARKERS if not MARKERS.keys().isdisjoint(header.fields) else ():
        if marked := _marked(header, name):
            return marked
    begin = subject.casefold().lstrip()
    return "subject of an automatic reply" if begin.startswith(SUBJECTS) else ""


def _marked(header: Header, name: str) -> str:
    """What the field says of the message; empty when in none of its occurrences it says that a program wrote it."""
    marker = MARKERS[name]
    for value in header.all(name):
        words = _words(value)
        if marker.says(words):
            keyword = words[0][:MAX_KEYWORD_CHARS] if words else ""
            return f"{name}: {keyword}" if marker.has_keyword else name
    return ""


def _words(value: bytes) -> tuple[str, ...]:
    """The words of a field in lower case, without comments."""
    text = without_comments(storable(value[:MAX_VALUE_BYTES].decode("ascii", "replace")))
    return tuple(filter(None, _BETWEEN_WORDS.split(text.lower())))
