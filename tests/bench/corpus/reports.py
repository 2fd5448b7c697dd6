"""Delivery reports as a mail server writes them (RFC 3462, RFC 3464)."""

import random

from tests.bench.corpus.texts import text

_REPORT = """\
Content-Type: multipart/report; report-type=delivery-status; boundary="{boundary}"

--{boundary}
Content-Type: text/plain; charset="us-ascii"

I'm sorry to have to inform you that your message could not be delivered.

<{recipient}>: host mx.example.net said: {diagnostic}

--{boundary}
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.net
Arrival-Date: Mon, 05 Jan 2026 08:00:00 +0000

Final-Recipient: rfc822; {recipient}
Action: failed
Status: {status}
Diagnostic-Code: smtp; {diagnostic}

--{boundary}
Content-Type: message/rfc822

Message-ID: <sent.{message_id}>
From: support@bench.test
To: {recipient}
Subject: Your order

{returned}
--{boundary}--
"""
_REASONS = (
    ("5.1.1", "550 5.1.1 User unknown"),
    ("5.2.2", "552 5.2.2 Mailbox full"),
    ("5.7.1", "554 5.7.1 Message rejected as spam"),
    ("4.4.1", "451 4.4.1 Connection timed out"),
)


def delivery_report(rng: random.Random, message_id: str, room: int) -> bytes:
    """Content fields and content of a report that returns about as much as there is room for."""
    status, diagnostic = rng.choice(_REASONS)
    return _REPORT.format(
        boundary=f"=_{rng.getrandbits(80):x}",
        recipient=f"gone{rng.randrange(1000)}@example.net",
        status=status,
        diagnostic=diagnostic,
        message_id=message_id,
        returned=text("us-ascii").some(rng, max(0, room - 1_100)).decode(),
    ).encode()
