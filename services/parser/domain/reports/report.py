"""What a report says, whatever its form."""

from dataclasses import dataclass, field

from shared.events import Reason, ReportKind

MAX_RECIPIENTS = 1000
MAX_REPORT_BYTES = 1024 * 1024
MAX_DIAGNOSTIC_CHARS = 1000
RECIPIENTS_OVER_LIMIT = "report_recipients_over_limit"
REPORT_OVER_LIMIT = "report_over_limit"
FAILED, DELAYED, DELIVERED = "failed", "delayed", "delivered"


@dataclass(frozen=True, slots=True)
class Recipient:
    """What became of a message for one recipient; `action` in RFC 3464's words, of an MDN its disposition."""

    address: str
    action: str | None = None
    status: str | None = None
    reason: Reason = Reason.UNDEFINED
    diagnostic_code: str | None = None
    remote_mta: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """A bounce, a complaint or a receipt."""

    kind: ReportKind
    original_message_id: str | None = None
    feedback_type: str | None = None
    recipients: tuple[Recipient, ...] = ()


@dataclass(slots=True)
class Found:
    """A report, or none, and what was wrong with it."""

    report: Report | None = None
    defects: dict[str, None] = field(default_factory=dict)
