"""The letters themselves, one odd thing each."""

import base64

from services.cli.demo.mail import BILLING, HTML, POP3_ACCOUNT, WELCOME, Letter, multipart

_PDF = base64.encodebytes(b"%PDF-1.4\n%demo contract\n" + bytes(range(256)) * 8).replace(b"\n", b"\r\n")
_PDF_FIELDS = """Content-Type: application/pdf
Content-Transfer-Encoding: base64
Content-Disposition: attachment; filename*=utf-8''Vertrag%20M%C3%BCller.pdf"""
_STATUS = b"""Reporting-MTA: dns; mx.example.test

Final-Recipient: rfc822; nobody@example.test
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 no such user
""".replace(b"\n", b"\r\n")
_QUOTED_PRINTABLE = b"""MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable
""".replace(b"\n", b"\r\n")
_ATTACHMENT = multipart(
    "mixed",
    ("Content-Type: text/plain; charset=utf-8", b"The signed contract is attached.\r\n"),
    (
        _PDF_FIELDS,
        _PDF,
    ),
)
_BOUNCE = multipart(
    'report; report-type="delivery-status"',
    ("Content-Type: text/plain", b"Your message could not be delivered.\r\n"),
    (
        "Content-Type: message/delivery-status",
        _STATUS,
    ),
)
_FORWARDED = multipart(
    "mixed",
    ("Content-Type: text/plain; charset=utf-8", b"Please look at this.\r\n"),
    (
        "Content-Type: message/rfc822",
        b"From: someone@else.test\r\nSubject: Inner\r\nMessage-ID: <inner@else.test>\r\n\r\nInner text.\r\n",
    ),
)
_INVITATION = multipart(
    "alternative",
    ("Content-Type: text/plain; charset=utf-8", b"Shall we meet on Thursday?\r\n"),
    (
        "Content-Type: text/calendar; method=REQUEST; charset=utf-8",
        b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n",
    ),
)

