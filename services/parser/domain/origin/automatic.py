"""Whether a program wrote a message (RFC 3834, RFC 3464, RFC 2919) and what says so."""

import re
from dataclasses import dataclass

from services.parser.domain.comments import without_comments
from services.parser.domain.fields.header import Header
from services.parser.domain.origin.automatic_fields import LIST_FIELDS, MARKERS
from services.parser.domain.origin.automatic_words import (
    ANSWERS,
    HINTS,
    IS_AWAY,
    OTHER_HINTS,
    SUBJECTS,
    TEXT,
    TEXT_MARKS,
    WITH_MARK,
)
from services.parser.domain.parts.part import Part
from services.parser.domain.text import one_line, storable
from shared.events import AutomationKind

NULL_REVERSE_PATH = ""
MAX_PATH_CHARS = 512
MAX_VALUE_BYTES = 2000
MAX_KEYWORD_CHARS = 60
MAX_SUBJECT_CHARS = 300
MAX_TEXT_CHARS = 300
MAX_WORD_CHARS = 10
NO = "no"
ANSWERS_SUBJECT = "subject of an automatic reply"
SAYS_SO = "its text says so"
SAYS_IT_ANSWERS = "its text says that it is an automatic reply"
_ANSWERS = frozenset({"auto-replied", "auto_reply", "auto-reply", "autoreply"})
_REPORT_PARTS = frozenset({"message/delivery-status", "message/feedback-report"})
_BETWEEN_WORDS = re.compile(r"[\s,;\"'<>@]+")


@dataclass(frozen=True, slots=True)
class Origin:
    """`reason` is empty for what a person wrote; `reverse_path` empty is the null reverse-path (RFC 5321 §4.5.5).

    `paths` are all of Return-Path, the last hop first; `auto_submitted` is RFC 3834's keyword, `no` included.
    """

    paths: tuple[str, ...]
    reason: str
    is_report: bool
    is_list: bool
    auto_submitted: str | None
    kind: AutomationKind

    @property
    def reverse_path(self) -> str | None:
        """Of the last hop."""
        return self.paths[0] if self.paths else None


def read_origin(header: Header, root: Part, subject: str, text: str) -> Origin:
    """Judges by all header fields, each time that they occur, the MIME tree, and how subject and text begin."""
    paths = tuple(read_reverse_path(value) or "" for value in header.all("return-path"))
    is_null = NULL_REVERSE_PATH in paths
    has_report_part = bool(root.children) and any(part.content_type in _REPORT_PARTS for part in root.walk())
    is_report = root.content_type == "multipart/report" or (is_null and has_report_part)
    is_list = not header.fields.keys().isdisjoint(LIST_FIELDS)
    submitted = _keyword(header) if "auto-submitted" in header.fields else None
    is_person = submitted == NO and not is_report  # RFC 3834 §5: only then is it said that no program wrote it
    begin = subject[:MAX_SUBJECT_CHARS].casefold().lstrip()
    found = _found(header, is_null=is_null, is_report=is_report)
    reason = "" if is_person else found or (ANSWERS_SUBJECT if _is_of_an_answer(begin) else _said_in(text))
    kind = _kind(reason, begin, is_list=is_list)
    return Origin(paths, reason, is_report, is_list, submitted, kind)


def read_reverse_path(value: bytes | None) -> str | None:
    """The address in Return-Path without angle brackets; None when the field is absent."""
    if value is None:
        return None
    text = one_line(value.decode("utf-8", "replace"), MAX_PATH_CHARS)
    return text[text.find("<") + 1 :].partition(">")[0].strip()


def _found(header: Header, *, is_null: bool, is_report: bool) -> str:
    """What a field says itself comes first, then the way the message went."""
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
    return ""


def _is_of_an_answer(begin: str) -> bool:
    """Whether a subject, in small letters, is that of an automatic reply."""
    if begin.startswith(SUBJECTS):
        return True
    hints = HINTS if begin.isascii() else (*HINTS, *OTHER_HINTS)
    return any(hint in begin for hint in hints) and WITH_MARK.search(begin) is not None


def _said_in(text: str) -> str:
    """What the beginning of the text says of itself."""
    begin = text[:MAX_TEXT_CHARS].casefold()
    said = TEXT.search(begin) if any(mark in begin for mark in TEXT_MARKS) else None
    if said is None:
        return ""
    return SAYS_IT_ANSWERS if ANSWERS.search(begin, said.start(), said.end() + MAX_WORD_CHARS) else SAYS_SO


def _kind(reason: str, begin: str, *, is_list: bool) -> AutomationKind:
    """An answer is one by its own word or by its subject; what else a program wrote goes by its field."""
    name, _, keyword = reason.partition(": ")
    if not reason:
        return AutomationKind.LIST if is_list else AutomationKind.NONE
    is_away = _is_of_an_answer(begin) or (name != "precedence" and _is_away(begin))
    if reason in {ANSWERS_SUBJECT, SAYS_IT_ANSWERS} or keyword in _ANSWERS or is_away:
        return AutomationKind.VACATION
    marker = MARKERS.get(name)
    if marker is not None and marker.kind is AutomationKind.VACATION:
        return AutomationKind.VACATION
    is_bulk = is_list or keyword == "list" or (marker is not None and marker.kind is AutomationKind.LIST)
    return AutomationKind.LIST if is_bulk and name != "auto-submitted" else AutomationKind.NOTIFICATION


def _is_away(begin: str) -> bool:
    return IS_AWAY.search(begin) is not None and not begin.startswith("re:")


def _keyword(header: Header) -> str | None:
    """The keyword of the first Auto-Submitted that says that a program wrote it; else of the first that has one."""
    found = [words[0] for value in header.all("auto-submitted") if (words := _words(value))]
    keyword = next((word for word in found if word != NO), next(iter(found), None))
    return keyword[:MAX_KEYWORD_CHARS] if keyword else None


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
