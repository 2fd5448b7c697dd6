"""Message disposition notifications: receipts, and refusals by a recipient's rules (RFC 8098, RFC 5429)."""

from services.parser.domain.fields.message_ids import read_message_id
from services.parser.domain.parts.part import Part
from services.parser.domain.reports.addresses import address_in
from services.parser.domain.reports.groups import Group, first, read_groups, untyped
from services.parser.domain.reports.original import returned_message
from services.parser.domain.reports.reasons.classify import Said, reason_of
from services.parser.domain.reports.report import FAILED, MAX_DIAGNOSTIC_CHARS, Recipient, Report
from services.parser.domain.reports.statuses import status_of
from services.parser.domain.text import one_line
from shared.events import Reason, ReportKind

TYPES = frozenset({"message/disposition-notification", "message/global-disposition-notification"})
MAX_ACTION_CHARS = 60
_REFUSED = ("reject", "refuse", "not accept", "undeliver", "not deliver", "quota", "abgelehnt", "refusé", "rechazad")
_ARRIVED = frozenset({"displayed", "dispatched", "processed", "deleted"})


def read_disposition(part: Part, root: Part, text: str, sender: str) -> Report:
    """Who did what with the message; a program that deletes it and says that it refused it has not delivered it."""
    groups = list(read_groups(part.content))
    group: Group = {name: values for each in reversed(groups) for name, values in each.items()}
    written = first(group, "disposition").lower()
    action = one_line(written.partition(";")[2].partition("/")[0].strip(), MAX_ACTION_CHARS) or None
    named = (address_in(untyped(first(group, name))) for name in ("original-recipient", "final-recipient"))
    address = next(filter(None, named), None) or sender
    message_id = read_message_id(first(group, "original-message-id").encode("utf-8", "replace"))
    is_refused = "automatic-action" in written and action == "deleted" and _says_refused(text)
    recipient = _refused(address, text) if is_refused else _handled(address, action)
    recipients = (recipient,) if address else ()
    return Report(ReportKind.MDN, message_id or returned_message(root).message_id, None, recipients)


def _handled(address: str, action: str | None) -> Recipient:
    return Recipient(address, action, reason=Reason.DELIVERED if action in _ARRIVED else Reason.UNDEFINED)


def _refused(address: str, text: str) -> Recipient:
    status = status_of("", text)
    said = one_line(text, MAX_DIAGNOSTIC_CHARS)
    reason = reason_of(Said(text=said, status=status, action=FAILED))
    return Recipient(address, FAILED, status, reason, said or None)


def _says_refused(text: str) -> bool:
    low = text[:2000].lower()
    return any(word in low for word in _REFUSED)
