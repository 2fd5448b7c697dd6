"""What is known of whoever wrote a message, and where each of it was found."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Fact:
    """A value and the line that says it: of the signature, or `From: …`, `Organization: …`."""

    value: str
    line: str


class PhoneKind(StrEnum):
    """By the label before the number."""

    PHONE = "phone"
    MOBILE = "mobile"
    FAX = "fax"


@dataclass(frozen=True, slots=True)
class Phone:
    """`value` is E.164 where `is_e164`; else, where no country is sure, the number as written."""

    value: str
    written: str
    kind: PhoneKind
    is_e164: bool
    line: str


@dataclass(frozen=True, slots=True)
class Contact:
    """The author's own; what a message quotes says nothing here."""

    name: Fact | None = None
    emails: tuple[Fact, ...] = ()
    phones: tuple[Phone, ...] = ()
    company: Fact | None = None
    title: Fact | None = None
    urls: tuple[Fact, ...] = ()
