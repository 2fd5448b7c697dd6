"""What a report says, in a person's words. Pure."""

from services.api.messages.resources import Report, ReportRecipient
from shared.events import Reason, ReportKind
from shared.remedies import ADVICE, Remedy

ABOUT: dict[ReportKind, str] = {
    ReportKind.DSN: "A mail system tells what became of a message.",
    ReportKind.VENDOR: "A mail system tells, in its own words, what became of a message.",
    ReportKind.ARF: "Somebody complained about a message.",
    ReportKind.MDN: "A mail client tells what its user did with a message.",
}
ACTIONS: dict[str, str] = {
    "failed": "not delivered",
    "delayed": "not delivered yet",
    "delivered": "delivered",
    "relayed": "passed on to a system that sends no reports",
    "expanded": "passed on to the members of a list",
}
REASONS: dict[Reason, str] = {
    Reason.AUTHFAILURE: "SPF, DKIM or DMARC does not vouch for the sender",
    Reason.BADREPUTATION: "the sending server has a bad reputation",
    Reason.BLOCKED: "the sending server is blocked",
    Reason.CONTENTERROR: "something in the message could not be processed",
    Reason.DELIVERED: "it arrived",
    Reason.EXCEEDLIMIT: "it is larger than this mailbox takes",
    Reason.EXPIRED: "no delivery succeeded within the time allowed",
    Reason.FAILEDSTARTTLS: "no encrypted connection came about",
    Reason.FEEDBACK: "the recipient complained",
    Reason.FILTERED: "the recipient's filter refused it",
    Reason.HASMOVED: "the recipient has moved",
    Reason.HOSTUNKNOWN: "the domain does not exist",
    Reason.MAILBOXFULL: "the mailbox is full",
    Reason.MAILERERROR: "a program of the recipient's server failed",
    Reason.MESGTOOBIG: "it is larger than the server takes",
    Reason.NETWORKERROR: "the network or its name service failed",
    Reason.NORELAYING: "the server does not take mail for this domain",
    Reason.NOTACCEPT: "the server or domain takes no mail",
    Reason.NOTCOMPLIANTRFC: "it breaks a rule of the standards",
    Reason.ONHOLD: "the server gave a cause that is not known here",
    Reason.POLICYVIOLATION: "a policy of the server forbids it",
    Reason.REJECTED: "the sender's address is refused",
    Reason.REQUIREPTR: "the sending server's address has no name in DNS",
    Reason.SECURITYERROR: "a security check failed",
    Reason.SPAMDETECTED: "it was taken for spam",
    Reason.SPEEDING: "too much was sent in a short time",
    Reason.SUSPEND: "the mailbox is suspended",
    Reason.SYNTAXERROR: "the server did not understand a command",
    Reason.SYSTEMERROR: "the recipient's server has a fault",
    Reason.SYSTEMFULL: "the recipient's server is full",
    Reason.TOOMANYCONN: "too many connections or messages at once",
    Reason.UNDEFINED: "no cause was given",
    Reason.USERUNKNOWN: "the address does not exist",
    Reason.VACATION: "the recipient is away",
    Reason.VIRUSDETECTED: "it was taken for a virus",
}
REMEDIES: dict[Remedy, str] = {
    Remedy.SUPPRESS: "do not write to it again",
    Remedy.PAUSE: "leave it alone for {days} days",
    Remedy.RETRY: "send it again later",
    Remedy.CORRECT: "mend what is sent, or how",
    Remedy.NONE: "",
}
DAY_S = 86_400


def about(report: Report) -> str:
    """What kind of report it is."""
    return ABOUT[report.kind]


def outcome(recipient: ReportRecipient) -> str:
    """What became of the message for one recipient, and why."""
    action = ACTIONS.get(recipient.action or "", recipient.action or "")
    why = "" if recipient.reason is Reason.DELIVERED else REASONS[recipient.reason]
    return ": ".join(filter(None, (action, why)))


def remedy(recipient: ReportRecipient) -> str:
    """What follows for one recipient; empty where nothing does."""
    advice = ADVICE[recipient.reason]
    return REMEDIES[advice.remedy].format(days=(advice.after_s or 0) // DAY_S)
