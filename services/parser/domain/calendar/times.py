"""Dates and times of iCalendar (RFC 5545 §3.3.4, §3.3.5, §3.3.6), with the zones that the file itself defines."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from services.parser.domain.calendar.lines import Component, Line

_DATE = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)?(Z)?)?", re.IGNORECASE)
_OFFSET = re.compile(r"([+-])(\d\d)(\d\d)(\d\d)?")
_DURATION = re.compile(r"([+-]?)P(?:(\d{1,5})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?")
_DAY_OF_MONTH = re.compile(r"([+-]?\d)?(SU|MO|TU|WE|TH|FR|SA)")
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
MAX_CHANGES = 100


@dataclass(frozen=True, slots=True)
class Change:
    """From when on an offset holds, local time before the change; `rule` is that of its yearly return."""

    begins: datetime
    offset: timedelta
    rule: Mapping[str, str]


Zones = Mapping[str, Sequence[Change]]


def read_zones(components: Sequence[Component]) -> dict[str, list[Change]]:
    """The changes of each VTIMEZONE by its TZID (RFC 5545 §3.6.5)."""
    zones: dict[str, list[Change]] = {}
    for zone in (each for each in components if each.name == "VTIMEZONE"):
        changes = [change for each in zone.inner[:MAX_CHANGES] if (change := _change(each)) is not None]
        if changes:
            zones.setdefault(zone.text("TZID", 255) or "", changes)
    return zones


def _change(component: Component) -> Change | None:
    begins, offset = component.first("DTSTART"), component.first("TZOFFSETTO")
    found = _OFFSET.match(offset.value.strip()) if offset else None
    at = _naive(begins.value) if begins else None
    if found is None or not isinstance(at, datetime):
        return None
    shift = timedelta(hours=int(found[2]), minutes=int(found[3]))
    rule = component.first("RRULE")
    pairs = (part.partition("=") for part in (rule.value.upper() if rule else "").split(";"))
    named = {name: value for name, _, value in pairs}
    if shift >= timedelta(days=1):
        return None
    return Change(at, -shift if found[1] == "-" else shift, named)


def read_time(line: Line | None, zones: Zones) -> str | None:
    """A date as `2026-03-02`, a time as `2026-03-02T10:00:00` with `Z`, its offset, or nothing where none is known."""
    found = _naive(line.value) if line else None
    if line is None or found is None:
        return None
    if not isinstance(found, datetime):
        return found.isoformat()
    if line.value.strip().upper().endswith("Z"):
        return f"{found.isoformat()}Z"
    return found.isoformat() + _written_offset(_offset(found, zones.get(line.parameters.get("TZID", ""), ())))


def after(line: Line | None, duration: Line | None, zones: Zones) -> str | None:
    """When something ends that begins at `line` and lasts for `duration`."""
    begins = _naive(line.value) if line else None
    found = _DURATION.fullmatch(duration.value.strip().upper()) if duration else None
    if line is None or begins is None or found is None:
        return None
    weeks, days, hours, minutes, seconds = (int(each or 0) for each in found.groups()[1:])
    length = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    try:
        ends = begins - length if found[1] == "-" else begins + length
    except OverflowError:
        return None
    written = ends.strftime("%Y%m%dT%H%M%S" if isinstance(ends, datetime) else "%Y%m%d").zfill(8)
    is_utc = line.value.strip().upper().endswith("Z")
    return read_time(Line(line.parameters, written + "Z" if is_utc else written), zones)


def _naive(value: str) -> date | datetime | None:
    """The first of a list; None of what is no date."""
    found = _DATE.match(value.strip())
    if found is None:
        return None
    try:
        day = date(int(found[1]), int(found[2]), int(found[3]))
        if found[4] is None:
            return day
        second = min(int(found[6] or 0), 59)  # a leap second is none to Python
        return datetime(day.year, day.month, day.day, int(found[4]), int(found[5]), second)  # noqa: DTZ001
    except ValueError:
        return None


def _offset(at: datetime, changes: Sequence[Change]) -> timedelta | None:
    """The offset of the latest change before a local time; that of the first where none is before it."""
    latest: tuple[datetime, timedelta] | None = None
    for change in changes:
        begun = [each for each in (_of_year(change, at.year), _of_year(change, at.year - 1)) if each and each <= at]
        if begun and (latest is None or begun[0] > latest[0]):
            latest = (begun[0], change.offset)
    if latest is None:
        return min(changes, key=lambda change: change.begins).offset if changes else None
    return latest[1]


def _of_year(change: Change, year: int) -> datetime | None:
    """When a change happens in a year; one without a rule happens once."""
    if change.rule.get("FREQ") != "YEARLY":
        return change.begins
    until = _naive(change.rule.get("UNTIL", ""))
    if year < change.begins.year or (until is not None and year > until.year):
        return None if year < change.begins.year else _of_year(change, until.year) if until else None
    month = change.rule.get("BYMONTH", "")
    day = _DAY_OF_MONTH.fullmatch(change.rule.get("BYDAY", ""))
    number = int(month) if month.isdecimal() and len(month) <= 2 and 1 <= int(month) <= 12 else change.begins.month
    if not 1 <= year < 9999:
        return None
    at = _day(year, number, day) if day else date(year, number, min(change.begins.day, 28))
    return change.begins.replace(year=at.year, month=at.month, day=at.day)


def _day(year: int, month: int, rule: re.Match[str]) -> date:
    """`-1SU`: the last Sunday of the month; `2SU`: the second."""
    place, weekday = int(rule[1] or 1), _WEEKDAYS.index(rule[2])
    if place > 0:
        first = date(year, month, 1)
        days = (weekday - first.weekday()) % 7 + 7 * (min(place, 4) - 1)
        return first + timedelta(days=days)
    last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    return last - timedelta(days=(last.weekday() - weekday) % 7 + 7 * (min(-place, 4) - 1 if place else 0))


def _written_offset(offset: timedelta | None) -> str:
    if offset is None:
        return ""
    minutes = int(abs(offset).total_seconds()) // 60
    return f"{'-' if offset < timedelta(0) else '+'}{minutes // 60:02}:{minutes % 60:02}"
