"""Leaves of a condition: one thing each that may be asked of a message. A new one is a test here, nothing else."""

from collections.abc import Callable, Mapping

from shared.events import MessageEvent


def _from_contains(value: str, message: MessageEvent) -> bool:
    """In the address or in the display name of any author (RFC 5322 §3.6.2)."""
    authors = (text for author in message.from_addresses for text in (author.address, author.name))
    return any(value in text.casefold() for text in authors)


def _subject_contains(value: str, message: MessageEvent) -> bool:
    return value in message.subject.casefold()


def _language_is(value: str, message: MessageEvent) -> bool:
    """The language of what was newly written; `pt` is that of `pt-BR` too (RFC 4647 §3.3.1)."""
    language = (message.language or "").casefold()
    return language == value or language.startswith(f"{value}-")


LEAVES: Mapping[str, Callable[[str, MessageEvent], bool]] = {
    "from_contains": _from_contains,
    "subject_contains": _subject_contains,
    "language_is": _language_is,
}
"""By its name in REST; the value comes casefolded."""
