"""What a server said is quoted without secrets, however it spells them."""

import base64
import string
from urllib.parse import quote

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from shared.quoting import LONGEST_QUOTE, RECOGNISED_BY, WITHHELD, quoted, repeats

SECRET = "1//0gAb+C/dE=fG~hI_jK-lM.nOpQrStUvWx"


def small_escapes(text: str) -> str:
    return "".join(f"%{ord(character):02x}" for character in text)


def in_base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


SPELLINGS = {
    "percent": quote(SECRET, safe=""),
    "percent, small digits": quote(SECRET, safe="").lower(),
    "percent, every character": small_escapes(SECRET),
    "percent, twice": quote(quote(SECRET, safe=""), safe=""),
    "base64": in_base64(SECRET),
    "base64 for addresses": base64.urlsafe_b64encode(SECRET.encode()).decode().rstrip("="),
    "base64 on lines": "\r\n ".join(in_base64(SECRET)[start : start + 8] for start in range(0, 60, 8)),
    "base64 behind one character": in_base64(f":{SECRET}"),
    "base64 behind a client's id": in_base64(f"mailweave-app:{SECRET}"),
    "base64 before more": in_base64(f"id:{SECRET}&grant_type=refresh_token"),
    "hexadecimal": SECRET.encode().hex().upper(),
    "JSON's escapes": "".join(f"\\u{ord(character):04x}" for character in SECRET),
    "HTML's escapes": "".join(f"&#x{ord(character):x};" for character in SECRET),
    "large letters": SECRET.upper(),
    "wide letters": "".join(chr(ord(character) + 0xFEE0) for character in SECRET),
    "blanks between": " ".join(SECRET),
    "its first half": SECRET[: len(SECRET) // 2 + 1],
    "its second half": SECRET[len(SECRET) // 2 :],
}


@pytest.mark.parametrize("spelling", SPELLINGS.values(), ids=SPELLINGS)
def test_no_word_is_quoted_where_a_secret_is_spelt_otherwise(spelling: str) -> None:
    assert quoted(f"the token '{spelling}' was taken back", ("another-secret", SECRET)) == WITHHELD


SAID = {
    "nothing of it": ("the login was taken back", (SECRET,), "the login was taken back"),
    "as it is": (f"the token '{SECRET}' was taken back", (SECRET,), "the token '***' was taken back"),
    "the longer first": ("ab-cd-ef-gh", ("ab-cd", "ab-cd-ef-gh"), "***"),
    "a few letters": ("try 1//0gAb later", (SECRET,), "try 1//0gAb later"),
    "a short one in a word": ("authentication failed", ("cat",), "authenti***ion failed"),
    "a short one in other case": ("No CAT here", ("cat",), "No CAT here"),
    "no secret": ("ok", ("", ""), "ok"),
    "on lines": ("a\r\n\x1b[2J\ud800 b", (), "a [2J b"),
    "a short password in base64": (f"VXNlcjo {in_base64('pw-1')}", ("pw-1",), WITHHELD),
}


@pytest.mark.parametrize(("text", "secrets", "expected"), SAID.values(), ids=SAID)
def test_the_words_without_secrets(text: str, secrets: tuple[str, ...], expected: str) -> None:
    assert quoted(text, secrets) == expected


def test_a_secret_that_begins_where_the_quote_ends_is_seen() -> None:
    text = " ".join("x" * (LONGEST_QUOTE // 2 - RECOGNISED_BY)) + small_escapes(SECRET)
    assert quoted(text, (SECRET,)) == WITHHELD


SECRETS = st.text(string.ascii_letters + string.digits + "-._~+/=", min_size=16, max_size=60)


@given(SECRETS, st.binary(max_size=7), st.binary(max_size=7))
def test_base64_is_seen_wherever_the_secret_stands_in_it(secret: str, before: bytes, after: bytes) -> None:
    assume(sum(map(str.isalnum, secret)) >= 16)
    assert repeats(base64.b64encode(before + secret.encode() + after).decode(), secret)


@given(st.text(max_size=400), st.lists(st.text(max_size=30), max_size=3))
def test_whatever_is_said_is_one_short_printable_line(text: str, secrets: list[str]) -> None:
    line = quoted(text, secrets)
    assert len(line) <= LONGEST_QUOTE + 1
    assert line.isprintable()
    assert line == line.strip()
