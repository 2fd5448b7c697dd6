"""What a report says of a message (RFC 3464, 5965, 8098), and whether a program wrote one (RFC 3834)."""

from enum import StrEnum

from pydantic import Field

from shared.events.wire import Part


class ReportKind(StrEnum):
    """By its form: a delivery status, the same in a mail system's own words, a complaint, a disposition."""

    DSN = "dsn"
    VENDOR = "vendor"
    ARF = "arf"
    MDN = "mdn"


class Reason(StrEnum):
    """Why a message did not arrive, one word a recipient, as Sisimai publishes them."""

    AUTHFAILURE = "authfailure"
    BADREPUTATION = "badreputation"
    BLOCKED = "blocked"
    CONTENTERROR = "contenterror"
    DELIVERED = "delivered"
    EXCEEDLIMIT = "exceedlimit"
    EXPIRED = "expired"
    FAILEDSTARTTLS = "failedstarttls"
    FEEDBACK = "feedback"
    FILTERED = "filtered"
    HASMOVED = "hasmoved"
    HOSTUNKNOWN = "hostunknown"
    MAILBOXFULL = "mailboxfull"
    MAILERERROR = "mailererror"
    MESGTOOBIG = "mesgtoobig"
    NETWORKERROR = "networkerror"
    NORELAYING = "norelaying"
    NOTACCEPT = "notaccept"
    NOTCOMPLIANTRFC = "notcompliantrfc"
    ONHOLD = "onhold"
    POLICYVIOLATION = "policyviolation"
    REJECTED = "rejected"
    REQUIREPTR = "requireptr"
    SECURITYERROR = "securityerror"
    SPAMDETECTED = "spamdetected"
    SPEEDING = "speeding"
    SUSPEND = "suspend"
    SYNTAXERROR = "syntaxerror"
    SYSTEMERROR = "systemerror"
    SYSTEMFULL = "systemfull"
    TOOMANYCONN = "toomanyconn"
    UNDEFINED = "undefined"
    USERUNKNOWN = "userunknown"
    VACATION = "vacation"
    VIRUSDETECTED = "virusdetected"


class ReportRecipient(Part):
    """What became of a message for one recipient."""

    address: str
    action: str | None = Field(
        default=None, description="failed, delayed, delivered, relayed, expanded; of an MDN its disposition"
    )
    status: str | None = Field(default=None, description="enhanced status code (RFC 3463)")
    reason: Reason = Reason.UNDEFINED
    diagnostic_code: str | None = Field(default=None, description="what the server said")
    remote_mta: str | None = None


class Report(Part):
    """What a mail system or a mail client reports about a message that was sent."""

    kind: ReportKind
    original_message_id: str | None = Field(default=None, description="the Message-ID of what it is about, if it says")
    feedback_type: str | None = Field(default=None, description="of a complaint: abuse, fraud, virus, …")
    recipients: tuple[ReportRecipient, ...] = ()


class AutomationKind(StrEnum):
    """An answer by a program, another message by a program, mail through a list, none of these."""

    VACATION = "vacation"
    NOTIFICATION = "notification"
    LIST = "list"
    NONE = "none"


class Automation(Part):
    """Whether a person wrote a message; `auto_submitted` is the keyword of RFC 3834 §5, `no` included."""

    auto_submitted: str | None = None
    is_auto: bool = False
    is_list: bool = False
    kind: AutomationKind = AutomationKind.NONE
