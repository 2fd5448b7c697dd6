"""RFC 2045 to 2047 and 2183: which parts are text, which are attachments, in sound and in broken messages."""

import pytest

from services.parser.domain.encodings.transfer import from_base64, from_uuencode
from services.parser.domain.message import ATTACHMENTS_OVER_LIMIT, MAX_ATTACHMENTS, parse_message
from services.parser.domain.parts.part import MULTIPART_MALFORMED, NESTING_OVER_LIMIT, PARTS_OVER_LIMIT
from services.parser.domain.parts.tree import MIME_REPAIRED

PLAIN = b"Content-Type: text/plain\n\ntext\n"
HTML = b"Content-Type: text/html\n\n<p>html</p>\n"
LESS = b"Content-Type: text/plain\n\nless\n"


def multipart(subtype: str, *parts: bytes, boundary: str = "x") -> bytes:
    opened = b"".join(b"--" + boundary.encode() + b"\n" + part for part in parts)
    return (
        f'Content-Type: multipart/{subtype}; boundary="{boundary}"\n\n'.encode() + opened + f"--{boundary}--\n".encode()
    )


def attached(filename: str = "a.txt", disposition: str = "attachment", content_type: str = "text/plain") -> bytes:
    return f'Content-Type: {content_type}\nContent-Disposition: {disposition}; filename="{filename}"\n\nfile\n'.encode()


CASES = {
    "plain": (PLAIN, "text", "", []),
    "HTML alone": (HTML, "", "<p>html</p>", []),
    "no MIME fields": (b"Subject: a\n\ntext", "text", "", []),
    "alternative": (multipart("alternative", PLAIN, HTML), "text", "<p>html</p>", []),
    "of two alternatives of a kind the last": (
        multipart("alternative", LESS, PLAIN, HTML.replace(b">html", b">less"), HTML),
        "text",
        "<p>html</p>",
        [],
    ),
    "of two alternatives the one that says something": (
        multipart("alternative", PLAIN, b"\n \n", HTML, HTML.replace(b">html", b">&nbsp;")),
        "text",
        "<p>html</p>",
        [],
    ),
    "an alternative that is a picture": (
        multipart("alternative", PLAIN, HTML, HTML.replace(b">html", b"><IMG src=x>")),
        "text",
        "<p><IMG src=x></p>",
        [],
    ),
    "an alternative in parts is taken whole": (
        multipart("alternative", PLAIN, multipart("mixed", HTML, attached(), HTML, LESS, boundary="y")),
        "text",
        "<p>html</p>\n<p>html</p>",
        ["a.txt"],
    ),
    "an empty text yields to HTML": (
        multipart("alternative", b"Content-Type: text/plain; charset=utf-8\n\n \xc2\xa0\xe2\x80\x8b\n", HTML),
        "",
        "<p>html</p>",
        [],
    ),
    "named": (b"Content-Type: text/plain; name=a.txt\n\ntext\n", "text", "", []),
    "named and inline, first": (multipart("mixed", attached(disposition="inline"), b"\nmore\n"), "file\nmore", "", []),
    "named HTML, first": (
        multipart("mixed", attached("a.htm", "inline", "text/html"), attached("b.htm", "inline", "text/html")),
        "",
        "file",
        ["b.htm"],
    ),
    "attached, first": (multipart("mixed", attached(), PLAIN), "text", "", ["a.txt"]),
    "only the root of related parts": (
        multipart("related", HTML, b"Content-Type: text/plain\nContent-ID: <x@y>\n\nused\n"),
        "",
        "<p>html</p>",
        [""],
    ),
    "the root of related parts after a picture": (
        multipart("related", b"Content-Type: image/png\n\nx\n", HTML),
        "",
        "<p>html</p>",
        [""],
    ),
    "several texts are joined": (multipart("mixed", PLAIN, PLAIN), "text\ntext", "", []),
    "attachment": (multipart("mixed", PLAIN, attached()), "text", "", ["a.txt"]),
    "inline text with a name": (multipart("mixed", PLAIN, attached(disposition="inline")), "text", "", ["a.txt"]),
    "named text alternative": (
        multipart("alternative", b"Content-Type: text/plain; name=a.txt\n\ntext\n", HTML),
        "text",
        "<p>html</p>",
        [],
    ),
    "nested": (
        multipart("mixed", multipart("alternative", PLAIN, HTML, boundary="y"), attached()),
        "text",
        "<p>html</p>",
        ["a.txt"],
    ),
    "a message in a message": (
        multipart("mixed", PLAIN, b"Content-Type: message/rfc822\n\nSubject: inner\n\ninner\n"),
        "text",
        "",
        ["inner.eml"],
    ),
    "calendar": (multipart("alternative", PLAIN, b"Content-Type: text/calendar\n\nBEGIN\n"), "text", "", [""]),
    "enriched alternative": (multipart("alternative", b"Content-Type: text/enriched\n\nx\n", PLAIN), "text", "", []),
    "quoted-printable": (b"Content-Transfer-Encoding: quoted-printable\n\na=C3=BC=\nb", "aüb", "", []),
    "base64": (b"Content-Transfer-Encoding: base64\n\nYcO8\n", "aü", "", []),
    "broken base64": (b"Content-Transfer-Encoding: BASE64\n\nYc*O8\n!", "aü", "", []),
    "uuencode": (b"Content-Transfer-Encoding: x-uuencode\n\nbegin 644 a\n#86)C\n`\nend\n", "abc", "", []),
    "wrong charset": (b"Content-Type: text/plain; charset=utf-8\n\n\xfc", "ü", "", []),
    "charset in the HTML": (
        b'Content-Type: text/html\n\n<meta charset="koi8-r">' + "Привет".encode("koi8-r"),
        "",
        '<meta charset="koi8-r">Привет',
        [],
    ),
    "line ends": (b"A: b\r\n\r\na\r\nb\rc\n", "a\nb\nc", "", []),
    "U+0000 and control characters": (b"A: b\n\na\x00b\x1bc\td", "abc\td", "", []),
    "boundary missing": (b"Content-Type: multipart/mixed\n\n--x\n\ntext", "--x\n\ntext", "", []),
    "wrong boundary": (b"Content-Type: multipart/mixed; boundary=y\n\n--x\n\ntext", "--x\n\ntext", "", []),
    "not closed": (multipart("mixed", PLAIN, attached()).replace(b"--x--\n", b""), "text", "", ["a.txt"]),
    "part header starts with a space": (multipart("mixed", b" x: y\n\ntext\n", attached()), "text", "", ["a.txt"]),
    "header lines broken": (b"broken\nSubject: a\nContent-Type: text/html\n\n<p>", "", "<p>", []),
    "zero bytes": (b"", "", "", []),
    "no header": (b"just text", "just text", "", []),
}


