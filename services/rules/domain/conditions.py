"""Conditions: what a rule asks of a message."""

from collections.abc import Callable, Mapping
from enum import StrEnum

from shared.events import MessageEvent


class ConditionType(StrEnum):
    """The conditions of this release; a rule with any other never matches."""

    FROM_CONTAINS = "from_contains"
    SUBJECT_CONTAINS = "subject_contains"


def matches(condition_type: str, value: str, message: MessageEvent) -> bool:
    """Whether the message has what the condition asks for. Letter case means nothing; an empty value never matches."""
    test = _TESTS.get(condition_type)
    return bool(value) and test is not None and test(value.casefold(), message)


def _from_contains(value: str, message: MessageEvent) -> bool:
    """In the address or in the display name of any author (RFC 5322 §3.6.2)."""
    authors = (text for author in message.from_addresses for text in (author.address, author.name))
    return any(value in text.casefold() for text in authors)


def _subject_contains(value: str, message: MessageEvent) -> bool:
    return value in message.subject.casefold()


_TESTS: Mapping[str, Callable[[str, MessageEvent], bool]] = {
    ConditionType.FROM_CONTAINS: _from_contains,
    ConditionType.SUBJECT_CONTAINS: _subject_contains,
}
