"""Date and Received (RFC 5322 §3.3, §3.6.7; RFC 5321 §4.4), read tolerantly, always aware and in UTC."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_tz

DATE_MALFORMED = "date_malformed"
DATE_ABSURD = "date_absurd"
FIRST_YEAR = 1970
LAST_YEAR = 2099
MAX_ZONE_S = 24 * 3600
MAX_DATE_CHARS = 200


def read_date(text: str) -> tuple[datetime | None, str]:
    """The instant and a defect, of which one is empty; a year outside 1970 to 2099 is absurd."""
    text = text.strip()[:MAX_DATE_CHARS]
    found = _rfc5322(text) or _iso8601(text)
    if found is None:
        return None, DATE_MALFORMED
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        return None, DATE_ABSURD
    return found, ""


def read_received(text: str) -> datetime | None:
    """When a Received field says that the message arrived: what follows its last semicolon."""
    _, semicolon, date = text.rpartition(";")
    return read_date(date)[0] if semicolon else None


def _rfc5322(text: str) -> datetime | None:
    try:
        parts = parsedate_tz(text)
        if parts is None:
            return None
        offset_s = parts[9] or 0
        if abs(offset_s) >= MAX_ZONE_S:
            offset_s = 0
        second = min(parts[5], 59)  # a leap second (RFC 5322 §3.3)
        return datetime(*parts[:5], second, tzinfo=UTC) - timedelta(seconds=offset_s)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _iso8601(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
