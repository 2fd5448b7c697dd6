"""Messages of POP3 servers without UIDL are told apart by what does not change."""

import pytest

from services.poller.domain.pop3_identity import name_by_header, told_apart

HEADER = b"Message-ID: <a@x>\r\nSubject: hello\r\n folded\r\n\r\n"


@pytest.mark.parametrize(
    ("top", "size_bytes"),
    [
        pytest.param(HEADER, 100, id="the same"),
        pytest.param(HEADER + b"a line of the body, Status: x\r\n", 100, id="lines of the body"),
        pytest.param(HEADER.removesuffix(b"\r\n"), 100, id="no empty line behind it"),
        pytest.param(b"Status: RO\r\n" + HEADER, 112, id="read meanwhile, which the server writes into it"),
        pytest.param(
            HEADER.replace(b"Subject", b"X-Keywords: a\r\n b\r\nSubject"), 119, id="folded words of the server"
        ),
    ],
)
def test_the_name_of_one_message(top: bytes, size_bytes: int) -> None:
    assert name_by_header(top, size_bytes) == name_by_header(HEADER, 100)


@pytest.mark.parametrize(
    ("top", "size_bytes"),
    [
        pytest.param(HEADER, 101, id="another size"),
        pytest.param(HEADER.replace(b"a@x", b"b@x"), 100, id="another id"),
        pytest.param(HEADER.replace(b" folded", b" Folded"), 100, id="another folded line"),
    ],
)
def test_the_names_of_two_messages(top: bytes, size_bytes: int) -> None:
    assert name_by_header(top, size_bytes) != name_by_header(HEADER, 100)


@pytest.mark.parametrize(
    "top", [b"", b"Subject: x\r\n\r\n", b"no header\r\n\r\nReceived: x\r\n", b"\r\nReceived: x\r\n"]
)
def test_a_header_that_tells_too_little(top: bytes) -> None:
    assert name_by_header(top, 100) is None


def test_equal_messages_get_numbers() -> None:
    assert told_apart(["a", "b", "a", "a"]) == ["a", "b", "a 2", "a 3"]
