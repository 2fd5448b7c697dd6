"""Complaints: message/feedback-report (RFC 5965, RFC 6591), and without that part as Outlook.com sends them."""

from services.parser.domain.fields.addresses import read_addresses
from services.parser.domain.fields.header import Header, read_header
from services.parser.domain.parts.part import Part
from services.parser.domain.reports.addresses import address_in
from services.parser.domain.reports.groups import Group, first, read_groups
from services.parser.domain.reports.original import MAX_HEADER_BYTES, returned_message
from services.parser.domain.reports.report import MAX_RECIPIENTS, Recipient, Report
from services.parser.domain.text import one_line
from shared.events import Reason, ReportKind

TYPE = "message/feedback-report"
ABUSE = "abuse"
MAX_TYPE_CHARS = 60
_NAMED = ("original-rcpt-to", "removal-recipient", "redacted-address")
_PROGRAM_FROM = "staff@hotmail.com"
_PROGRAM_SUBJECT = "complaint about message from "
_PROGRAM_RECIPIENT = "x-hmxmroriginalrecipient"


def read_feedback(part: Part, root: Part) -> Report:
    """The complaint of a feedback-report part; whose it is, as far as the report or the returned message says."""
    groups = list(read_groups(part.content))
    group: Group = {name: values for each in reversed(groups) for name, values in each.items()}
    original = returned_message(root)
    named = [address_in(value) for name in _NAMED for value in group.get(name, ())]
    addresses = [address for address in named if address] or list(original.to)
    kind = one_line(first(group, "feedback-type").lower(), MAX_TYPE_CHARS)
    return _report(kind or ABUSE, addresses, original.message_id)


def is_program_complaint(address: str, subject: str) -> bool:
    """Whether a message is a complaint of Outlook.com's programme for senders, which has no feedback-report part."""
    return address.lower() == _PROGRAM_FROM and subject.lower().startswith(_PROGRAM_SUBJECT)


def read_program_complaint(root: Part) -> Report:
    """Its recipient stands in a field of the returned message."""
    returned = next((part for part in root.walk() if part.content_type == "message/rfc822"), Part("message/rfc822"))
    header: Header = read_header(returned.content[:MAX_HEADER_BYTES])
    named = read_addresses(header.all(_PROGRAM_RECIPIENT)) or read_addresses(header.all("to"))
    return _report(ABUSE, [each.address for each in named], returned_message(root).message_id)


def _report(kind: str, addresses: list[str], message_id: str | None) -> Report:
    recipients = [Recipient(address, reason=Reason.FEEDBACK) for address in dict.fromkeys(addresses)]
    return Report(ReportKind.ARF, message_id, kind, tuple(recipients[:MAX_RECIPIENTS]))
