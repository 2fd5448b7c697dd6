"""Any bytes give an event that JSON, Kafka and PostgreSQL can hold, in bounded time."""

import random
import time

import pytest

from services.parser.offline import parse_file

SEEDS = range(8)
ROUNDS = 60
KAFKA_LIMIT_BYTES = 1_000_000
SLOWEST_S = 10.0
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


def mutated(base: bytes, dice: random.Random) -> bytes:
    """The message with up to 20 pieces cut out, inserted, doubled or changed."""
    raw = bytearray(base)
    for _ in range(dice.randint(1, 20)):
        at = dice.randrange(len(raw) + 1)
        match dice.randrange(4):
            case 0:
                del raw[at : at + dice.randint(1, 40)]
            case 1:
                raw[at:at] = dice.choice(INSERTED)
            case 2:
                raw[at:at] = raw[at : at + dice.randint(1, 200)]
            case _:
                raw[at : at + 1] = bytes([dice.randrange(256)])
    return bytes(raw)


@pytest.mark.parametrize("seed", SEEDS)
def test_mutated_messages_never_fail(seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(ROUNDS):
        raw = mutated(dice.choice((SIMPLE, PARTS, REPORT)), dice)
        value = parse_file(raw).to_record().value
        assert value == parse_file(raw).to_record().value
        assert b"\\u0000" not in value, raw


HOSTILE = {
    "unfinished encoded words": b"Subject: " + b"=?a?q?" * 20_000 + b"\n\nx",
    "unfinished quotes": b"From: " + b'\\"' * 30_000 + b"\n\nx",
    "open brackets": b"To: " + b"(<" * 30_000 + b"\n\nx",
    "addresses": b"To: " + b"a@b," * 30_000 + b"\nCc: " + b"c@d," * 30_000 + b"\n\nx",
    "parameters": b"Content-Type: text/plain; " + b" " * 50_000 + b"a" * 50_000 + b"\n\nx",
    "pieces of a parameter": b"Content-Type: a/b; " + b"".join(b"n*%d=x;" % n for n in range(9000)) + b"\n\nx",
    "references": b"References: " + b"<a@b>" * 20_000 + b"\n\nx",
    "fields": b"X: y\n" * 200_000,
    "folds": b"To: " + b"\n " * 60_000 + b"x\n\nx",
    "boundaries": b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\n\na\n" * 50_000,
    "attachments with long names": b"Content-Type: multipart/mixed; boundary=x\n\n"
    + b"".join(b'--x\nContent-Disposition: attachment; filename="%s"\n\na\n' % (b"\\" * 4000) for _ in range(900)),
    "nested messages": b"Content-Type: message/rfc822\n\n" * 5000,
    "empty lines": b"\n" * 1_000_000,
}


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE)
def test_hostile_messages_take_bounded_time_and_their_fields_fit_into_a_record(raw: bytes) -> None:
    began = time.process_time()
    event = parse_file(raw).model_copy(update={"plain_body": "", "html_body": ""})
    assert time.process_time() - began < SLOWEST_S
    assert len(event.to_record().value) < KAFKA_LIMIT_BYTES


def test_30_megabytes() -> None:
    event = parse_file(b"Subject: big\r\n\r\n" + b"a line of text\r\n" * 1_900_000)
    assert (event.subject, len(event.plain_body), event.defects) == ("big", 28_500_000, ())
