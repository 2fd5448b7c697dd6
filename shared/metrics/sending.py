"""Of the sender."""

from prometheus_client import Counter, Histogram

from shared.metrics.by_account.sessions import AllowedSessions
from shared.metrics.figures import Read
from shared.metrics.registries import SENDER
from shared.metrics.zeros import from_zero

SENT_BUCKETS = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 3600, 21_600, 86_400)

SENDS = from_zero(
    Counter("mailweave_sends", "Recipients of sends by the state they reached", ["state"], registry=SENDER),
    [("sent",), ("deferred",), ("failed",), ("in_doubt",), ("suppressed",), ("rejected",), ("cancelled",)],
)
SMTP_REPLIES = Counter(
    "mailweave_smtp_replies",
    "Recipients by the code of the reply that decided about them: 2yz took the message, 4yz put it off, 5yz refused it",
    ["reply_code"],
    registry=SENDER,
)
REQUEST_TO_SENT = Histogram(
    "mailweave_request_to_sent_seconds",
    "Seconds from a request on `outbound` until a server has taken its message; once more for each further attempt "
    "that other recipients need",
    buckets=SENT_BUCKETS,
    registry=SENDER,
)
SENT_BYTES = Counter("mailweave_sent_bytes", "Bytes of messages that servers took", registry=SENDER)
SEND_QUEUE = Read(
    "mailweave_send_queue",
    "Recipients that wait to be sent to, by state: waiting, deferred (tried in vain so far), sending; of the whole "
    "installation",
    ["state"],
    SENDER,
)
SEND_OLDEST_DUE = Read(
    "mailweave_send_oldest_due_seconds",
    "For how long a send has been due, at most; of the whole installation",
    (),
    SENDER,
)
SENDS_IN_DOUBT = Read(
    "mailweave_sends_in_doubt",
    "Recipients in doubt of sends that were asked for in the last 7 days; of the whole installation",
    (),
    SENDER,
)
SENDING_PAUSES = Counter(
    "mailweave_sending_pauses",
    "Pauses of an account's sending, by the reply code that its server refused a session with, or none",
    ["reply_code"],
    registry=SENDER,
)
SMTP_SESSIONS = AllowedSessions()
SENDER.register(SMTP_SESSIONS)
