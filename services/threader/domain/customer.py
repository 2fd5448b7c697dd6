"""Whose customer a message is: the person at the other end."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from shared.events import Address, Direction, MessageEvent
from shared.ids import CustomerId, MailId
from shared.mailboxes import is_machine, is_own

LONGEST_ADDRESS = 320
LONGEST_NAME = 200
_ADDR_SPEC = re.compile(r"[^\s\0@<>,;:\"]+@[^\s\0@<>,;:\"]+")


@dataclass(frozen=True, slots=True)
class Claim:
    """A message says that this address is a customer of this name; the earliest message that has a name gives it."""

    mail_id: MailId
    address: str
    name: str
    sort_at: datetime
    may_create: bool


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer as it is stored; `is_known` when it was there before the message."""

    id: CustomerId
    name: str
    is_known: bool


def plain_address(address: Address) -> str | None:
    """The addr-spec in the form that addresses are compared in; None when it is no usable one."""
    text = address.address.strip().casefold()
    return text if len(text) <= LONGEST_ADDRESS and _ADDR_SPEC.fullmatch(text) else None


def customer_claim(message: MessageEvent, own: Collection[str], *, auto_create: bool) -> Claim | None:
    """Inbound: who wrote it; outbound: its first recipient. Own addresses and machines are no customers.

    A report has none: one that had the customer of its sender only when that one was known already would make a
    thread's customer depend on the order of arrival.
    """
    if message.is_report:
        return None
    writers = (message.author,) if message.author else message.from_addresses[:1]
    for candidate in writers if message.direction is Direction.INBOUND else message.to:
        address = plain_address(candidate)
        if address is not None and not is_own(address, own) and not is_machine(address):
            return Claim(message.mail_id, address, _plain_name(candidate.name), message.sort_at, auto_create)
    return None


def _plain_name(name: str) -> str:
    return " ".join(name.replace("\0", " ").split())[:LONGEST_NAME]
