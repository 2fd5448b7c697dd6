"""Leaves of a condition: one thing each that may be asked of a message. A new one is a test here, nothing else."""

from collections.abc import Callable, Mapping

from shared.events import MessageEvent


def _from_contains(value: str, message: MessageEvent) -> bool:
    """In the address or in the display name of any author (RFC 5322 §3.6.2)."""
    authors = (text for author in message.from_addresses for text in (author.address, author.name))
    return any(value in text.casefold() for text in authors)


def _subject_contains(value: str, message: MessageEvent) -> bool:
    return value in message.subject.casefold()


LEAVES: Mapping[str, Callable[[str, MessageEvent], bool]] = {
    "from_contains": _from_contains,
    "subject_contains": _subject_contains,
}
"""By its name in REST; the value comes casefolded."""
