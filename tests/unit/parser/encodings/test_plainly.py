"""A body that is labelled base64 and is not, or not to its end."""

import base64

import pytest

from services.parser.domain.encodings.transfer import decoded_content
from services.parser.domain.message import parse_message

TEXT = "Grüße aus Köln,\nbis bald und danke für alles.\n"
ENCODED = base64.encodebytes(TEXT.encode())
FOOTER = b"_______________________________________________\nlist mailing list\nlist@lists.example\n"
BODIES = {
    "as labelled": (ENCODED, TEXT),
    "plain": (TEXT.encode(), TEXT),
    "plain, one word first": (b"Hallo,\n\nich komme nicht.\n", "Hallo,\n\nich komme nicht.\n"),
    "plain, four letters first": (b"Dear\nAda Berg, see you.\n", "Dear\nAda Berg, see you.\n"),
    "quoted-printable": (b"Gr=C3=BC=C3=9Fe aus K=C3=B6ln, bis b=\nald.\n", "Grüße aus Köln, bis bald.\n"),
    "a footer behind it": (ENCODED + FOOTER, TEXT + FOOTER.decode()),
    "a footer behind padding": (base64.encodebytes(b"ab") + FOOTER, "ab" + FOOTER.decode()),
    "blanks before each line": (b"  " + ENCODED.replace(b"\n", b"\n  "), TEXT),
    "stray characters": (ENCODED[:8] + b"!*" + ENCODED[8:] + b"!\n", TEXT),
    "noise at the end": (ENCODED + b"!=*$\n", TEXT),
    "an equals sign that is no escape": (b"a = b and c =C3=BC d\n", "a = b and c =C3=BC d\n"),
}


@pytest.mark.parametrize(("encoded", "text"), BODIES.values(), ids=BODIES)
def test_what_was_written_is_read(encoded: bytes, text: str) -> None:
    assert decoded_content(encoded, "base64").decode() == text
    header = b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n"
    assert parse_message(header + encoded).plain_body.strip() == text.strip()
