"""What a calendar part says: the first event or task in it, who is asked and who has answered (RFC 5546)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from services.parser.domain.calendar.lines import Component, Line, read_components
from services.parser.domain.calendar.times import Zones, after, read_time, read_zones
from services.parser.domain.parts.part import Part

MAX_PARTS = 20
MAX_ATTENDEES = 200
MAX_TEXT_CHARS = 1000
MAX_WORD_CHARS = 255
_TYPES = frozenset({"text/calendar", "application/ics", "text/x-vcalendar"})
_KINDS = {"VEVENT": "event", "VTODO": "task", "VJOURNAL": "journal", "VFREEBUSY": "free_busy"}


@dataclass(frozen=True, slots=True)
class Attendee:
    """Who organises, is asked or answers; `status` in lower case: needs-action, accepted, declined, tentative …"""

    name: str
    address: str
    status: str | None = None
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Invitation:
    """Times as RFC 3339 where the offset is known, without one where it is not; a date alone is a whole day."""

    method: str | None
    kind: str
    uid: str | None
    summary: str | None
    start: str | None
    end: str | None
    zone: str | None
    organizer: Attendee | None
    attendees: tuple[Attendee, ...]
    sequence: int
    status: str | None
    recurrence: str | None
    recurrence_id: str | None
    location: str | None
    components: int


def read_invitation(root: Part) -> Invitation | None:
    """Of the first calendar part that holds an event, a task, a journal or times free and busy; else None."""
    parts = (part for part in root.walk() if _is_calendar(part)) if root.children or _is_calendar(root) else ()
    for part, _ in zip(parts, range(MAX_PARTS), strict=False):
        found = invitation_in(part.content, part.charset)
        if found is not None:
            return found
    return None


def _is_calendar(part: Part) -> bool:
    if part.content_type in _TYPES:
        return True
    return part.content_type == "application/octet-stream" and part.filename.lower().endswith(".ics")


def invitation_in(content: bytes, charset: str = "") -> Invitation | None:
    """The same of one file."""
    outer = read_components(content, charset)
    inner = [each for calendar in outer for each in (calendar, *calendar.inner)]
    told = [each for each in inner if each.name in _KINDS]
    if not told:
        return None
    methods = (calendar.text("METHOD", MAX_WORD_CHARS) for calendar in outer)
    method = next((each.upper() for each in methods if each), None)
    # Of a series the event itself, not one of its exceptions.
    chosen = next((each for each in told if each.first("RECURRENCE-ID") is None), told[0])
    return _invitation(chosen, read_zones(inner), method, len(told))


def _invitation(event: Component, zones: Zones, method: str | None, components: int) -> Invitation:
    begins = event.first("DTSTART")
    ends = read_time(event.first("DTEND") or event.first("DUE"), zones)
    status = event.text("STATUS", MAX_WORD_CHARS)
    return Invitation(
        method=method,
        kind=_KINDS[event.name],
        uid=event.text("UID", MAX_TEXT_CHARS),
        summary=event.text("SUMMARY", MAX_TEXT_CHARS),
        start=read_time(begins, zones),
        end=ends or after(begins, event.first("DURATION"), zones),
        zone=(begins.parameters.get("TZID", "")[:MAX_WORD_CHARS] or None) if begins else None,
        organizer=next(iter(_attendees(event.all("ORGANIZER"))), None),
        attendees=tuple(_attendees(event.all("ATTENDEE")))[:MAX_ATTENDEES],
        sequence=_number(event.text("SEQUENCE", 9)),
        status=status.lower() if status else None,
        recurrence=event.text("RRULE", MAX_TEXT_CHARS),
        recurrence_id=read_time(event.first("RECURRENCE-ID"), zones),
        location=event.text("LOCATION", MAX_TEXT_CHARS),
        components=components,
    )


def _attendees(lines: Sequence[Line]) -> Iterable[Attendee]:
    for line in lines:
        written = line.value.strip()
        address = unquote(written[7:]) if written[:7].lower() == "mailto:" else line.parameters.get("EMAIL", written)
        if address:
            yield Attendee(
                name=line.parameters.get("CN", "")[:MAX_WORD_CHARS],
                address=address[:MAX_WORD_CHARS],
                status=line.parameters.get("PARTSTAT", "").lower()[:MAX_WORD_CHARS] or None,
                role=line.parameters.get("ROLE", "").lower()[:MAX_WORD_CHARS] or None,
            )


def _number(written: str | None) -> int:
    return int(written) if written and written.isascii() and written.isdecimal() else 0
