"""Whether a message is a report, and what it says. Total, and cheap for what is none."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from services.parser.domain.encodings.charset import decoded
from services.parser.domain.fields.addresses import Address, read_addresses
from services.parser.domain.fields.header import Header, read_header
from services.parser.domain.fields.message_ids import read_ids
from services.parser.domain.parts.bodies import Bodies, read_bodies
from services.parser.domain.parts.part import Part
from services.parser.domain.parts.tree import read_tree
from services.parser.domain.reports.forms import delivery_status, disposition, feedback
from services.parser.domain.reports.groups import groups_of, read_groups
from services.parser.domain.reports.notices.notice import MAX_TEXT_CHARS, Notice, explained, local_names, read_notice
from services.parser.domain.reports.notices.phrases import hints_at_failure, says_delayed, says_not_delivered
from services.parser.domain.reports.notices.signs import FAILED_FIELDS
from services.parser.domain.reports.original import (
    RETURNED_TYPES,
    Original,
    id_in_text,
    recipient_in_text,
    returned_message,
)
from services.parser.domain.reports.report import (
    DELAYED,
    FAILED,
    MAX_RECIPIENTS,
    MAX_REPORT_BYTES,
    RECIPIENTS_OVER_LIMIT,
    REPORT_OVER_LIMIT,
    Found,
    Recipient,
    Report,
)
from services.parser.domain.reports.sender import Signs, Writer, read_signs
from services.parser.domain.reports.statuses import has_code
from shared.events import Reason, ReportKind
from shared.html_text import html_text

_STATUS = delivery_status.TYPES
_RECEIPT = disposition.TYPES
NEAREST = 2
_SAYS_NOTHING = frozenset({Reason.ONHOLD, Reason.UNDEFINED})
_IN_TEXT = "final-recipient:"
_IS_OF_MAIL = re.compile(
    r"messag|mail|nachricht|courriel|mensaje|mensagem|bericht|meddelande|wiadomo|zpráv|üzenet|iletiniz|письм"
    r"|сообщен|邮件|信件|郵件|メール|메일"
)


@dataclass(frozen=True, slots=True)
class Letter:
    """What a message is judged by; `boxes` are its address fields by name, `paths` as in Origin."""

    header: Header
    root: Part
    bodies: Bodies
    subject: str
    boxes: Mapping[str, Sequence[Address]]
    paths: Sequence[str]

    @property
    def text(self) -> str:
        """What a reader sees first, as far as it is looked at."""
        plain = "\n".join(self.bodies.plain)
        if plain.strip():
            return plain[:MAX_TEXT_CHARS]
        return html_text("\n".join(self.bodies.html)[: 4 * MAX_TEXT_CHARS], enough=MAX_TEXT_CHARS)

    @property
    def sender(self) -> str:
        """The first address of From; empty where there is none."""
        return self.boxes["from"][0].address if self.boxes["from"] else ""


def read_report(letter: Letter) -> Found:
    """The report, by its part for programs where it has one, else by a mail system's words."""
    found = Found()
    signs = read_signs(letter.header, letter.subject, letter.boxes["from"], letter.paths)
    if signs.writer >= Writer.SYSTEM:
        letter = _unwrapped(letter)
    is_report = letter.root.content_type == "multipart/report"
    part = _part_for_programs(letter, signs, is_report=is_report)
    if part is not None and part.content_type == feedback.TYPE:
        found.report = feedback.read_feedback(part, letter.root)
    elif part is not None and part.content_type in _RECEIPT:
        found.report = disposition.read_disposition(part, letter.root, letter.text, letter.sender)
    elif part is not None:
        found.report = _status_report(part, letter, signs, found)
    elif feedback.is_program_complaint(letter.sender, letter.subject):
        found.report = feedback.read_program_complaint(letter.root)
    elif signs.writer > Writer.UNSURE or (signs.writer is Writer.UNSURE and signs.has_subject):
        found.report = _notice_report(letter, signs, found)
    return found


def _unwrapped(letter: Letter) -> Letter:
    """The report itself where a gateway has put it whole into a message of its own."""
    children = letter.root.children
    if letter.root.content_type == "multipart/report" or not children or children[0].content_type != "message/rfc822":
        return letter
    header = read_header(children[0].content)
    root = read_tree(header).root
    return replace(letter, root=root, bodies=read_bodies(root)) if root.content_type == "multipart/report" else letter


def _part_for_programs(letter: Letter, signs: Signs, *, is_report: bool) -> Part | None:
    """Alone or in multipart/report it is believed whoever sends it; to other mail people attach what came back."""
    if not letter.root.children:
        return letter.root if letter.root.content_type in _STATUS else None
    if not is_report and not (signs.writer > Writer.UNSURE or signs.has_subject):
        return None
    parts = [part for part in letter.root.walk() if part.content_type.startswith("message/")]
    for types in ({feedback.TYPE}, _STATUS, _RECEIPT):
        for part in parts:
            if part.content_type in types:
                return part
    return None


