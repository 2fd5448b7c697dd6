"""Delivery status notifications: message/delivery-status (RFC 3464) and message/global-delivery-status (RFC 6533)."""

import re
from collections.abc import Iterable

from services.parser.domain.reports.addresses import address_in
from services.parser.domain.reports.groups import Group, first, type_of, untyped
from services.parser.domain.reports.reasons.classify import Said, reason_of
from services.parser.domain.reports.report import (
    DELAYED,
    DELIVERED,
    FAILED,
    MAX_DIAGNOSTIC_CHARS,
    MAX_RECIPIENTS,
    RECIPIENTS_OVER_LIMIT,
    Recipient,
)
from services.parser.domain.reports.statuses import status_of

TYPES = frozenset({"message/delivery-status", "message/global-delivery-status"})
_RECIPIENTS = ("original-recipient", "final-recipient", "x-actual-recipient")
_ACTION = re.compile(r"[a-z]+")
_SAID_SO = {
    **dict.fromkeys(("failed", "failure", "fail", "error", "expired", "rejected", "bounced", "undeliverable"), FAILED),
    **dict.fromkeys(("delayed", "delay", "deferred", "warning"), DELAYED),
    **dict.fromkeys(("delivered", "deliverable", "success"), DELIVERED),
    "relayed": "relayed",
    "expanded": "expanded",
}
_DIAGNOSTICS = ("diagnostic-code", "x-supplementary-info", "x-display-diagnostic", "x-ms-diagnostic", "x-notes")


def read_delivery_status(groups: Iterable[Group], defects: dict[str, None]) -> list[Recipient]:
    """Every recipient once, in their order, the last word on each; at most MAX_RECIPIENTS."""
    found: dict[str, Recipient] = {}
    for group in groups:
        recipient = _recipient(group)
        if recipient is None:
            continue
        key = recipient.address.lower()
        if key not in found and len(found) >= MAX_RECIPIENTS:
            defects[RECIPIENTS_OVER_LIMIT] = None
            break
        found[key] = recipient
    return list(found.values())


def _recipient(group: Group) -> Recipient | None:
    address = next(filter(None, (address_in(untyped(first(group, name))) for name in _RECIPIENTS)), None)
    if address is None:
        return None
    written = next(filter(None, (first(group, name) for name in _DIAGNOSTICS)), "")
    diagnostic, field = untyped(written), first(group, "status")
    status = status_of(field, diagnostic)
    action = _action(first(group, "action"), status)
    remote_mta = untyped(first(group, "remote-mta"))
    said = Said(
        text=diagnostic or field,
        status=status,
        action=action,
        remote_mta=remote_mta,
        diagnostic_type=type_of(written),
    )
    return Recipient(
        address=address,
        action=action,
        status=status,
        reason=reason_of(said),
        diagnostic_code=diagnostic[:MAX_DIAGNOSTIC_CHARS] or None,
        remote_mta=remote_mta or None,
    )


def _action(written: str, status: str | None) -> str | None:
    """In RFC 3464's words; where the field is missing, as the status code's class has it."""
    word = _ACTION.search(written.lower())
    if word is not None and word[0] in _SAID_SO:
        return _SAID_SO[word[0]]
    by_class = {"5": FAILED, "4": DELAYED, "2": DELIVERED}
    return by_class.get((status or "")[:1])
