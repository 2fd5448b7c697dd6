"""Messages that the sender composes."""

from base64 import b64encode
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from services.sender.domain.account import SendingAccount
from services.sender.domain.mime.compose import Composed, Defect, compose
from shared.events import SendAttachment, SendKind, SendMessage
from shared.ids import AccountId, AccountKey, SendId

SEND_ID = SendId(UUID("00000000-0000-0000-0000-00000000000a"))
AT = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
LONG_ID = "p" * 300 + "@customer.example"


def account(name: str = "Support", address: str = "support@shop.example") -> SendingAccount:
    return SendingAccount(
        AccountId(1), AccountKey(UUID(int=1)), name, address, "smtp.shop.example", 587, True, "", allow_plaintext=False
    )


def asked(**fields: Any) -> SendMessage:
    values = {"subject": "Hello", "plain_body": "Hi\n", "to_emails": ("a@customer.example",)}
    return SendMessage(account_id=AccountId(1), send_id=SEND_ID, **values | fields)


def composed(request: SendMessage, sender: SendingAccount | None = None) -> bytes:
    content = compose(request, sender or account(), AT)
    assert isinstance(content, Composed)
    return content.raw


def parsed(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def test_the_least_message() -> None:
    assert composed(asked()).decode().split("\r\n") == [
        "From: Support <support@shop.example>",
        "To: a@customer.example",
        "Subject: Hello",
        "Date: Mon, 23 Nov 2026 08:30:00 +0000",
        f"Message-ID: <{SEND_ID}@shop.example>",
        "MIME-Version: 1.0",
        'Content-Type: text/plain; charset="utf-8"',
        "Content-Transfer-Encoding: 7bit",
        "",
        "Hi",
        "",
    ]


def test_the_same_request_gives_the_same_bytes() -> None:
    request = asked(html_body="<p>Hi</p>", cc_emails=("c@x.example",))
    assert composed(request) == composed(request)


TEXTS = ["", "Grüße", "日本語 " * 60, "=?utf-8?q?not_encoded?=", "x" * 998, "a\tb", 'quoted "and" <angled>, (comma)']


@pytest.mark.parametrize("text", TEXTS, ids=["empty", "umlaut", "long", "looks encoded", "no space", "tab", "specials"])
def test_subject_and_name_survive(text: str) -> None:
    name = text[:15]
    raw = composed(asked(subject=text), account(name=name))
    message = parsed(raw)
    assert message["Subject"] == text.replace("\t", " ")
    assert message["From"].addresses[0].display_name == name.replace("\t", " ")
    assert message["From"].addresses[0].addr_spec == "support@shop.example"
    assert raw.isascii()


BODIES = [
    "",
    "one line without an end",
    ".\r\n.dot\n..\n",
    "ä" * 3000 + "\n",
    "x" * 3000 + "\n",
    "From me\n",
    "\r",
    "trail \n",
]


@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
def test_bodies_survive_in_short_lines_of_ascii(body: str) -> None:
    raw = composed(asked(plain_body=body, html_body=body))
    expected = body.replace("\r\n", "\n").replace("\r", "\n")
    parts = [part for part in parsed(raw).walk() if not part.is_multipart()]
    found = [part.get_content().replace("\r\n", "\n") for part in parts if isinstance(part, EmailMessage)]
    assert found == [expected] * (2 if body else 1)
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert b"\r" not in raw.replace(b"\r\n", b"")


@pytest.mark.parametrize(
    ("bodies", "types"),
    [
        ({"plain_body": "Hi", "html_body": ""}, ["text/plain"]),
        ({"plain_body": "", "html_body": "<p>Hi</p>"}, ["text/html"]),
        (
            {"plain_body": "Hi", "html_body": "<p>Hi</p>"},
            ["multipart/alternative", "text/plain", "text/html"],
        ),
    ],
    ids=["plain", "html", "both"],
)
def test_structure(bodies: dict[str, str], types: list[str]) -> None:
    assert [part.get_content_type() for part in parsed(composed(asked(**bodies))).walk()] == types


PICTURE = SendAttachment(filename="logo.png", content_type="image/png", content=b"iVBORw0=", content_id="logo@shop")
FILE = SendAttachment(filename="Rechnung März.pdf", content_type="application/pdf", content=b"JVBERg==")
MIXED, RELATED, ALTERNATIVE = "multipart/mixed", "multipart/related", "multipart/alternative"


@pytest.mark.parametrize(
    ("fields", "types"),
    [
        pytest.param({"attachments": (FILE,)}, [MIXED, "text/plain", "application/pdf"], id="text and a file"),
        pytest.param(
            {"attachments": (PICTURE,)}, [MIXED, "text/plain", "image/png"], id="a picture that no HTML can show"
        ),
        pytest.param(
            {"plain_body": "", "html_body": "<img src=cid:logo@shop>", "attachments": (PICTURE,)},
            [RELATED, "text/html", "image/png"],
            id="HTML and what it shows",
        ),
        pytest.param(
            {"html_body": "<img src=cid:logo@shop>", "attachments": (FILE, PICTURE)},
            [MIXED, ALTERNATIVE, "text/plain", RELATED, "text/html", "image/png", "application/pdf"],
            id="all of them",
        ),
    ],
)
def test_structure_with_files(fields: dict[str, Any], types: list[str]) -> None:
    raw = composed(asked(**fields))
    message = parsed(raw)
    assert [part.get_content_type() for part in message.walk()] == types
    files = {part.get_filename(): part for part in message.walk() if part.get_filename()}
    for attachment in fields["attachments"]:
        part = files[attachment.filename]
        assert part.get_payload(decode=True) == attachment.content
        is_shown = attachment is PICTURE and RELATED in types
        assert part.get_content_disposition() == ("inline" if is_shown else "attachment")
        assert part["Content-ID"] == ("<logo@shop>" if is_shown else None)
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 998


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=4), st.text(max_size=80), st.text(max_size=80))
def test_what_was_asked_for_comes_back(contents: list[bytes], plain: str, html: str) -> None:
    files = tuple(
        SendAttachment(
            filename=f"{number}.bin", content=b64encode(content), content_id=f"c{number}" if number % 2 else None
        )
        for number, content in enumerate(contents)
    )
    fields = {"plain_body": plain, "html_body": html, "attachments": files, "reply_to": ("Ada <a@x.example>",)}
    message = parsed(composed(asked(**fields)))
    found = [part.get_payload(decode=True) for part in message.walk() if part.get_filename()]
    assert sorted(map(repr, found)) == sorted(map(repr, contents))
    assert message["Reply-To"].addresses[0].addr_spec == "a@x.example"
    texts = [part.get_content_subtype() for part in message.walk() if part.get_content_maintype() == "text"]
    assert texts == [*(["plain"] if plain or not html else []), *(["html"] if html else [])]