@pytest.mark.parametrize(("raw", "plain", "html", "filenames"), CASES.values(), ids=CASES)
def test_bodies(raw: bytes, plain: str, html: str, filenames: list[str]) -> None:
    message = parse_message(raw)
    found = message.plain_body.strip(), message.html_body.strip(), [each.filename for each in message.attachments]
    assert found == (plain, html, filenames)


def test_an_attachment_has_its_bytes_hash_type_and_content_id() -> None:
    part = b"Content-Type: image/PNG\nContent-ID: <pic@x>\nContent-Transfer-Encoding: base64\n\nAAEC/w==\n"
    (found,) = parse_message(multipart("related", HTML, part)).attachments
    assert (found.content, found.content_type, found.content_id) == (b"\x00\x01\x02\xff", "image/png", "pic@x")
    assert found.is_inline
    assert found.sha256 == "3d1f57c984978ef98a18378c8166c1cb8ede02c03eeb6aee7e2f121dfeee3e56"


def test_a_nested_message_is_kept_whole() -> None:
    inner = b"Subject: inner\n\ninner text"
    (found,) = parse_message(multipart("mixed", b"Content-Type: message/rfc822\n\n" + inner + b"\n")).attachments
    assert (found.content, found.content_type) == (inner, "message/rfc822")


NESTED = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (depth, depth) for depth in range(2000))


@pytest.mark.parametrize(
    ("raw", "defect"),
    [
        (multipart("mixed", *[PLAIN] * 1500), PARTS_OVER_LIMIT),
        (multipart("mixed", *[attached()] * 300), ATTACHMENTS_OVER_LIMIT),
        (NESTED[: len(NESTED) // 40], NESTING_OVER_LIMIT),
        (NESTED, MULTIPART_MALFORMED),
        (b"Content-Type: multipart/mixed\n\nx", MIME_REPAIRED),
    ],
    ids=["1,500 parts", "300 attachments", "50 deep", "2,000 deep", "no boundary"],
)
def test_what_is_over_a_limit_or_repaired_is_a_defect(raw: bytes, defect: str) -> None:
    message = parse_message(raw)
    assert defect in message.defects
    assert len(message.attachments) <= MAX_ATTACHMENTS


@pytest.mark.parametrize(
    ("encoded", "expected"),
    [(b"YWJj", b"abc"), (b"YW Jj\r\n", b"abc"), (b"YWI", b"ab"), (b"YWJjZ", b"abc"), (b"*Y!W-Jj", b"abc"), (b"", b"")],
    ids=["sound", "white space", "padding missing", "a lone last character", "foreign characters", "empty"],
)
def test_base64(encoded: bytes, expected: bytes) -> None:
    assert from_base64(encoded) == expected


@pytest.mark.parametrize(
    ("encoded", "expected"),
    [
        (b"begin 644 a\n#86)C\n`\nend\n", b"abc"),
        (b"#86)C\n", b"abc"),
        (b"begin 644 a\n#86)C trailing\n", b"abc"),
        (b"\xff\xff", b""),
        (b"begin 644 a\n&86)C\n`\nend\n", b"abc\0\0\0"),
        (b"M\n" * 1000, bytes(2000)),
    ],
    ids=[
        "sound",
        "no begin",
        "trailing text",
        "nonsense",
        "zeros lost at the end of a line",
        "more said than there is",
    ],
)
def test_uuencode(encoded: bytes, expected: bytes) -> None:
    assert from_uuencode(encoded) == expected


@pytest.mark.parametrize(
    ("inner", "filename"),
    [
        (b"Subject: Offer =?utf-8?q?f=C3=BCr?= 1/2\n\ntext\n", "Offer für 1-2.eml"),
        (b"Subject: ..\\..\\etc\n\ntext\n", "..-..-etc.eml"),
        (b"From: ada@x.example\n\ntext\n", ""),
    ],
    ids=["its subject", "a subject like a path", "no subject"],
)
def test_an_attached_message_without_a_name_is_called_by_its_subject(inner: bytes, filename: str) -> None:
    part = b"Content-Type: message/rfc822\nContent-Disposition: attachment\n\n" + inner
    assert [each.filename for each in parse_message(multipart("mixed", PLAIN, part)).attachments] == [filename]
