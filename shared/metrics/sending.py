"""Of the sender."""

from prometheus_client import Counter, Gauge

from shared.metrics.registries import SENDER

SENDS = Counter("mailweave_sends", "Recipients of sends by the state they reached", ["state"], registry=SENDER)
SENDING_PAUSES = Counter(
    "mailweave_sending_pauses",
    "Pauses of an account's sending, by the reply code that its server refused a session with, or none",
    ["reply_code"],
    registry=SENDER,
)
SMTP_SESSIONS = Gauge(
    "mailweave_smtp_sessions_allowed",
    "SMTP sessions that a server allows an account at present, where that is less than the setting",
    ["account_id"],
    registry=SENDER,
)
