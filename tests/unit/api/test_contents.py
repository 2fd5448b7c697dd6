"""Header fields of downloads, from whatever strangers called their files; ranges."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.api.contents.disposition import OCTETS, attachment_disposition, media_type, safe_name
from services.api.contents.ranges import Unsatisfiable, asked_range

PLAIN = set(string.ascii_letters + string.digits + " !#$&'()+,-.;=@[]^_`{}~")
ENCODED = set(string.ascii_letters + string.digits + "!#$&+-.^_`|~%")


@pytest.mark.parametrize(
    ("filename", "name"),
    [
        ("report.pdf", "report.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Windows\\evil.exe", "evil.exe"),
        ("a/", "a"),
        ("", "attachment"),
        ("...", "attachment"),
        (" . ", "attachment"),
        ("\x00\r\n", "attachment"),
        ("a\r\nSet-Cookie: b", "b"),
        ("x\u202egnp.exe", "xgnp.exe"),
        ("CON", "_CON"),
        ("lpt1.txt", "_lpt1.txt"),
        ("console.txt", "console.txt"),
        ("half\ud800.txt", "half.txt"),
        ("a" * 300 + ".pdf", "a" * 146 + ".pdf"),
        ("." * 3 + "bashrc", "bashrc"),
    ],
)
def test_a_name_is_the_last_part_without_what_acts(filename: str, name: str) -> None:
    assert safe_name(filename) == name


@given(st.text() | st.text(alphabet='"\\/\r\n;=%\x00.*\u202e'))
def test_no_name_leaves_its_header_field(filename: str) -> None:
    disposition = attachment_disposition(filename)
    head, plain, tail = disposition.split('"')
    assert head == "attachment; filename="
    assert set(plain) <= PLAIN
    prefix, encoded = tail[: len("; filename*=UTF-8''")], tail[len("; filename*=UTF-8''") :]
    assert prefix == "; filename*=UTF-8''"
    assert encoded
    assert set(encoded) <= ENCODED


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ("application/PDF", "application/pdf"),
        ("image/svg+xml", "image/svg+xml"),
        ("", OCTETS),
        ("text", OCTETS),
        ("text/html\r\nSet-Cookie: a", OCTETS),
        ("text/html; charset=utf-7", OCTETS),
        ("a/b/c", OCTETS),
    ],
)
def test_a_type_is_one_or_plain_bytes(declared: str, expected: str) -> None:
    assert media_type(declared) == expected


@pytest.mark.parametrize("header", ["bytes=0-", "bytes=-1", "bytes=0-0"])
def test_of_nothing_no_range_can_be_had(header: str) -> None:
    assert asked_range(header, 0) == Unsatisfiable()
