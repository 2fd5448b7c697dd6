"""From a record and what its bytes mean to `parsed`: a pure function, so that a repeat gives the same bytes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from services.parser.domain.facts.stored import StoredFacts
from services.parser.domain.fields.addresses import Address
from services.parser.domain.message import Attachment, ParsedMessage
from services.parser.domain.reply.parts import Reply
from services.parser.domain.reports.report import Report
from services.parser.domain.text import first_bytes
from shared import events, ids
from shared.events import AttachmentPart, Automation, AutomationKind, MessageParsed, RawFetched
from shared.ids import EffectId

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
HEAD_BYTES = 8192
REPLY_BYTES = 4096
IS_A_REPORT = "it is a report"


@dataclass(frozen=True, slots=True)
class Stored:
    """The keys of the blobs that were put; None where nothing was."""

    plain: str | None = None
    html: str | None = None
    attachments: tuple[str | None, ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedCopy:
    """What is stored of one record: its event, and the bodies as far as the database keeps them, in clear or sealed."""

    fetched: RawFetched
    event: MessageParsed
    plain_body: str
    html_body: str
    reply: Reply
    facts: StoredFacts
    sealed_content: bytes | None = None


def message_parsed(fetched: RawFetched, message: ParsedMessage, stored: Stored, *, generation: int) -> MessageParsed:
    """The event of one copy. Of a plain body that is a blob its first 8 KiB stay, of an HTML body nothing."""
    return MessageParsed(
        **{name: getattr(fetched, name) for name in _OF_THE_RECORD},
        **{name: getattr(message, name) for name in _OF_THE_MESSAGE},
        **{name: _addresses(getattr(message, name)) for name in _ADDRESSES},
        correlation_id=fetched.correlation_id or fetched.copy_id,
        generation=generation,
        effect_id=effect_id(fetched, message),
        sender=_address(message.sender),
        author=_address(message.author),
        language=message.facts.language,
        sort_at=sort_at(fetched, message),
        has_attachments=bool(message.attachments),
        reverse_path=message.origin.reverse_path,
        is_automatic=message.is_automatic,
        automatic_reason=message.origin.reason or (IS_A_REPORT if message.report else ""),
        is_report=message.origin.is_report or message.report is not None,
        is_list=message.origin.is_list,
        plain_body=first_bytes(message.plain_body, HEAD_BYTES) if stored.plain else message.plain_body,
        html_body="" if stored.html else message.html_body,
        reply_text=None if message.reply.is_whole else first_bytes(message.reply.text, REPLY_BYTES),
        signature=first_bytes(message.reply.signature, REPLY_BYTES),
        plain_blob=stored.plain,
        html_blob=stored.html,
        attachments=tuple(map(_attachment, message.attachments, stored.attachments)),
        report=_report(message.report) if message.report else None,
        auto=_automation(message),
    )


_OF_THE_RECORD = (
    *("account_id", "effects", "account_key", "mail_id", "copy_id", "direction", "folder", "fetched_at"),
    *("size_bytes", "send_id", "gmail", "is_content_sealed"),
)
_OF_THE_MESSAGE = ("message_id", "in_reply_to", "references", "subject", "dated_at", "defects")
_ADDRESSES = ("from_addresses", "reply_to", "to", "cc", "bcc")


def effect_id(fetched: RawFetched, message: ParsedMessage) -> EffectId:
    """What rules fire on, once: the message, whatever its copies and their bytes (DESIGN §2)."""
    return ids.effect_id(
        fetched.account_key, message.message_id, message.from_written, message.date_written, fetched.mail_id
    )


def sort_at(fetched: RawFetched, message: ParsedMessage) -> datetime:
    """INTERNALDATE, else the top Received field, else Date, else the epoch; never the fetch time."""
    return fetched.arrived_at or message.received_at or message.dated_at or EPOCH


def is_record_of(fetched: RawFetched, raw: bytes) -> bool:
    """Whether these bytes are what the record says they are."""
    is_same = ids.content_hash(raw) == fetched.sha256
    return is_same and ids.mail_id(fetched.account_key, fetched.sha256) == fetched.mail_id


def _address(found: Address | None) -> events.Address | None:
    return None if found is None else events.Address(name=found.name, address=found.address)


def _addresses(found: Sequence[Address]) -> tuple[events.Address, ...]:
    return tuple(events.Address(name=each.name, address=each.address) for each in found)


def _attachment(attachment: Attachment, blob: str | None) -> AttachmentPart:
    return AttachmentPart(
        position=attachment.position,
        filename=attachment.filename,
        content_type=attachment.content_type,
        size_bytes=len(attachment.content),
        sha256=attachment.sha256,
        content_id=attachment.content_id,
        disposition=attachment.disposition,
        is_inline=attachment.is_inline,
        blob=blob,
    )


def _report(report: Report) -> events.Report:
    recipients = tuple(
        events.ReportRecipient(**{name: getattr(each, name) for name in _OF_A_RECIPIENT}) for each in report.recipients
    )
    return events.Report(
        kind=report.kind,
        original_message_id=report.original_message_id,
        feedback_type=report.feedback_type,
        recipients=recipients,
    )


_OF_A_RECIPIENT = tuple(events.ReportRecipient.model_fields)


def _automation(message: ParsedMessage) -> Automation:
    """A report is no answer, whatever its fields say."""
    return Automation(
        auto_submitted=message.origin.auto_submitted,
        is_auto=message.is_automatic,
        is_list=message.origin.is_list,
        kind=AutomationKind.NOTIFICATION if message.report else message.origin.kind,
    )