LETTERS: tuple[Letter, ...] = (
    Letter("first", "a first contact", "ada@newcustomer.test", "Question about my order", "order", WELCOME),
    Letter("second", "another first contact", "bob@newcustomer.test", "When does it arrive?", "arrival", WELCOME),
    Letter(
        "reply",
        "a reply",
        "ada@newcustomer.test",
        "Re: Question about my order",
        "order",
        WELCOME,
        references="first",
        in_reply_to="first",
    ),
    Letter(
        "early",
        "a reply before its parent",
        "carol@newcustomer.test",
        "Re: Broken handle",
        "handle",
        WELCOME,
        references="late",
        in_reply_to="late",
    ),
    Letter("late", "the parent, later", "carol@newcustomer.test", "Broken handle", "handle", WELCOME),
    Letter(
        "cousin-a",
        "a reply to a message never seen",
        "dora@partner.test",
        "Re: Minutes",
        "minutes",
        references="never-seen",
    ),
    Letter(
        "cousin-b",
        "its sibling, joined through it",
        "emil@partner.test",
        "Re: Minutes",
        "minutes",
        references="never-seen",
    ),
    Letter(
        "attachment",
        "an attachment",
        "dave@partner.test",
        "Contract",
        "contract",
        head=_ATTACHMENT[0],
        body=_ATTACHMENT[1],
    ),
    Letter(
        "html",
        "HTML only",
        "erin@partner.test",
        "Our invoice 4711",
        "invoice",
        BILLING,
        head=HTML,
        body=b"<html><body><p>Please <b>explain</b> the invoice.</p></body></html>\r\n",
    ),
    Letter(
        "umlaut",
        "an umlaut subject, ISO-8859-1",
        "frank@newcustomer.test",
        "Anfrage f\u00fcr M\u00fcller",
        "umlaut",
        WELCOME,
        raw_subject=b"=?iso-8859-1?Q?Anfrage_f=FCr_M=FCller?=",
    ),
    Letter(
        "japanese",
        "a Japanese subject, ISO-2022-JP",
        "jun@partner.test",
        "\u304a\u554f\u3044\u5408\u308f\u305b",
        "japanese",
        raw_subject=b"=?iso-2022-jp?B?GyRCJCpMZCQkOWckbyQ7GyhC?=",
    ),
    Letter(
        "out-of-office",
        "an out-of-office reply",
        "gina@newcustomer.test",
        "Out of office: Re: offer",
        "absence",
        head=b"Auto-Submitted: auto-replied\r\n",
    ),
    Letter(
        "human",
        "Auto-Submitted: no, so a person",
        "leo@newcustomer.test",
        "A person wrote this",
        "person",
        WELCOME,
        head=b"Auto-Submitted: no\r\n",
    ),
    Letter(
        "bounce",
        "a bounce",
        "mailer-daemon@example.test",
        "Undelivered Mail Returned to Sender",
        "bounce",
        head=b"Return-Path: <>\r\n" + _BOUNCE[0],
        body=_BOUNCE[1],
    ),
    Letter(
        "list",
        "a list post",
        "hank@newcustomer.test",
        "[talk] Weekly digest",
        "list",
        head=b"List-Id: <talk.lists.test>\r\nPrecedence: list\r\n",
    ),
    Letter(
        "malformed",
        "malformed: the boundary never comes",
        "ivy@partner.test",
        "Broken mail",
        "malformed",
        head=b'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="nowhere"\r\nX-Broken\r\n',
        body=b"--somewhere-else\r\nContent-Type: text/plain\r\n\r\nStill readable.\r\n",
    ),
    Letter(
        "nameless",
        "no Message-ID",
        "ivan@newcustomer.test",
        "No id here, {run}",
        "nameless",
        WELCOME,
        has_message_id=False,
    ),
    Letter("own", "from our own address", "sales@mailweave.test", "Note to ourselves", "own"),
    Letter("empty", "no subject, no body", "nora@partner.test", "", "empty", body=b""),
    Letter("quote", "a first contact", "kim@newcustomer.test", "Quote please", "quote", WELCOME, POP3_ACCOUNT),
    Letter(
        "quote-reply",
        "a reply",
        "kim@newcustomer.test",
        "Re: Quote please",
        "quote",
        WELCOME,
        POP3_ACCOUNT,
        references="quote",
        in_reply_to="quote",
    ),
    Letter(
        "billing",
        "matches the subject rule",
        "lena@partner.test",
        "Wrong invoice again",
        "billing",
        BILLING,
        POP3_ACCOUNT,
        head=_QUOTED_PRINTABLE,
        body=b"Die Rechnung =C3=BCber 20 =E2=82=AC stimmt nicht.\r\n",
    ),
    Letter(
        "both-rules",
        "matches two rules, answered once",
        "mia@newcustomer.test",
        "Invoice for my first order",
        "both",
        WELCOME,
        POP3_ACCOUNT,
    ),
    Letter(
        "forwarded",
        "a message inside a message",
        "otto@partner.test",
        "Fwd: Inner",
        "forwarded",
        account=POP3_ACCOUNT,
        head=_FORWARDED[0],
        body=_FORWARDED[1],
    ),
    Letter(
        "no-reply",
        "from a no-reply address",
        "no-reply@newcustomer.test",
        "Your parcel",
        "parcel",
        account=POP3_ACCOUNT,
    ),
    Letter(
        "bulk",
        "a newsletter",
        "news@newcustomer.test",
        "Ten tips",
        "newsletter",
        account=POP3_ACCOUNT,
        head=b"Precedence: bulk\r\nList-Unsubscribe: <mailto:off@newcustomer.test>\r\n",
    ),
    Letter(
        "large",
        "a body of 400 KB",
        "paul@partner.test",
        "A long protocol",
        "large",
        account=POP3_ACCOUNT,
        body=b"One line of a long protocol that goes on and on.\r\n" * 8_000,
    ),
    Letter(
        "invitation",
        "an invitation",
        "quinn@partner.test",
        "Thursday?",
        "invitation",
        account=POP3_ACCOUNT,
        head=_INVITATION[0],
        body=_INVITATION[1],
    ),
)
