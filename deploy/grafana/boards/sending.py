"""Sending: from the request to the server's reply."""

from deploy.grafana.panels import Board, Limit, Query, Row, Unit, lines, stat
from deploy.grafana.queries import CERTIFICATES, NOBODY_COUNTS, each, quantiles, rates

NOW = Row(
    "Now",
    (
        stat(
            "Oldest due send",
            "max(mailweave_send_oldest_due_seconds{$where})",
            "For how long a send has been due.",
            "type `mailweave sends list --state waiting` and `mailweave email-monitor`; is a sender ready?",
            "MailweaveOldestDueSendTooOld",
            Limit(600, warn=120),
            unit=Unit.SECONDS,
            no_value=NOBODY_COUNTS,
            width=6,
        ),
        stat(
            "In doubt, 7 days",
            "max(mailweave_sends_in_doubt{$where})",
            "Recipients of whom nobody can know whether the mail was taken.",
            "type `mailweave sends list --state in_doubt`; look in the Sent folder or ask the recipient.",
            "MailweaveSendsInDoubt",
            Limit(10, warn=1),
            no_value=NOBODY_COUNTS,
            width=6,
        ),
        stat(
            "Refused for good, an hour",
            '(sum(increase(mailweave_sends_total{$where, state="failed"}[1h])) or vector(0))'
            ' / (sum(increase(mailweave_sends_total{$where, state=~"sent|failed"}[1h])) > 0) or vector(0)',
            "Of the recipients whom servers took or refused, those refused.",
            "type `mailweave sends list --state failed`: one account, one domain, one reply?",
            "MailweaveBounceRateHigh",
            Limit(0.05, warn=0.02),
            unit=Unit.RATIO,
            width=6,
        ),
        stat(
            "Accounts with fewer sessions",
            "count(min by (account_id) (mailweave_smtp_sessions_allowed{$where})) or vector(0)",
            "Accounts whose server allows fewer sessions than the setting.",
            "nothing, if it is one server; else `max_connections`, or another server.",
            "MailweaveSendingPaused",
            Limit(50, warn=1),
            width=6,
        ),
    ),
)
OVER_TIME = Row(
    "Over time",
    (
        lines(
            "Queue by state",
            each("max", "state", "mailweave_send_queue{$where}"),
            "Recipients that wait (due or scheduled), were put off by servers, or are being sent to.",
            "`waiting` rises: run more senders. `deferred` rises: servers put off.",
            "MailweaveOldestDueSendTooOld",
            is_stacked=True,
        ),
        lines(
            "Recipients by what became of them",
            rates("mailweave_sends_total", "state"),
            "By the state that they reached.",
            "`failed`: `mailweave sends list --state failed`; `rejected`: the request was not permitted or not whole.",
            "MailweaveBounceRateHigh",
            unit=Unit.MESSAGES_S,
        ),
        lines(
            "Servers' replies by code",
            rates("mailweave_smtp_replies_total", "reply_code"),
            "The reply that decided about a recipient: 250 took it, 4yz put it off, 5yz refused it.",
            "550, 554 with one domain: its form for senders, SPF, DKIM. 421, 451: nothing, it is tried again.",
            "MailweaveBounceRateHigh",
            unit=Unit.MESSAGES_S,
        ),
        lines(
            "Request to sent",
            quantiles("mailweave_request_to_sent_seconds", 0.5, 0.95, 0.99),
            "From the request until a server has taken the message.",
            "deferred: nothing; waiting: run more senders.",
            "MailweaveRequestToSentSlow",
            Limit(300, warn=60),
            unit=Unit.SECONDS,
        ),
        lines(
            "Pauses by reply code",
            rates("mailweave_sending_pauses_total", "reply_code"),
            "Whole sessions that servers refused; the account's sends wait and use up no try.",
            "535: the password; 421, 432: nothing.",
            "MailweaveSendingPaused",
            unit=Unit.EVENTS_S,
        ),
        lines(
            "Bytes sent",
            (Query("sum(rate(mailweave_sent_bytes_total{$where}[$__rate_interval]))", "sent"),),
            "Messages that servers took.",
            "at 0 while the queue is full: is a sender ready?",
            "MailweaveOldestDueSendTooOld",
            unit=Unit.BYTES_S,
        ),
        lines(
            "Why bounces came",
            rates("mailweave_reports_total", "reason"),
            "Recipients that reports speak of, by the reason.",
            "`blocked`, `badreputation`, `spamdetected`: stop who sends that mail.",
            "MailweaveBounceRateHigh",
            unit=Unit.EVENTS_S,
        ),
        lines(
            "Connectivity tests",
            rates("mailweave_connectivity_tests_total", "result"),
            "Tests of accounts' servers that somebody asked for.",
            "what the test printed says where it broke.",
            "MailweaveAccountsFailing",
            unit=Unit.EVENTS_S,
        ),
        lines(
            "Certificates of mail servers",
            CERTIFICATES,
            "How long the five that end first are good for.",
            "tell the server's operator; then no account there sends.",
            "MailweaveCertificateExpiring",
            Limit(2 * 86400, warn=14 * 86400, below=True),
            unit=Unit.SECONDS,
        ),
    ),
)
SENDING = Board(
    "mailweave-sending",
    "Mailweave / Sending",
    "Does what was asked for leave, and what do servers say?",
    (NOW, OVER_TIME),
)
