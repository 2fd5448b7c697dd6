"""The loop guard's first half: may this message be answered by a machine at all (RFC 3834 §2)?"""

from collections.abc import Collection

from services.rules.domain.reply import reply_address
from shared.events import Direction, MessageEvent
from shared.mailboxes import is_machine, is_own


def refusal(message: MessageEvent, own_addresses: Collection[str], *, answers_automatic: bool) -> str:
    """Why no machine may answer this message; empty when one may.

    `answers_automatic`: it descends from mail that we sent automatically (lineage); mail of our people does not count.
    """
    return _of_its_kind(message) or _of_its_people(message, own_addresses) or _of_its_lineage(answers_automatic)


def _of_its_kind(message: MessageEvent) -> str:
    if message.direction is not Direction.INBOUND:
        return "it was sent, not received"
    if message.reverse_path == "":
        return "its reverse-path is null"
    if message.is_report:
        return "it is a report"
    if message.is_automatic:
        return f"it is automatic ({message.automatic_reason})" if message.automatic_reason else "it is automatic"
    return "it came through a mailing list" if message.is_list else ""


def _of_its_people(message: MessageEvent, own_addresses: Collection[str]) -> str:
    if not message.from_addresses:
        return "it has no From address"
    for role, address in (("From", message.from_addresses[0].address), ("reply", reply_address(message))):
        if address is None or "@" not in address:
            return f"its {role} address is not valid"
        if is_own(address, own_addresses):
            return f"its {role} address is one of our own"
        if is_machine(address):
            return f"its {role} address is read by no person"
    return ""


def _of_its_lineage(answers_automatic: bool) -> str:
    return "it answers automatic mail of ours" if answers_automatic else ""
