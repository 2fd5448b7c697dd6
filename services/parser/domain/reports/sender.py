"""Whether a mail system wrote a message, by its header alone: cheap, for every message is asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from services.parser.domain.fields.addresses import Address
from services.parser.domain.fields.header import Header
from services.parser.domain.reports.notices.signs import (
    FAILED_FIELDS,
    FIELDS,
    NAMES,
    OTHER_SUBJECTS,
    PROGRAMS,
    REPLIES,
    SENDER_WORDS,
    SENDERS,
    SUBJECTS,
    SURE_PREFIX,
    SURE_SENDERS,
    SYSTEM_NAME,
    UNREAD,
)

MAX_VALUE_BYTES = 400
MAX_SUBJECT_CHARS = 300


class Writer(IntEnum):
    """How sure it is that a mail system wrote a message."""

    PERSON = 0
    UNSURE = 1
    SYSTEM = 2
    SURE = 3


_BETWEEN_WORDS = {ord(mark): None for mark in '-_." \\'}


@dataclass(frozen=True, slots=True)
class Signs:
    """Who wrote it, and whether its subject is that of a bounce; `names_failed`: a field of it names who failed."""

    writer: Writer
    has_subject: bool
    names_failed: bool = False


PERSON = Signs(Writer.PERSON, has_subject=False)


def read_signs(header: Header, subject: str, senders: Sequence[Address], paths: Sequence[str]) -> Signs:
    """`paths` are the addresses of Return-Path, empty for the null reverse-path."""
    if not FAILED_FIELDS.isdisjoint(header.fields):
        return Signs(Writer.SURE, has_subject=True, names_failed=True)
    is_returned = any(not path or _is_system(_plain(path)) for path in paths)
    writer = _writer(header, senders, is_returned=is_returned)
    if writer is Writer.PERSON:
        return PERSON
    begin = subject[:MAX_SUBJECT_CHARS].casefold().strip()
    if any(sign in begin for sign in OTHER_SUBJECTS):
        return PERSON
    if writer is Writer.SYSTEM and not is_returned and REPLIES.match(begin):
        writer = Writer.UNSURE
    # A program that tells of a new ticket puts the bounce's subject into its own, behind something.
    if writer is Writer.UNSURE and not is_returned:
        return Signs(writer, begin.startswith(SUBJECTS))
    return Signs(writer, any(sign in begin for sign in SUBJECTS))


def _writer(header: Header, senders: Sequence[Address], *, is_returned: bool) -> Writer:
    fields = header.fields
    address = senders[0].address if senders else ""
    local, name = _plain(address), senders[0].name.casefold() if senders else ""
    if local in SURE_SENDERS or local.startswith(SURE_PREFIX) or not FIELDS.isdisjoint(fields):
        return Writer.SURE
    if _is_system(local) and (not name or local in name or SYSTEM_NAME.search(name) is not None):
        return Writer.SYSTEM
    if name.startswith(NAMES) or (not local and "from" in fields):
        return Writer.SYSTEM
    if "x-mailer" in fields and _program(header).startswith(PROGRAMS):
        return Writer.SYSTEM
    is_program = is_returned or "auto-submitted" in fields or local.startswith(UNREAD)
    return Writer.UNSURE if is_program else Writer.PERSON


def _is_system(local: str) -> bool:
    return local in SENDERS or any(word in local for word in SENDER_WORDS)


def _plain(address: str) -> str:
    """The local part in small letters, without what stands between its words."""
    return address.partition("@")[0].lower().translate(_BETWEEN_WORDS)


def _program(header: Header) -> str:
    return (header.first("x-mailer") or b"")[:MAX_VALUE_BYTES].decode("ascii", "replace").lower().lstrip("< ")
