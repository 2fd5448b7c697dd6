"""MIME of the demo's letters: header fields, and bodies to go with them."""

import base64

PLAIN = b"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
HTML = b"MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n"


def multipart(kind: str, *parts: tuple[str, bytes]) -> tuple[bytes, bytes]:
    """Header fields and body of a multipart message; each part is (its header fields, its body)."""
    head = f'MIME-Version: 1.0\r\nContent-Type: multipart/{kind}; boundary="=_weave"\r\n'.encode()
    body = b"".join(
        b"--=_weave\r\n" + fields.replace("\n", "\r\n").encode() + b"\r\n\r\n" + content + b"\r\n"
        for fields, content in parts
    )
    return head, body + b"--=_weave--\r\n"


PDF = base64.encodebytes(b"%PDF-1.4\n%demo contract\n" + bytes(range(256)) * 8).replace(b"\n", b"\r\n")
PDF_FIELDS = """Content-Type: application/pdf
Content-Transfer-Encoding: base64
Content-Disposition: attachment; filename*=utf-8''Vertrag%20M%C3%BCller.pdf"""
STATUS = b"""Reporting-MTA: dns; mx.example.test

Final-Recipient: rfc822; nobody@example.test
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 no such user
""".replace(b"\n", b"\r\n")
QUOTED_PRINTABLE = b"""MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable
""".replace(b"\n", b"\r\n")
ATTACHMENT = multipart(
    "mixed",
    ("Content-Type: text/plain; charset=utf-8", b"The signed contract is attached.\r\n"),
    (
        PDF_FIELDS,
        PDF,
    ),
)
BOUNCE = multipart(
    'report; report-type="delivery-status"',
    ("Content-Type: text/plain", b"Your message could not be delivered.\r\n"),
    (
        "Content-Type: message/delivery-status",
        STATUS,
    ),
)
FORWARDED = multipart(
    "mixed",
    ("Content-Type: text/plain; charset=utf-8", b"Please look at this.\r\n"),
    (
        "Content-Type: message/rfc822",
        b"From: someone@else.test\r\nSubject: Inner\r\nMessage-ID: <inner@else.test>\r\n\r\nInner text.\r\n",
    ),
)
INVITATION = multipart(
    "alternative",
    ("Content-Type: text/plain; charset=utf-8", b"Shall we meet on Thursday?\r\n"),
    (
        "Content-Type: text/calendar; method=REQUEST; charset=utf-8",
        b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n",
    ),
)
