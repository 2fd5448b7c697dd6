"""Date and Received (RFC 5322 §3.3, §3.6.7; RFC 5321 §4.4), read tolerantly, always aware and in UTC."""

import re
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from services.parser.domain.fields.zones import offset_s, read_zone

DATE_MALFORMED = "date_malformed"
DATE_ABSURD = "date_absurd"
DATE_ZONE_UNKNOWN = "date_zone_unknown"
FIRST_YEAR = 1970
LAST_YEAR = 2099
MAX_DATE_CHARS = 200

_STANDARD = re.compile(
    r"(?:[A-Za-z]{3},[ \t]+)?(\d{1,2})[ \t]+([A-Za-z]{3})[ \t]+(\d{4})[ \t]+(\d\d):(\d\d):(\d\d)[ \t]+([+-]\d{4})"
)
_COMMENT = re.compile(r"\(([^()]*)\)?")
_TIME = re.compile(
    r"(?<!\d)(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,]\d{1,9})?)?(?!\d)\s{0,4}([ap]\.?m\b\.?)?", re.IGNORECASE
)
_DOTTED_TIME = re.compile(r"(?<![\d.])(\d{1,2})\.(\d{2})(?:\.(\d{2}))?(?![\d.])()")
_NAME = r"([^\W\d_]{3,12}|[^\W\d_]\ufffd{1,2}[^\W\d_])"
_DAY_MONTH_YEAR = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th|\.)?[\s\-/.]{{1,4}}(?:de\s)?{_NAME}\.?(?:[\s\-/.,']|de\s){{1,5}}(\d{{2,5}})(?!\d)",
    re.IGNORECASE,
)
_MONTH_DAY = re.compile(rf"(?<!\w){_NAME}\.?[\s\-]{{1,4}}(\d{{1,2}})(?:st|nd|rd|th)?(?!\d)", re.IGNORECASE)
_YEAR = re.compile(r"(?<![\d+\-:])(\d{4})(?!\d)")
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)T?")
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})(?!\d)")
_SLASHES = re.compile(r"(?<!\d)(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})(?!\d)")
_MONTHS = {
    name: month
    for month, names in enumerate(
        (
            *(
                "jan ene gen",
                "feb fev fév",
                "mar mär mrt maa mär",
                "apr avr abr",
                "may mai maj mag mei",
                "jun juin giu",
            ),
            *("jul juil lug", "aug aou aoû ago", "sep set", "oct okt ott out", "nov", "dec dez dic déc"),
        ),
        start=1,
    )
    for name in names.split()
}


class _Found(NamedTuple):
    """A date, and what the field says beside it."""

    year: int
    month: int
    day: int
    rest: str


def read_date(text: str) -> tuple[datetime | None, str]:
    """The instant, or why there is none: a year outside 1970 to 2099 is absurd.

    With DATE_ZONE_UNKNOWN the instant is what UTC would make of it (RFC 5322 §4.3), for want of another witness.
    """
    text = text.strip()[:MAX_DATE_CHARS]
    try:
        found, zone_s = _read(text)
        if found is None:
            return None, DATE_MALFORMED
        if not FIRST_YEAR <= found.year <= LAST_YEAR:
            return None, DATE_ABSURD
        at = found - timedelta(seconds=zone_s or 0)
    except (ValueError, OverflowError):
        return None, DATE_MALFORMED
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        return None, DATE_ABSURD
    return at, DATE_ZONE_UNKNOWN if zone_s is None else ""


def read_received(text: str) -> datetime | None:
    """When a Received field says that the message arrived: what follows its last semicolon, with a zone."""
    _, semicolon, date = text.rpartition(";")
    found, defect = read_date(date) if semicolon else (None, "")
    return None if defect else found


def _read(text: str) -> tuple[datetime | None, int | None]:
    """The clock as written, marked as UTC, and its distance from there in seconds."""
    standard = _STANDARD.match(text)
    if standard is not None and (month := _month(standard[2])):
        day, year, hour, minute, second = (int(standard[place]) for place in (1, 3, 4, 5, 6))
        return _clock(year, month, day, hour, minute, second), offset_s(standard[7])
    comments = _COMMENT.findall(text)
    text = " ".join(_COMMENT.sub(" ", text).split())
    time = _TIME.search(text) or _DOTTED_TIME.search(text)
    if time is None:
        return _compact(text)
    found = _date(text[: time.start()], text[time.end() :])
    if found is None:
        return None, None
    zone_s = read_zone(found.rest)
    if zone_s is None and not found.rest.strip():
        zone_s = next((zone for each in comments if (zone := read_zone(each)) is not None), None)
    hour = _hour(int(time[1]), (time[4] or "").lower())
    return _clock(found.year, found.month, found.day, hour, int(time[2]), int(time[3] or 0)), zone_s


def _compact(text: str) -> tuple[datetime | None, int | None]:
    """ISO 8601 without its punctuation."""
    at = datetime.fromisoformat(text)
    zone = at.utcoffset()
    return at.replace(tzinfo=UTC), None if zone is None else round(zone.total_seconds())


def _clock(year: int, month: int, day: int, hour: int, minute: int, second: int) -> datetime:
    """A leap second is the second before it (RFC 5322 §3.3)."""
    return datetime(year, month, day, hour, minute, 59 if second == 60 else second, tzinfo=UTC)


def _hour(hour: int, half: str) -> int:
    return hour % 12 + 12 * half.startswith("p") if half else hour


def _date(before: str, after: str) -> _Found | None:
    """The date before the clock, else behind it; asctime has its year behind the clock."""
    found = _complete(before)
    if found is not None:
        return _Found(*found[:3], after)
    month_day, year = _MONTH_DAY.search(before), _YEAR.search(after) or _YEAR.search(before)
    if month_day is not None and year is not None and (month := _month(month_day[1])):
        rest = after if year.string is before else f"{after[: year.start()]} {after[year.end() :]}"
        return _Found(int(year[1]), month, int(month_day[2]), rest)
    found = _complete(after)
    return found and _Found(*found[:3], found.rest)


def _complete(text: str) -> _Found | None:
    for named in _DAY_MONTH_YEAR.finditer(text):
        if month := _month(named[2]):
            return _Found(_year(named[3]), month, int(named[1]), _without(text, named))
    written = _YEAR_FIRST.search(text)
    if written is not None:
        return _Found(int(written[1]), int(written[3]), int(written[4]), _without(text, written))
    written = _DAY_FIRST.search(text)
    if written is not None:
        return _Found(_year(written[3]), int(written[2]), int(written[1]), _without(text, written))
    written = _SLASHES.search(text)
    first, second = (int(written[1]), int(written[2])) if written is not None else (0, 0)
    if written is None or (first > 12) == (second > 12):  # nobody can tell the day from the month
        return None
    day, month = (first, second) if first > 12 else (second, first)
    return _Found(_year(written[3]), month, day, _without(text, written))


def _without(text: str, written: re.Match[str]) -> str:
    return text[: written.start()] + " " + text[written.end() :]


def _month(name: str) -> int | None:
    name = name.lower()
    return _MONTHS.get(name[:4]) or _MONTHS.get(name[:3])


def _year(digits: str) -> int:
    """RFC 5322 §4.3; "19100" is what a program of the last century made of 2000."""
    year = int(digits)
    if len(digits) == 2:
        return year + (2000 if year < 50 else 1900)
    if len(digits) == 3:
        return year + 1900
    return 1900 + int(digits[2:]) if len(digits) == 5 and digits.startswith("19") else year