def _status_report(part: Part, letter: Letter, signs: Signs, found: Found) -> Report | None:
    if len(part.content) > MAX_REPORT_BYTES:
        found.defects[REPORT_OVER_LIMIT] = None
    parts = [each for each in letter.root.walk() if each.content_type in _STATUS] or [part]
    groups = chain.from_iterable(read_groups(each.content) for each in parts)
    recipients = delivery_status.read_delivery_status(groups, found.defects)
    if not recipients:
        return _notice_report(letter, signs, found, is_certain=True)
    original = returned_message(letter.root)
    if any(_is_unexplained(each) for each in recipients):
        notice = read_notice(letter.text or decoded(part.content[:MAX_TEXT_CHARS], "")[0])
        recipients = [_with_words(each, notice) if _is_unexplained(each) else each for each in recipients]
    return Report(ReportKind.DSN, _original_id(letter, original), None, tuple(recipients))


def _is_unexplained(recipient: Recipient) -> bool:
    return recipient.action in {FAILED, DELAYED, None} and (
        recipient.diagnostic_code is None or recipient.reason in _SAYS_NOTHING
    )


def _with_words(recipient: Recipient, notice: Notice) -> Recipient:
    """The same with what the part for people says, where that explains more."""
    nearest = NEAREST if recipient.diagnostic_code else None
    said = explained(recipient.address, recipient.action or FAILED, notice, nearest=nearest, status=recipient.status)
    reason = recipient.reason if said.reason in _SAYS_NOTHING else said.reason
    return replace(
        recipient,
        reason=reason,
        status=recipient.status or said.status,
        diagnostic_code=recipient.diagnostic_code or said.diagnostic_code,
        remote_mta=recipient.remote_mta or said.remote_mta,
    )


def _notice_report(letter: Letter, signs: Signs, found: Found, *, is_certain: bool = False) -> Report | None:
    """A bounce in words: somebody is named, and it is said that something did not arrive."""
    text = letter.text
    notice = read_notice(text)
    plain = " ".join(notice.text.lower().split())
    if not is_certain and not _is_bounce(signs, letter, notice, plain):
        return None
    if _IN_TEXT in text.lower():
        listed = delivery_status.read_delivery_status(groups_of(text), found.defects)
        if listed:
            return Report(ReportKind.VENDOR, _original_id(letter, returned_message(letter.root)), None, tuple(listed))
    original = returned_message(letter.root)
    addresses = _named(letter, notice, original, signs)
    if not addresses and not is_certain:
        return None
    if len(addresses) > MAX_RECIPIENTS:
        found.defects[RECIPIENTS_OVER_LIMIT] = None
    action = DELAYED if says_delayed(f"{letter.subject.lower()} {plain}") else FAILED
    recipients = tuple(explained(address, action, notice) for address in addresses[:MAX_RECIPIENTS])
    return Report(ReportKind.VENDOR, _original_id(letter, original), None, recipients)


def _is_bounce(signs: Signs, letter: Letter, notice: Notice, plain: str) -> bool:
    """The less sure it is who wrote it, the more must be said."""
    if signs.names_failed:
        return True
    says_so, has_failure = says_not_delivered(plain), has_code(plain)
    if signs.writer is Writer.SURE:
        return says_so or has_failure or signs.has_subject or hints_at_failure(plain)
    has_form = has_failure or notice.lists or notice.is_cut or _returns_a_message(letter.root)
    if signs.writer is Writer.SYSTEM:
        if signs.has_subject:
            return says_so or has_failure or hints_at_failure(plain) or (notice.lists and notice.is_cut)
        return says_so and has_form
    return has_form and signs.has_subject and says_so and _IS_OF_MAIL.search(plain) is not None


def _returns_a_message(root: Part) -> bool:
    return any(part.content_type in RETURNED_TYPES for part in root.children)


def _named(letter: Letter, notice: Notice, original: Original, signs: Signs) -> list[str]:
    fields = [value for name in FAILED_FIELDS for value in letter.header.all(name)]
    listed = [each.address for each in read_addresses(fields)]
    if listed:
        return list(dict.fromkeys(listed))
    own = {each.address.lower() for boxes in letter.boxes.values() for each in boxes} | original.senders
    named = notice.named(own)
    if named:
        return named
    if len(original.to) == 1:
        return list(original.to)
    domain = letter.sender.rpartition("@")[2]
    local = local_names(notice, domain) if domain and signs.writer is Writer.SURE else []
    returned = recipient_in_text("\n".join(letter.bodies.plain)) if notice.is_cut and not local else None
    return [returned] if returned else local


def _original_id(letter: Letter, original: Original) -> str | None:
    """That of the returned header; else the one in the text; else what the report says that it answers."""
    if original.message_id is not None:
        return original.message_id
    in_text = id_in_text("\n".join(letter.bodies.plain))
    return in_text or next(iter(read_ids(letter.header.all("in-reply-to"))), None)
