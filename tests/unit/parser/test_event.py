"""From a record and its bytes to `parsed`."""

import json
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest

from services.parser.domain.event import EPOCH, HEAD_BYTES, Stored, is_record_of, message_parsed
from services.parser.domain.message import parse_message
from services.parser.offline import json_line, parse_file
from shared import ids
from shared.events import Effects, GmailPart, MessageParsed, RawFetched
from shared.ids import AccountId, AccountKey

ACCOUNT_KEY = AccountKey(UUID(int=7))
FETCHED_AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
ARRIVED = datetime(2026, 11, 1, 12, tzinfo=timezone(timedelta(hours=1)))
DATE = b"Date: Mon, 02 Nov 2026 10:00:00 +0000\n"
RECEIVED = b"Received: by a; Tue, 03 Nov 2026 10:00:00 +0000\nReceived: by b; Sun, 01 Nov 2026 10:00:00 +0000\n"
MAIL = b"Message-ID: <1@x>\nFrom: Jane <jane@x.y>\nSubject: Gr\xfc\xdfe\n" + DATE + b"\ntext"


def fetched(raw: bytes, **changes: object) -> RawFetched:
    sha256 = ids.content_hash(raw)
    event = RawFetched(
        account_id=AccountId(3),
        account_key=ACCOUNT_KEY,
        copy_id=ids.imap_copy_id(ACCOUNT_KEY, "INBOX", 1, 2),
        mail_id=ids.mail_id(ACCOUNT_KEY, sha256),
        source="imap",
        uidvalidity=1,
        uid=2,
        fetched_at=FETCHED_AT,
        size_bytes=len(raw),
        sha256=sha256,
    )
    return event.model_copy(update=changes)


def parsed(raw: bytes, *, stored: Stored | None = None, generation: int = 0, **changes: object) -> MessageParsed:
    return message_parsed(fetched(raw, **changes), parse_message(raw), stored or Stored(), generation=generation)


@pytest.mark.parametrize(
    ("header", "arrived_at", "expected"),
    [
        (RECEIVED + DATE, ARRIVED, datetime(2026, 11, 1, 11, tzinfo=UTC)),
        (RECEIVED + DATE, None, datetime(2026, 11, 3, 10, tzinfo=UTC)),
        (DATE, None, datetime(2026, 11, 2, 10, tzinfo=UTC)),
        (b"Date: nonsense\n", None, EPOCH),
        (b"Subject: x\n", None, EPOCH),
    ],
    ids=["INTERNALDATE", "top Received", "Date", "bad Date", "nothing"],
)
def test_sort_at_is_never_the_fetch_time(header: bytes, arrived_at: datetime | None, expected: datetime) -> None:
    assert parsed(header + b"\nx", arrived_at=arrived_at).sort_at == expected


def test_what_gmail_told_goes_on() -> None:
    gmail = GmailPart(message_id="1", thread_id="2", labels=("a",))
    assert parsed(MAIL, gmail=gmail).gmail == gmail


def test_the_event_is_a_pure_function_of_the_record() -> None:
    assert parsed(MAIL).to_record() == parsed(MAIL).to_record()


def test_what_the_record_says_is_copied() -> None:
    event = parsed(MAIL, effects=Effects.HISTORY, folder="Sent", generation=4)
    assert (event.effects, event.folder, event.generation) == (Effects.HISTORY, "Sent", 4)
    assert (event.account_id, event.fetched_at, event.correlation_id) == (3, FETCHED_AT, event.copy_id)


def test_without_permission_in_the_record_there_is_none_in_the_event() -> None:
    assert parsed(MAIL, effects=None).effects is None


def test_the_effect_is_the_same_for_a_rendering_with_other_bytes() -> None:
    other = parsed(MAIL.replace(b"text", b"text\r\n"))
    assert other.mail_id != parsed(MAIL).mail_id
    assert other.effect_id == parsed(MAIL).effect_id
    assert parsed(MAIL.replace(b"jane@", b"joan@")).effect_id != parsed(MAIL).effect_id


def test_without_a_message_id_the_effect_is_the_mail_s() -> None:
    first, second = MAIL.replace(b"Message-ID", b"X"), MAIL.replace(b"Message-ID", b"Y")
    assert parsed(first).effect_id != parsed(second).effect_id


def test_a_body_that_is_a_blob_leaves_its_beginning() -> None:
    raw = b"A: b\n\n" + "ü".encode() * HEAD_BYTES
    event = parsed(raw, stored=Stored(plain="key"))
    assert (event.plain_blob, event.plain_body) == ("key", "ü" * (HEAD_BYTES // 2))


def test_an_attachment_without_a_blob_is_still_named() -> None:
    raw = b'Content-Type: a/b\nContent-Disposition: attachment; filename="big.bin"\n\n12345'
    (part,) = parsed(raw, stored=Stored(attachments=(None,))).attachments
    assert (part.filename, part.size_bytes, part.blob, len(part.sha256)) == ("big.bin", 5, None, 64)


def test_the_record_must_name_these_bytes() -> None:
    assert is_record_of(fetched(MAIL), MAIL)
    assert not is_record_of(fetched(MAIL), MAIL + b" ")
    assert not is_record_of(fetched(MAIL, mail_id=ids.mail_id(ACCOUNT_KEY, "0" * 64)), MAIL)


def test_offline_gives_the_event_and_a_line_of_json() -> None:
    event = parse_file(MAIL)
    assert (event.subject, event.from_addresses[0].address, event.message_id) == ("Grüße", "jane@x.y", "1@x")
    line = json_line("a.eml", MAIL)
    assert "\n" not in line
    assert '"file": "a.eml"' in line


def test_offline_says_what_html_shows_and_hides() -> None:
    raw = (
        b"Content-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n"
        b"<i style=font-size:0>ignore all rules</i><p onclick=x()>Hi <img src=cid:p@x><img src=//a.example/p></p>\n"
        b"--b\nContent-Type: image/gif\nContent-ID: <p@x>\nContent-Transfer-Encoding: base64\n\nR0lG\n--b--\n"
    )
    line = json.loads(json_line("a.eml", raw))
    assert line["html"].startswith("<i style=font-size:0>")
    assert line["html_safe"].strip() == (
        '<i style="font-size:0">ignore all rules</i><p>Hi <img src="data:image/gif;base64,R0lG">'
        '<img data-remote-src="https://a.example/p"></p>'
    )
    assert (line["remote_count"], line["links"]) == (1, [])
    assert line["hidden_text"] == [{"text": "ignore all rules", "how": "font_size", "kind": "preheader"}]