HOSTILE_FILES: list[dict[str, Any]] = [
    {"content_type": "message/rfc822"},
    {"content_type": "multipart/mixed; boundary=x"},
    {"content_type": "text/plain\r\nBcc: x@y.example"},
    {"content_id": "a>\r\nX: y"},
    {"content": b"not base64!"},
    {"filename": ""},
]


@pytest.mark.parametrize("fields", HOSTILE_FILES, ids=repr)
def test_what_no_file_can_be_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        SendAttachment(**{"filename": "a.txt", "content": b"YQ==", **fields})


def test_a_file_name_cannot_inject() -> None:
    file = SendAttachment(filename="a\r\nBcc: x@y.example\r\n.pdf", content=b"YQ==")
    assert parsed(composed(asked(attachments=(file,))))["Bcc"] is None


def test_bcc_is_in_no_field() -> None:
    raw = composed(asked(bcc_emails=("secret@x.example",), cc_emails=("c@x.example", "d@x.example")))
    assert b"secret" not in raw
    assert b"Cc: c@x.example,\r\n d@x.example\r\n" in raw


MARKS = {
    SendKind.REQUEST: (None, None),
    SendKind.AUTO_REPLY: ("auto-replied", "All"),
    SendKind.FORWARD: ("auto-generated", None),
}


@pytest.mark.parametrize(("kind", "expected"), MARKS.items(), ids=[kind.value for kind in MARKS])
def test_automatic_mail_says_so(kind: SendKind, expected: tuple[str | None, str | None]) -> None:
    message = parsed(composed(asked(kind=kind)))
    assert (message["Auto-Submitted"], message["X-Auto-Response-Suppress"]) == expected


MANY = tuple(f"{n}@x.example" for n in range(50))
CHAINS: dict[str, tuple[str | None, tuple[str, ...], str | None, list[str]]] = {
    "none": (None, (), None, []),
    "the parent alone": ("p@x", (), "p@x", ["p@x"]),
    "a chain": ("p@x", ("a@x", "b@x"), "p@x", ["a@x", "b@x", "p@x"]),
    "the parent in the chain already": ("b@x", ("a@x", "b@x"), "b@x", ["a@x", "b@x"]),
    "too many": ("p@x", MANY, "p@x", [MANY[0], *MANY[-18:], "p@x"]),
    "what no msg-id can be": ("a b", ("ä@x", "<c@x>", "d@x"), None, ["d@x"]),
    "a long id": (LONG_ID, (), LONG_ID, [LONG_ID]),
    "an endless id": ("x" * 1000, (), None, []),
}


@pytest.mark.parametrize(("parent", "chain", "in_reply_to", "references"), CHAINS.values(), ids=CHAINS)
def test_threading_fields(
    parent: str | None, chain: tuple[str, ...], in_reply_to: str | None, references: list[str]
) -> None:
    raw = composed(asked(in_reply_to=parent, references=chain))
    message = parsed(raw)
    assert message["In-Reply-To"] == (f"<{in_reply_to}>" if in_reply_to else None)
    assert (message["References"] or "").split() == [f"<{one}>" for one in references]


INJECTIONS: dict[str, tuple[SendMessage, SendingAccount, str]] = {
    "CRLF in the subject": (asked(subject="a\r\nBcc: v@x"), account(), "subject"),
    "LF in the subject": (asked(subject="a\nBcc: v@x"), account(), "subject"),
    "CR in the subject": (asked(subject="a\rBcc: v@x"), account(), "subject"),
    "NUL in the subject": (asked(subject="a\0"), account(), "subject"),
    "In-Reply-To": (asked(in_reply_to="a@b>\r\nBcc: v@x"), account(), "in_reply_to"),
    "References": (asked(references=("a@b", "c@d\n")), account(), "references"),
    "an address": (asked(bcc_emails=("a\x1b@x.example",)), account(), "bcc_emails"),
    "the account's name": (asked(), account(name="Shop\r\nBcc: v@x"), "the account's name"),
    "the account's address": (asked(), account(address="a\n@x.example"), "the account's email_address"),
}


@pytest.mark.parametrize(("request_", "sender", "field"), INJECTIONS.values(), ids=INJECTIONS)
def test_header_injection_is_refused(request_: SendMessage, sender: SendingAccount, field: str) -> None:
    expected = f"{field} holds a line break or another control character: header injection is refused"
    assert compose(request_, sender, AT) == Defect(expected)
