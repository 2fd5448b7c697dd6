"""Any bytes give an event that JSON, Kafka and PostgreSQL can hold."""

import pytest

from services.parser.offline import parse_file
from tests.harness.composed.letter import base64, written
from tests.harness.tnef import (
    BINARY,
    INTEGER,
    UNICODE,
    attribute,
    compressed_rtf,
    file,
    message,
    octets_in,
    prop,
    signed,
    tnef,
)

KAFKA_LIMIT_BYTES = 1_000_000


def winmail(stream: bytes) -> bytes:
    return written(base64("Content-Type: application/ms-tnef", stream))


def smime(cms: bytes) -> bytes:
    return written(base64("Content-Type: application/pkcs7-mime", cms))


HOSTILE = {
    "unfinished encoded words": b"Subject: " + b"=?a?q?" * 20_000 + b"\n\nx",
    "unfinished quotes": b"From: " + b'\\"' * 30_000 + b"\n\nx",
    "open brackets": b"To: " + b"(<" * 30_000 + b"\n\nx",
    "addresses": b"To: " + b"a@b," * 30_000 + b"\nCc: " + b"c@d," * 30_000 + b"\n\nx",
    "parameters": b"Content-Type: text/plain; " + b" " * 50_000 + b"a" * 50_000 + b"\n\nx",
    "pieces of a parameter": b"Content-Type: a/b; " + b"".join(b"n*%d=x;" % n for n in range(9000)) + b"\n\nx",
    "names without an address": b"From: " + b"a," * 8000 + b"<a@b.c>\n\nx",
    "megabytes of header": b"To: " + b"Staff <s@firm.test>,\n " * 180_000 + b"x\n\nx",
    "one field for ever": b"References: <a@b>\n" * 200_000 + b"\nx",
    "vendor characters": b"Content-Type: text/plain; charset=iso-2022-jp\n\n" + b"\x1b$B-!" * 100_000,
    "references": b"References: " + b"<a@b>" * 20_000 + b"\n\nx",
    "fields": b"X: y\n" * 200_000,
    "folds": b"To: " + b"\n " * 60_000 + b"x\n\nx",
    "boundaries": b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\n\na\n" * 50_000,
    "attachments with long names": b"Content-Type: multipart/mixed; boundary=x\n\n"
    + b"".join(b'--x\nContent-Disposition: attachment; filename="%s"\n\na\n' % (b"\\" * 4000) for _ in range(900)),
    "nested messages": b"Content-Type: message/rfc822\n\n" * 5000,
    "empty lines": b"\n" * 1_000_000,
    "uuencoded files": b"\n" + b"begin 644 a\n!>```\n`\nend\n" * 200_000,
    "files that only begin": b"\n" + b"begin 644 a\n" * 400_000,
    "a file uuencoded into single bytes": b"\nbegin 644 a\n" + b"!>```\n" * 600_000,
    "attributes of TNEF": winmail(tnef(*[attribute(1, 7, b"")] * 200_000)),
    "files in TNEF": winmail(tnef(*[file(b"a", b"x", prop(0x3707, UNICODE, "../" * 500))] * 2000)),
    "properties": winmail(tnef(*[file(b"a", b"x", *[prop(0x37, INTEGER, 1)] * 600)] * 300)),
    "braces of RTF": winmail(tnef(message(prop(0x1009, BINARY, compressed_rtf(b"{}" * 2_000_000))))),
    "words of RTF": winmail(tnef(message(prop(0x1009, BINARY, compressed_rtf(b"\\b" * 1_000_000))))),
    "pieces of a signed text": smime(signed(octets_in([b"x"] * 1_000_000), is_indefinite=True)),
    "a signature without end": smime(b"\x30\x80" * 2_000_000),
    "pieces without end": smime(signed(b"\x24\x80" * 2_000_000, is_indefinite=True)),
    "quoted strings of a parameter": b"Content-Type: a/b; name=" + b'"a" ' * 20_000 + b"\n\nx",
}


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.timeout(60)
def test_hostile_messages_come_to_an_end_and_their_fields_fit_into_a_record(raw: bytes) -> None:
    event = parse_file(raw).model_copy(update={"plain_body": "", "html_body": ""})
    assert len(event.to_record().value) < KAFKA_LIMIT_BYTES


def test_30_megabytes() -> None:
    event = parse_file(b"Subject: big\r\n\r\n" + b"a line of text\r\n" * 1_900_000)
    assert (event.subject, len(event.plain_body), event.defects) == ("big", 28_500_000, ())
