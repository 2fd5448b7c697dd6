"""RFC 5322 §3.3 and the Received field."""

from datetime import UTC, datetime

import pytest

from services.parser.domain.fields.dates import DATE_ABSURD, DATE_MALFORMED, DATE_ZONE_UNKNOWN, read_date, read_received
from services.parser.domain.message import parse_message

NOON = datetime(2026, 11, 23, 12, 0, 0, tzinfo=UTC)
GOOD = {
    "RFC 5322": "Mon, 23 Nov 2026 13:00:00 +0100",
    "with a comment": "Mon, 23 Nov 2026 07:00:00 -0500 (EST)",
    "zone by name (obsolete)": "Mon, 23 Nov 2026 07:00:00 EST",
    "GMT": "Mon, 23 Nov 2026 12:00:00 GMT",
    "unknown zone -0000": "23 Nov 2026 12:00:00 -0000",
    "two digits (obsolete)": "23 Nov 26 12:00:00 +0000",
    "three digits (obsolete)": "23 Nov 126 12:00:00 +0000",
    "an offset after a name": "Mon, 23 Nov 2026 13:00:00 GMT +0100",
    "an offset joined to a name": "Mon, 23 Nov 2026 14:00:00 UTC+2",
    "an offset before a name": "Mon, 23 Nov 2026 13:00:00 +0100 GMT",
    "an offset with a colon": "Mon, 23 Nov 2026 13:00:00 +01:00",
    "an offset of three digits": "Mon, 23 Nov 2026 7:00:00 -500",
    "an offset with a blank": "Mon, 23 Nov 2026 07:00:00 - 0500",
    "a zone in quotes": 'Mon, 23 Nov 2026 12:00:00 "GMT"',
    "a zone only in a comment": "Mon, 23 Nov 2026 04:00:00 (PST)",
    "a German zone": "Mon, 23 Nov 2026 13:00:00 MEZ",
    "a zone with DST": "Mon, 23 Nov 2026 14:00:00 MET DST",
    "a zone of half an hour": "Mon, 23 Nov 2026 17:30:00 IST",
    "a zone of Windows": "Mon, 23 Nov 2026 04:00:00 Pacific Standard Time",
    "an asctime with a zone": "Mon Nov 23 13:00:00 CET 2026",
    "an asctime with an offset": "Mon Nov 23 13:00:00 +0100 2026",
    "JavaScript": "Mon Nov 23 2026 13:00:00 GMT+0100 (CET)",
    "hyphens": "23-Nov-2026 13:00:00 +0100",
    "dots in the time": "Mon, 23 Nov 2026 12.00.00 +0000",
    "dots in the date": "23.11.2026 13:00:00 +0100",
    "afternoon": "Monday, November 23, 2026 12:00 PM GMT",
    "slashes that leave no doubt": "11/23/2026 12:00:00 +0000",
    "French": "lun., 23 novembre 2026 12:00:00 +0000",
    "Brazilian": "seg, 23 de nov de 2026 09:00:00 -0300",
    "parts of a second": "2026-11-23 12:00:00.250Z",
    "compact ISO 8601": "20261123T120000Z",
    "without seconds": "23 Nov 2026 12:00 +0000",
    "ISO 8601": "2026-11-23T13:00:00+01:00",
}
UNKNOWN = {
    "no zone": "Mon, 23 Nov 2026 12:00:00",
    "asctime": "Mon Nov 23 12:00:00 2026",
    "impossible zone": "23 Nov 2026 12:00:00 +9999",
    "61 minutes": "23 Nov 2026 12:00:00 +0061",
    "two zones": "Mon, 23 Nov 2026 12:00:00 PST8PDT",
    "military": "Mon, 23 Nov 2026 12:00:00 B",
    "without a sign": "Mon, 23 Nov 2026 12:00:00 0100",
    "made up": "Mon, 23 Nov 2026 12:00:00 XYZT",
}
BAD = {
    "nothing": ("", DATE_MALFORMED),
    "words": ("yesterday", DATE_MALFORMED),
    "13th month": ("23 Foo 2026 12:00:00 +0000", DATE_MALFORMED),
    "slashes that leave doubt": ("3/4/2026 12:00:00 +0000", DATE_MALFORMED),
    "hour 25": ("23 Nov 2026 25:00:00 +0000", DATE_MALFORMED),
    "31 February": ("31 Feb 2026 12:00:00 +0000", DATE_MALFORMED),
    "before Unix": ("23 Nov 1910 12:00:00 +0000", DATE_ABSURD),
    "far future": ("23 Nov 2926 12:00:00 +0000", DATE_ABSURD),
}


@pytest.mark.parametrize("text", GOOD.values(), ids=GOOD)
def test_good_date(text: str) -> None:
    assert read_date(text) == (NOON, "")


@pytest.mark.parametrize(("text", "defect"), BAD.values(), ids=BAD)
def test_bad_date(text: str, defect: str) -> None:
    assert read_date(text) == (None, defect)


@pytest.mark.parametrize("text", UNKNOWN.values(), ids=UNKNOWN)
def test_an_unknown_zone_is_a_defect(text: str) -> None:
    assert read_date(text) == (NOON, DATE_ZONE_UNKNOWN)


WITNESSES = {
    "a good date needs none": ("23 Nov 2026 12:00:00 +0000", "23 Nov 2026 18:00:00 +0000", NOON, ()),
    "an unknown zone": ("23 Nov 2026 18:00:00", "23 Nov 2026 13:00:00 +0100", NOON, (DATE_ZONE_UNKNOWN,)),
    "no date": ("yesterday", "23 Nov 2026 13:00:00 +0100", NOON, (DATE_MALFORMED,)),
    "no witness knows better": ("23 Nov 2026 12:00:00", "23 Nov 2026 13:00:00 XYZT", NOON, (DATE_ZONE_UNKNOWN,)),
}


@pytest.mark.parametrize(("date", "received", "expected", "defects"), WITNESSES.values(), ids=WITNESSES)
def test_the_next_witness(date: str, received: str, expected: datetime, defects: tuple[str, ...]) -> None:
    later = "Received: by x; 24 Nov 2026 10:00:00 +0000\n" if "XYZT" not in received else ""
    raw = f"Received: by y; nonsense\nReceived: by z; {received}\n{later}Date: {date}\n\n"
    found = parse_message(raw.encode())
    assert (found.dated_at, found.defects) == (expected, defects)


def test_a_year_of_five_digits_is_a_fault_of_the_last_century() -> None:
    assert read_date("Sat, 1 Jan 19100 10:00:00 +0000")[0] == datetime(2000, 1, 1, 10, tzinfo=UTC)


def test_a_leap_second_is_a_second() -> None:
    assert read_date("31 Dec 2016 23:59:60 +0000")[0] == datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("from a (b; c) by d with ESMTP id 1; Mon, 23 Nov 2026 12:00:00 +0000 (UTC)", NOON),
        ("from a by b; 23 Nov 2026 12:00:00 XYZT", None),
        ("from a by b", None),
        ("from a; nonsense", None),
    ],
    ids=["date after the last semicolon", "unknown zone", "no semicolon", "no date"],
)
def test_received(text: str, expected: datetime | None) -> None:
    assert read_received(text) == expected
