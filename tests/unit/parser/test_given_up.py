"""A message whose parsing was given up counts once all the same: its ids are those of the whole."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.parser.domain.event import EPOCH, Stored, message_parsed, sort_at
from services.parser.domain.given_up import PARSING_GAVE_UP, UNREAD, read_header_alone, read_ids_alone
from services.parser.domain.message import ParsedMessage, parse_message
from shared.events import AutomationKind
from tests.harness.strategies import raw_messages
from tests.integration.sealed_mails import unsealed

Read = Callable[[bytes], ParsedMessage]
READS: tuple[Read, ...] = (read_header_alone, read_ids_alone)
NAMED = st.sampled_from(
    (
        b"Message-ID: <a@b>\n",
        b"Message-ID: =?utf-8?q?=3Ca=40b=3E?=\n",
        b"From: J\xfcrgen <j@x.y>\n",
        b"From:\n \t\xa0a@b\n",
        b"Date: yesterday (or so)\n",
        b"References: <a@b>\n\t<c@d>\n",
        b"From \r: a@b\n",
        b"Content-Type: multipart/mixed; boundary=x\n",
    )
)
raw_with_ids = st.builds(lambda fields, rest: b"".join(fields) + rest, st.lists(NAMED, max_size=6), raw_messages)
MAIL = (
    b"Message-ID: <7@x.example>\r\nFrom: Ada <ada@x.example>\r\nTo: b@y.example\r\n"
    b"Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\nDate: Mon, 23 Nov 2026 12:00:00 +0100\r\n%s"
    b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\ntext\r\n--x--\r\n"
)


def told(message: ParsedMessage) -> tuple[object, ...]:
    """What threads a message and makes its effect_id."""
    return (
        message.message_id,
        message.from_written,
        message.date_written,
        message.in_reply_to,
        message.references,
    )


@pytest.mark.parametrize("read", READS)
@given(raw=raw_with_ids)
def test_ids_are_those_of_the_whole_message(read: Read, raw: bytes) -> None:
    assert told(read(raw)) == told(parse_message(raw))


@given(raw=raw_with_ids)
def test_people_subject_and_dates_are_those_of_the_whole_message(raw: bytes) -> None:
    alone, whole = read_header_alone(raw), parse_message(raw)
    for name in ("from_addresses", "reply_to", "to", "cc", "bcc", "dated_at", "received_at"):
        assert getattr(alone, name) == getattr(whole, name)


@pytest.mark.parametrize("read", READS)
@given(raw=raw_with_ids)
def test_the_event_can_be_stored_and_comes_back(read: Read, raw: bytes) -> None:
    event = message_parsed(unsealed(raw), read(raw), Stored(), generation=0)
    record = event.to_record()
    assert type(event).from_record(record.value, record.headers) == event
    assert (event.plain_body, event.html_body, event.attachments) == ("", "", ())
    assert event.defects[-1] == PARSING_GAVE_UP


def test_the_header_alone() -> None:
    found = read_header_alone(MAIL % b"")
    assert (found.subject, found.plain_body, found.defects) == ("Grüße", "", (PARSING_GAVE_UP,))
    assert [each.address for each in (*found.from_addresses, *found.to)] == ["ada@x.example", "b@y.example"]


def test_the_ids_alone_are_sorted_by_arrival_or_not_at_all() -> None:
    assert sort_at(unsealed(b""), read_ids_alone(MAIL % b"")) == EPOCH


@pytest.mark.parametrize(
    ("field", "reason", "kind"),
    [
        (b"", UNREAD, AutomationKind.NOTIFICATION),
        (b"List-Id: <l.x.example>\r\n", UNREAD, AutomationKind.LIST),
        (b"Auto-Submitted: auto-replied\r\n", "auto-submitted: auto-replied", AutomationKind.VACATION),
        (b"Auto-Submitted: no\r\n", UNREAD, AutomationKind.NOTIFICATION),
    ],
    ids=["by a person, perhaps", "of a list", "an answer", "a person says so"],
)
def test_no_program_answers_what_nobody_could_read(field: bytes, reason: str, kind: AutomationKind) -> None:
    found = read_header_alone(MAIL % field)
    assert (found.is_automatic, found.origin.reason, found.origin.kind) == (True, reason, kind)
