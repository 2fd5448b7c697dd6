"""RFC 5322 §3.3 and the Received field."""

from datetime import UTC, datetime

import pytest

from services.parser.domain.dates import DATE_ABSURD, DATE_MALFORMED, read_date, read_received

NOON = datetime(2026, 11, 23, 12, 0, 0, tzinfo=UTC)
GOOD = {
    "RFC 5322": "Mon, 23 Nov 2026 13:00:00 +0100",
    "with a comment": "Mon, 23 Nov 2026 07:00:00 -0500 (EST)",
    "zone by name (obsolete)": "Mon, 23 Nov 2026 07:00:00 EST",
    "GMT": "Mon, 23 Nov 2026 12:00:00 GMT",
    "no zone": "Mon, 23 Nov 2026 12:00:00",
    "unknown zone -0000": "23 Nov 2026 12:00:00 -0000",
    "two digits (obsolete)": "23 Nov 26 12:00:00 +0000",
    "without seconds": "23 Nov 2026 12:00 +0000",
    "asctime": "Mon Nov 23 12:00:00 2026",
    "ISO 8601": "2026-11-23T13:00:00+01:00",
    "impossible zone": "23 Nov 2026 12:00:00 +9999",
}
BAD = {
    "nothing": ("", DATE_MALFORMED),
    "words": ("yesterday", DATE_MALFORMED),
    "13th month": ("23 Foo 2026 12:00:00 +0000", DATE_MALFORMED),
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


def test_a_leap_second_is_a_second() -> None:
    assert read_date("31 Dec 2016 23:59:60 +0000")[0] == datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("from a (b; c) by d with ESMTP id 1; Mon, 23 Nov 2026 12:00:00 +0000 (UTC)", NOON),
        ("from a by b", None),
        ("from a; nonsense", None),
    ],
    ids=["date after the last semicolon", "no semicolon", "no date"],
)
def test_received(text: str, expected: datetime | None) -> None:
    assert read_received(text) == expected
