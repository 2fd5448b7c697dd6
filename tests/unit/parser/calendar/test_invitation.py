"""Invitations and answers, as calendars of many kinds write them, and what is broken."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.parser.domain.calendar.invitation import MAX_ATTENDEES, Attendee, invitation_in
from services.parser.domain.message import parse_message

BERLIN = (
    "BEGIN:VTIMEZONE\nTZID:W. Europe Standard Time\n"
    "BEGIN:STANDARD\nDTSTART:16010101T030000\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\n"
    "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\nEND:STANDARD\n"
    "BEGIN:DAYLIGHT\nDTSTART:16010101T020000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\n"
    "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\nEND:DAYLIGHT\nEND:VTIMEZONE\n"
)
NEW_YORK = (
    "BEGIN:VTIMEZONE\nTZID:NY\n"
    "BEGIN:DAYLIGHT\nDTSTART:20070311T020000\nTZOFFSETFROM:-0500\nTZOFFSETTO:-0400\n"
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU\nEND:DAYLIGHT\n"
    "BEGIN:STANDARD\nDTSTART:20071104T020000\nTZOFFSETFROM:-0400\nTZOFFSETTO:-0500\n"
    "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU\nEND:STANDARD\nEND:VTIMEZONE\n"
)


def event(lines: str, *, before: str = "", kind: str = "VEVENT") -> bytes:
    return f"BEGIN:VCALENDAR\nMETHOD:REQUEST\n{before}BEGIN:{kind}\n{lines}\nEND:{kind}\nEND:VCALENDAR\n".encode()


FULL = event(
    "UID:42@cal.example\nSUMMARY:Harbour\\, pier 3\\; bring\n  the plan\n"
    "DTSTART;TZID=W. Europe Standard Time:20260302T100000\n"
    'DTEND;TZID="W. Europe Standard Time":20260302T113000\nORGANIZER;CN="Berg, Ada":mailto:ada@shop.example\n'
    "ATTENDEE;CN=Bob;PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT;RSVP=TRUE:MAILTO:bob@desk.example\n"
    "ATTENDEE;PARTSTAT=DECLINED:mailto:carl%40desk.example\nSEQUENCE:3\nSTATUS:CONFIRMED\n"
    "RRULE:FREQ=WEEKLY;COUNT=4\nLOCATION:Pier 3\\nHamburg",
    before=BERLIN,
)


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n", b"\r"], ids=["LF", "CRLF", "CR"])
def test_an_invitation(line_end: bytes) -> None:
    found = invitation_in(FULL.replace(b"\n", line_end))
    assert found is not None
    assert (found.method, found.kind, found.uid) == ("REQUEST", "event", "42@cal.example")
    assert (found.summary, found.location) == ("Harbour, pier 3; bring the plan", "Pier 3\nHamburg")
    assert (found.start, found.end) == ("2026-03-02T10:00:00+01:00", "2026-03-02T11:30:00+01:00")
    assert found.zone == "W. Europe Standard Time"
    assert found.organizer == Attendee("Berg, Ada", "ada@shop.example")
    assert found.attendees == (
        Attendee("Bob", "bob@desk.example", "needs-action", "req-participant"),
        Attendee("", "carl@desk.example", "declined"),
    )
    assert (found.sequence, found.status, found.recurrence) == (3, "confirmed", "FREQ=WEEKLY;COUNT=4")


@pytest.mark.parametrize(
    ("lines", "start", "end"),
    [
        pytest.param(
            "DTSTART:20260302T100000Z\nDTEND:20260302T110000Z", "2026-03-02T10:00:00Z", "2026-03-02T11:00:00Z", id="UTC"
        ),
        pytest.param("DTSTART;VALUE=DATE:20260302\nDTEND;VALUE=DATE:20260304", "2026-03-02", "2026-03-04", id="days"),
        pytest.param("DTSTART:20260302T100000", "2026-03-02T10:00:00", None, id="no zone"),
        pytest.param("DTSTART;TZID=Mars:20260302T100000", "2026-03-02T10:00:00", None, id="a zone that nobody defines"),
        pytest.param(
            "DTSTART:20260302T100000Z\nDURATION:PT1H30M",
            "2026-03-02T10:00:00Z",
            "2026-03-02T11:30:00Z",
            id="a duration",
        ),
        pytest.param("DTSTART;VALUE=DATE:20260302\nDURATION:P1W", "2026-03-02", "2026-03-09", id="a week"),
        pytest.param(
            "DTSTART;TZID=W. Europe Standard Time:20260702T100000", "2026-07-02T10:00:00+02:00", None, id="summer"
        ),
        pytest.param(
            "DTSTART;TZID=W. Europe Standard Time:20260329T030000",
            "2026-03-29T03:00:00+02:00",
            None,
            id="the day of the change",
        ),
        pytest.param(
            "DTSTART;TZID=W. Europe Standard Time:20261025T030000",
            "2026-10-25T03:00:00+01:00",
            None,
            id="the change back",
        ),
        pytest.param(
            "DTSTART;TZID=NY:20260308T010000",
            "2026-03-08T01:00:00-05:00",
            None,
            id="New York, before the second Sunday",
        ),
        pytest.param("DTSTART;TZID=NY:20260308T030000", "2026-03-08T03:00:00-04:00", None, id="New York, after it"),
        pytest.param(
            "DTSTART;TZID=NY:20260115T030000", "2026-01-15T03:00:00-05:00", None, id="New York, by the year before"
        ),
        pytest.param("DTSTART:20261302T100000", None, None, id="month 13"),
        pytest.param("DTSTART:tomorrow\nDTEND:20260302T110000Z", None, "2026-03-02T11:00:00Z", id="no date"),
        pytest.param("DTSTART:00010101T000000Z\nDURATION:-P9W", "0001-01-01T00:00:00Z", None, id="before all time"),
    ],
)
def test_times(lines: str, start: str | None, end: str | None) -> None:
    found = invitation_in(event(lines, before=BERLIN + NEW_YORK))
    assert found is not None
    assert (found.start, found.end) == (start, end)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(b"", None, id="nothing"),
        pytest.param(b"BEGIN:VCALENDAR\nEND:VCALENDAR", None, id="empty"),
        pytest.param(event("SUMMARY:x", kind="VTIMEZONE"), None, id="a zone alone"),
        pytest.param(event("SUMMARY:x", kind="VTODO"), ("task", "x"), id="a task"),
        pytest.param(event("SUMMARY:x", kind="VFREEBUSY"), ("free_busy", "x"), id="free and busy"),
        pytest.param(
            b"\xef\xbb\xbfBEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Gr\xc3\xbc\xc3\x9fe",
            ("event", "Grüße"),
            id="never ended",
        ),
        pytest.param(b"BEGIN:VEVENT\nSUMMARY:x\nEND:VEVENT", ("event", "x"), id="without its calendar"),
        pytest.param(event("garbage\n:::\nSUMMARY:x\n;;;=\x00"), ("event", "x"), id="lines that are none"),
        pytest.param(event("summary;language=de:x"), ("event", "x"), id="small letters"),
        pytest.param(event('SUMMARY;X="a;b:c":x'), ("event", "x"), id="a parameter in quotes"),
        pytest.param(
            event("RECURRENCE-ID:20260302T100000Z\nSUMMARY:moved\nEND:VEVENT\nBEGIN:VEVENT\nSUMMARY:x"),
            ("event", "x"),
            id="the series, not its exception",
        ),
    ],
)
def test_files(content: bytes, expected: tuple[str, str] | None) -> None:
    found = invitation_in(content)
    assert (found and (found.kind, found.summary)) == expected


PART = b"Content-Type: text/calendar; method=REPLY; charset=utf-8\n\n"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param(PART + FULL, "42@cal.example", id="the whole message"),
        pytest.param(
            b"Content-Type: multipart/alternative; boundary=b\n\n--b\n\ntext\n--b\n" + PART + FULL + b"\n--b--",
            "42@cal.example",
            id="an alternative",
        ),
        pytest.param(
            b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\ntext\n--b\nContent-Type: application/octet-stream;"
            b' name="invite.ics"\n\n' + FULL + b"\n--b--",
            "42@cal.example",
            id="a file of that name",
        ),
        pytest.param(b"\n" + FULL, None, id="a text that looks like one"),
    ],
)
def test_messages(raw: bytes, expected: str | None) -> None:
    found = parse_message(b"From: a@b.example\n" + raw).facts.calendar
    assert (found and found.uid) == expected


pieces = st.sampled_from(FULL.decode().split("\n")) | st.text(max_size=20)


@given(st.lists(pieces, max_size=40).map("\n".join), st.binary(max_size=40))
def test_any_bytes_come_to_an_end(text: str, tail: bytes) -> None:
    found = invitation_in(text.encode(errors="replace") + tail)
    assert found == invitation_in(text.encode(errors="replace") + tail)


@pytest.mark.parametrize(
    "piece",
    [
        b"BEGIN:VEVENT\n",
        b"ATTENDEE:mailto:a@b.example\n",
        b"A;B=C",
        b"\n ",
        b'X;Y="',
        b"BEGIN:A\nEND:A\n",
        b"\\,",
        b"RRULE:FREQ=YEARLY;\n",
    ],
)
def test_megabytes(piece: bytes) -> None:
    begun = time.process_time()
    found = invitation_in(b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:x\n" + piece * (4_000_000 // len(piece)))
    assert time.process_time() - begun < 2
    assert found is not None
    assert len(found.attendees) <= MAX_ATTENDEES
