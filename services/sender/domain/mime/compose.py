"""A send request as an RFC 5322 message: composed once, these bytes are what every attempt sends."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from services.sender.domain.account import SendingAccount
from services.sender.domain.mime.entity import BodyPart, attachment_part, message, multipart, text_part
from services.sender.domain.mime.fields import address_list, message_ids, phrase_address, unstructured
from services.sender.domain.recipients import addresses_of, first_defect, written_recipients
from shared.events import CANARY_FIELD, SendAttachment, SendKind, SendMessage
from shared.ids import SendId

_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_AUTO_SUBMITTED = {
    SendKind.AUTO_REPLY: "auto-replied",
    SendKind.FORWARD: "auto-generated",
    SendKind.CANARY: "auto-generated",
}
_ANSWERED_BY_NOBODY = {SendKind.AUTO_REPLY, SendKind.CANARY}


@dataclass(frozen=True, slots=True)
class Composed:
    """A finished message; the lines end in CRLF and hold 7-bit characters only, but for addresses with SMTPUTF8."""

    message_id: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Defect:
    """Why no message can be made."""

    reason: str


def sent_message_id(send_id: SendId, account: SendingAccount) -> str:
    """The Message-ID (without brackets) of a send: always the same, so that a repeat can be recognised."""
    return f"{send_id}@{account.reverse_path.rpartition('@')[2]}"


def compose(request: SendMessage, account: SendingAccount, dated_at: datetime) -> Composed | Defect:
    """The message, or why not. Header injection is impossible: a control character in any field is a defect."""
    defect = _defect(request, account)
    if defect is not None:
        return defect
    message_id = sent_message_id(request.send_id, account)
    return Composed(message_id, message(_fields(request, account, dated_at, message_id), _body(request)))


def _defect(request: SendMessage, account: SendingAccount) -> Defect | None:
    fields = {
        "subject": (request.subject,),
        "in_reply_to": (request.in_reply_to or "",),
        "references": request.references,
        "to_emails": request.to_emails,
        "cc_emails": request.cc_emails,
        "bcc_emails": request.bcc_emails,
        "reply_to": request.reply_to,
        "the account's name": (account.name,),
        "the account's email_address": (account.email_address,),
    }
    for name, values in fields.items():
        if any(_CONTROL.search(value) for value in values):
            return Defect(f"{name} holds a line break or another control character: header injection is refused")
    if not account.reverse_path.isascii():
        return Defect(f"the account's address {account.email_address} is not ASCII before the @: send from another one")
    reason = first_defect((*written_recipients(request), *request.reply_to))
    return Defect(reason) if reason is not None else None


def _fields(
    request: SendMessage, account: SendingAccount, dated_at: datetime, message_id: str
) -> list[tuple[str, str]]:
    # Bcc recipients are in the envelope only (RFC 5322 §3.6.3).
    own, references = message_ids(request.in_reply_to, request.references)
    automatic = _AUTO_SUBMITTED.get(request.kind, "")
    fields = [
        ("From", phrase_address(account.name, account.reverse_path)),
        ("To", address_list(addresses_of(request.to_emails))),
        ("Cc", address_list(addresses_of(request.cc_emails))),
        ("Reply-To", address_list(addresses_of(request.reply_to))),
        ("Subject", unstructured("Subject", request.subject)),
        ("Date", format_datetime(dated_at)),
        ("Message-ID", f"<{message_id}>"),
        ("In-Reply-To", own),
        ("References", references),
        ("Auto-Submitted", automatic),  # RFC 3834 §5
        ("X-Auto-Response-Suppress", "All" if request.kind in _ANSWERED_BY_NOBODY else ""),
        (CANARY_FIELD, request.canary if request.kind is SendKind.CANARY and request.canary else ""),
    ]
    return [(name, value) for name, value in fields if value or name == "Subject"]


def _body(request: SendMessage) -> BodyPart:
    """Text and HTML, the HTML with what it shows, then the files (RFC 2046 §5.1.3, 5.1.4; RFC 2387)."""
    shown = [each for each in request.attachments if each.content_id and request.html_body]
    files = [each for each in request.attachments if each not in shown]
    text = _text(request, shown)
    return text if not files else multipart("mixed", (text, *map(_file, files)), f"=f{request.send_id}=")


def _text(request: SendMessage, shown: Sequence[SendAttachment]) -> BodyPart:
    if not request.html_body:
        return text_part(request.plain_body, "plain")
    html = text_part(request.html_body, "html")
    if shown:
        html = multipart("related", (html, *map(_shown, shown)), f"=r{request.send_id}=")
    if not request.plain_body:
        return html
    # The last part is the preferred one (RFC 2046 §5.1.4); the boundary is fixed so that the bytes are, too.
    return multipart("alternative", (text_part(request.plain_body, "plain"), html), f"={request.send_id}=")


def _file(attachment: SendAttachment) -> BodyPart:
    return attachment_part(attachment.content, attachment.content_type, attachment.filename)


def _shown(attachment: SendAttachment) -> BodyPart:
    content_id = attachment.content_id or ""
    return attachment_part(attachment.content, attachment.content_type, attachment.filename, content_id)
