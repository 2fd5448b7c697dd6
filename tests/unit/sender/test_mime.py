"""Messages as bytes: whatever goes in comes out of the stdlib's parser again."""

from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr, unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.sender.domain.mime.encoded_words import LONGEST_WORD, encoded_words
from services.sender.domain.mime.entity import BodyPart, attachment_part, message, multipart, text_part
from services.sender.domain.mime.fields import phrase_address, unstructured
from services.sender.domain.mime.parameters import parameter
from services.sender.domain.mime.transfer_encoding import encoded_text

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=400)
PRINTABLE = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=300)
LINES = st.lists(TEXT | st.text("a =.\t-\n", max_size=1200) | st.just("x" * 1000)).map("\n".join)
many = settings(deadline=None, max_examples=60)


def parsed(raw: bytes) -> EmailMessage:
    found = message_from_bytes(raw, policy=default)
    assert isinstance(found, EmailMessage)
    return found


def lines_of(raw: bytes) -> list[bytes]:
    """Its lines; whatever is composed must be 7-bit lines of bounded length that end in CRLF."""
    lines = raw.split(b"\r\n")
    assert raw.isascii()
    assert max(map(len, lines)) <= 998
    assert b"\n" not in b"".join(lines)
    assert b"\r" not in b"".join(lines)
    return lines


def content_of(part: EmailMessage) -> str:
    data = part.get_payload(decode=True)
    assert isinstance(data, bytes)
    return data.decode().replace("\r\n", "\n")


@many
@given(LINES)
def test_any_text_survives(text: str) -> None:
    raw = message([("Subject", "a")], text_part(text, "plain"))
    lines_of(raw)
    expected = text.replace("\r\n", "\n").replace("\r", "\n")
    assert content_of(parsed(raw)).removesuffix("\n") == expected.removesuffix("\n")
    assert raw.endswith(b"\r\n")  # what is kept is what SMTP carries


@many
@given(LINES, LINES, st.binary(max_size=300), PRINTABLE)
def test_alternatives_and_an_attachment_survive(plain: str, html: str, content: bytes, filename: str) -> None:
    alternative = multipart("alternative", [text_part(plain, "plain"), text_part(html, "html")], "=inner")
    file = attachment_part(content, "application/octet-stream", filename)
    raw = message([("Subject", "a")], multipart("mixed", [alternative, file], "=outer"))
    lines_of(raw)
    whole = parsed(raw)
    types = ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "application/octet-stream"]
    assert [part.get_content_type() for part in whole.walk()] == types
    leaves = [part for part in whole.walk() if isinstance(part, EmailMessage) and not part.is_multipart()]
    assert [content_of(part) for part in leaves[:2]] == [
        one.replace("\r\n", "\n").replace("\r", "\n") for one in (plain, html)
    ]
    assert leaves[2].get_payload(decode=True) == content
    assert leaves[2].get_content_disposition() == "attachment"


@many
@given(PRINTABLE)
def test_any_subject_survives(text: str) -> None:
    raw = message([("Subject", unstructured("Subject", text))], text_part("", "plain"))
    lines = lines_of(raw)
    assert max(map(len, lines)) <= 78
    assert parsed(raw)["Subject"] == text


@many
@given(PRINTABLE)
def test_any_name_survives(name: str) -> None:
    raw = message([("From", phrase_address(name, "a@b.example"))], text_part("", "plain"))
    assert max(map(len, lines_of(raw))) <= 78
    # By the older functions: the newer ones take a no-break space for folding.
    found, address = parseaddr(message_from_bytes(raw)["From"].replace("\r\n", ""))
    assert (str(make_header(decode_header(found))), address) == (name, "a@b.example")


@many
@given(PRINTABLE)
def test_any_filename_survives(filename: str) -> None:
    raw = message([("Content-Disposition", f"attachment{parameter('filename', filename)}")], text_part("", "plain"))
    assert max(map(len, lines_of(raw))) <= 78
    # The stdlib strips it, and takes brackets and quotes around the whole of an ASCII name for its own.
    assert parsed(raw).get_filename("") in {filename.strip(), unquote(filename).strip()}


@many
@given(PRINTABLE)
def test_encoded_words_are_short_and_whole(text: str) -> None:
    for word in encoded_words(text, 9).split("\r\n "):
        assert len(word) <= LONGEST_WORD
        charset, encoding, _ = word.removeprefix("=?").split("?", 2)
        assert (charset, encoding in "qb") == ("utf-8", True)


ENCODINGS = {
    "ASCII": ("Hello\n", "7bit", b"Hello\r\n"),
    "nothing": ("", "7bit", b""),
    "a blank at the end": ("a \nb", "7bit", b"a \r\nb"),
    "the longest line": ("x" * 998, "7bit", b"x" * 998),
    "a control character": ("a\0=", "quoted-printable", b"a=00=3D"),
    "some umlauts": ("Viele Grüße aus Berlin\r", "quoted-printable", b"Viele Gr=C3=BC=C3=9Fe aus Berlin\r\n"),
    "Japanese": ("日本\n", "base64", b"5pel5pysDQo=\r\n"),
    "half a character": ("a\ud800 lone surrogate", "7bit", b"a? lone surrogate"),
}


@pytest.mark.parametrize(("text", "encoding", "body"), ENCODINGS.values(), ids=ENCODINGS)
def test_the_encoding_suits_the_text(text: str, encoding: str, body: bytes) -> None:
    assert encoded_text(text) == (encoding, body)


PARAMETERS = {
    "a token": ("a.pdf", ";\r\n filename=a.pdf"),
    "quoted": ('my "a\\b".pdf', ';\r\n filename="my \\"a\\\\b\\".pdf"'),
    "RFC 2231 §4": ("ä b.pdf", ";\r\n filename*=utf-8''%C3%A4%20b.pdf"),
    "RFC 2231 §3": (
        "x" * 70 + "é",
        f";\r\n filename*0*=utf-8''{'x' * 53};\r\n filename*1*={'x' * 17}%C3%A9",
    ),
    "no %XX is divided": ("é" * 10, ";\r\n filename*0*=utf-8''" + "%C3%A9" * 8 + "%C3;\r\n filename*1*=%A9%C3%A9"),
}


@pytest.mark.parametrize(("value", "expected"), PARAMETERS.values(), ids=PARAMETERS)
def test_parameters(value: str, expected: str) -> None:
    assert parameter("filename", value) == expected


def test_a_boundary_is_in_no_part() -> None:
    part = multipart("mixed", [text_part("--=b=\r\n--=b==\r\n", "plain")], "=b=")
    assert part.fields == (("Content-Type", 'multipart/mixed; boundary="=b==="'),)
    (leaf,) = parsed(message([], part)).iter_parts()
    assert isinstance(leaf, EmailMessage)
    assert content_of(leaf) == "--=b=\n--=b==\n"


INJECTIONS = {
    "CRLF": "a\r\nBcc: v@x.example",
    "LF": "a\nBcc: v@x.example",
    "CR": "a\rBcc: v@x.example",
    "LF before a blank": "a\n b",
    "a folded line of blanks": "a\r\n \r\n\r\nbody",
    "CRLF at the end": "a\r\n",
    "NUL": "a\0",
    "not ASCII": "ä",
}


@pytest.mark.parametrize("value", INJECTIONS.values(), ids=INJECTIONS)
def test_a_field_that_would_break_out_is_never_written(value: str) -> None:
    with pytest.raises(ValueError, match="X cannot be written"):
        message([("X", value)], BodyPart((), b""))
