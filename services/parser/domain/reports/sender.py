"""Whether a mail system wrote a message, by its header alone: cheap, for every message is asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from services.parser.domain.fields.addresses import Address
from services.parser.domain.fields.header import Header
from services.parser.domain.reports.notices.signs import (
    FIELDS,
    NAMES,
    PROGRAMS,
    REPLIES,
    SENDERS,
    SUBJECTS,
    SURE_SENDER,
)

MAX_VALUE_BYTES = 400


class Writer(IntEnum):
    """How sure it is that a mail system wrote a message."""

    PERSON = 0
    UNSURE = 1
    SYSTEM = 2
    SURE = 3


@dataclass(frozen=True, slots=True)
class Signs:
    """Who wrote it and whether its subject is that of a bounce."""

    writer: Writer
    has_subject: bool


def read_signs(header: Header, subject: str, senders: Sequence[Address], paths: Sequence[str]) -> Signs:
    """`paths` are the addresses of Return-Path, empty for the null reverse-path."""
    begin = subject[:300].casefold().strip()
    is_reply = REPLIES.match(begin) is not None
    writer = _writer(header, senders, paths)
    if is_reply and writer is Writer.SYSTEM and "" not in paths:
        writer = Writer.UNSURE
    return Signs(writer, any(sign in begin for sign in SUBJECTS) and (not is_reply or writer is not Writer.PERSON))


def _writer(header: Header, senders: Sequence[Address], paths: Sequence[str]) -> Writer:
    fields = header.fields
    local, name = _of_sender(senders)
    if SURE_SENDER.fullmatch(local) or any(field in fields for field in FIELDS):
        return Writer.SURE
    if SENDERS.fullmatch(local) or name.startswith(NAMES) or (not local and "from" in fields):
        return Writer.SYSTEM
    if "x-mailer" in fields and _program(header).startswith(PROGRAMS):
        return Writer.SYSTEM
    is_unsure = (
        any(not path or SENDERS.fullmatch(path.partition("@")[0].lower()) for path in paths)
        or "auto-submitted" in fields
        or not (name or "in-reply-to" in fields or "references" in fields or "list-unsubscribe" in fields)
    )
    return Writer.UNSURE if is_unsure else Writer.PERSON


def _of_sender(senders: Sequence[Address]) -> tuple[str, str]:
    if not senders:
        return "", ""
    local = senders[0].address.rpartition("@")[0] or senders[0].address
    return local.lower().strip('"'), senders[0].name.casefold()


def _program(header: Header) -> str:
    return (header.first("x-mailer") or b"")[:MAX_VALUE_BYTES].decode("ascii", "replace").lower().lstrip("< ")
