"""Messages for tests to damage, and what to damage them with."""

SIMPLE = (
    b'From: J\xfcrgen <j@x.y>\r\nTo: a@b.c, "D, E" <d@e.f>\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n'
    b"Date: Mon, 23 Nov 2026 12:00:00 +0100\r\nMessage-ID: <1@x.y>\r\nReferences: <a@b> <c@d>\r\n\r\nHello\r\n"
)
PARTS = (
    b'Subject: parts\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b1"\n\n--b1\n'
    b"Content-Type: multipart/alternative; boundary=b2\n\n--b2\nContent-Type: text/plain; charset=utf-8\n"
    b"Content-Transfer-Encoding: quoted-printable\n\nGr=C3=BC=C3=9Fe\n"
    b"--b2\nContent-Type: text/html\n\n<p>x</p>\n--b2--\n"
    b"--b1\nContent-Type: application/pdf; name*0=a; name*1=.pdf\nContent-Transfer-Encoding: base64\n\n"
    b"AAECAwQ=\n--b1--\n"
)
REPORT = (
    b"Return-Path: <>\nContent-Type: multipart/report; boundary=r\n\n--r\n\nfailed\n"
    b"--r\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; a@b\n\n"
    b"--r\nContent-Type: message/rfc822\n\nSubject: inner\n\ninner\n--r--\n"
)
INSERTED = (
    *(b"\x00", b"\xff", b"\n\n", b"\r", b"--b1", b'"', b"<", b"(", b";", b"=?utf-8?B?", b"?=", b"*0*=", b"\x1b$B"),
    *(b"\xed\xa0\x80", b"charset=utf-7", b"charset=utf-16", b"charset=idna", b"charset=a\x00b", b"+2AA-"),
    *(b"Content-Type: multipart/mixed; boundary=x\n", b"Content-Transfer-Encoding: base64\n"),
    *(b"Content-Transfer-Encoding: x-uuencode\n", b"Content-Type: message/rfc822\n\n"),
)

DATE = b"Mon, 23 Nov 2026 12:00:00 +0100"
SPECIMENS = (SIMPLE, PARTS, REPORT)
