"""Two parsers, one truth: fast-mail-parser is asked first, the standard library where that is known to be wrong."""

from pathlib import Path

import pytest

from services.parser.domain.encodings.transfer import encoding_of, from_base64, from_quoted_printable
from services.parser.domain.fields.header import read_header
from services.parser.domain.message import parse_message
from services.parser.domain.parts.fast_tree import count_parts, fast_tree
from services.parser.domain.parts.stdlib_tree import stdlib_tree
from services.parser.domain.parts.tree import restated
from tests.bench.corpus.letters import write
from tests.bench.corpus.plan import plan
from tests.unit.parser.parts.trees import told

LETTERS = 300
TWO_WORDS = b"V3JpdHRlbiB0d2ljZQ=="
INNER = b"--edge_2\nContent-Type: text/plain\n\nquoted\n--edge_2--\nlast\n"
PREFIX = (
    b"Content-Type: multipart/mixed; boundary=edge\n\n--edge\n\nread the file\n\n"
    b"--edge\nContent-Disposition: attachment; filename=a.txt\n\nfirst\n" + INNER + b"\n--edge--\n"
)


@pytest.mark.parametrize("seed", range(3))
def test_both_see_the_same_in_the_corpus_of_the_benchmark(seed: int, tmp_path: Path) -> None:
    compared = 0
    for letter in plan(seed, LETTERS):
        message = restated(read_header(write(seed, letter)))
        fast = fast_tree(message)
        if fast is not None:
            compared += 1
            assert told(fast.root) == told(stdlib_tree(message).root), letter
    assert compared > LETTERS * 0.95


@pytest.mark.parametrize(
    "written",
    [
        "base64 (by a gateway)",
        "(by a gateway) base64",
        '"base64"',
        "base64;",
        "8bit base64",
        "BASE64",
        "base64 charset=x",
    ],
)
def test_a_transfer_encoding_is_understood_as_it_is_meant(written: str) -> None:
    header = f"Content-Transfer-Encoding: {written}\n".encode()
    part = b"Content-Type: text/plain\n" + header + b"\n" + TWO_WORDS + b"\n"
    for raw in (part, b"Content-Type: multipart/mixed; boundary=x\n\n--x\n" + part + b"--x--\n"):
        assert parse_message(raw).plain_body.strip() == "Written twice"
        fast = fast_tree(raw)
        assert fast is not None
        assert told(fast.root) == told(stdlib_tree(raw).root)


@pytest.mark.parametrize(
    ("written", "name"),
    [("7bit", "7bit"), ("", ""), ("(none)", ""), ("X-UUE", "x-uue"), ("quoted-printable, 8bit", "quoted-printable")],
)
def test_the_name_of_a_transfer_encoding(written: str, name: str) -> None:
    assert encoding_of(written) == name


def test_a_line_that_begins_with_the_boundary_and_goes_on_is_text() -> None:
    message = parse_message(PREFIX)
    assert message.plain_body.strip() == "read the file"
    assert [each.content.strip() for each in message.attachments] == [b"first\n" + INNER.strip()]


@pytest.mark.parametrize(
    ("line", "count"),
    [
        (b"--edge", 2),
        (b"--edge \t", 2),
        (b"--edge--", 1),
        (b"--edge-- \r", 1),
        (b"--edge2", 0),
        (b"--edge_", 0),
        (b"--edge--x", 0),
        (b"text --edge2", 1),
        (b"text --edge", 1),
    ],
)
def test_parts_are_counted_by_their_delimiters(line: bytes, count: int) -> None:
    assert count_parts(b"--edge\n\ntext\n" + line + b"\n", "edge") == count


def test_a_last_part_that_is_not_ended_is_read() -> None:
    part = b"--edge\nContent-Disposition: attachment; filename=%b\n\ncontent\n"
    raw = b"Content-Type: multipart/mixed; boundary=edge\n\n--edge\n\nread the files\n" + part % b"a" + part % b"b"
    assert [each.filename for each in parse_message(raw).attachments] == ["a", "b"]


@pytest.mark.parametrize("charset", ["utf-8", "latin-1"])
def test_a_file_name_in_raw_bytes(charset: str) -> None:
    raw = 'Content-Type: image/png; name="Übersicht Köln.png"\n\nAAEC\n'.encode(charset)
    assert [each.filename for each in parse_message(raw).attachments] == ["Übersicht Köln.png"]


def test_base64_that_was_joined_is_decoded_whole() -> None:
    footer = b"LS0gCmxpc3Q="
    assert from_base64(TWO_WORDS + b"\n" + footer) == b"Written twice-- \nlist"
    assert from_base64(TWO_WORDS + footer) == b"Written twice-- \nlist"


def test_raw_bytes_in_quoted_printable_are_kept_and_blanks_at_line_ends_are_not() -> None:
    raw = b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\nf\xc3\xbcr =C3=A4\n"
    assert parse_message(raw).plain_body == "für ä\n"
    assert from_quoted_printable(b"soft= \t\nend  \r\nkept=20\n") == b"softend\r\nkept \n"


@pytest.mark.parametrize(
    "field",
    [
        "Content-Disposition: attachment;\n filename*0*=UTF-8''%E2%82;\n filename*1*=%AC.txt",
        'Content-Disposition: attachment;\n filename="=?utf-8?B?4oI=?= =?utf-8?B?rC50eHQ=?="',
    ],
    ids=["RFC 2231", "RFC 2047"],
)
def test_a_character_may_be_split_over_two_pieces_of_a_file_name(field: str) -> None:
    (found,) = parse_message(f"Content-Type: application/x-test\n{field}\n\nx".encode()).attachments
    assert found.filename == "€.txt"


@pytest.mark.parametrize(
    ("header", "plain", "attachments"),
    [
        ("Content-Type: text", "text", []),
        ("Content-Type: plain text", "text", []),
        ("Content-Type: ;", "text", []),
        ('Content-Type: ; name="a.pdf"', "", [("a.pdf", "application/octet-stream")]),
        ('Content-Type: pdf; name="a.pdf"', "", [("a.pdf", "application/octet-stream")]),
    ],
)
def test_a_type_that_cannot_be_read_is_text_or_with_a_name_a_file(
    header: str, plain: str, attachments: list[tuple[str, str]]
) -> None:
    message = parse_message(f"{header}\n\ntext".encode())
    assert message.plain_body == plain
    assert [(each.filename, each.content_type) for each in message.attachments] == attachments
