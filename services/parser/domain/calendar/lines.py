"""Content lines of iCalendar (RFC 5545 §3.1): unfolded, with their parameters; components as they nest."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from services.parser.domain.encodings.charset import decoded
from services.parser.domain.text import storable

MAX_BYTES = 1024 * 1024
MAX_LINES = 20_000
MAX_LINE_CHARS = 8192
MAX_COMPONENTS = 500
MAX_DEPTH = 8
MAX_OF_A_NAME = 500
_FOLD = re.compile(r"\r?\n[ \t]|\r[ \t]")
_END = re.compile(r"\r\n|\n|\r")
_NAME = re.compile(r"[ \t]*([A-Za-z0-9-]{1,60})[ \t]*(?=[;:])")
_PARAMETER = re.compile(r';[ \t]*([A-Za-z0-9-]{1,60})[ \t]*=[ \t]*("[^"]{0,4096}"?(?:,"[^"]{0,4096}")*|[^;:]{0,4096})')
_ESCAPE = re.compile(r"\\([\\;,nN])")
_CARET = re.compile(r"\^([n^'])")


@dataclass(frozen=True, slots=True)
class Line:
    """A property: parameters by upper-case name, the value as written."""

    parameters: Mapping[str, str]
    value: str

    @property
    def text(self) -> str:
        """The value as TEXT (RFC 5545 §3.3.11)."""
        if "\\" not in self.value:
            return self.value.strip()
        return _ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], self.value).strip()


@dataclass(slots=True)
class Component:
    """VCALENDAR, VEVENT, VTIMEZONE …: its properties by upper-case name in their order, and what lies in it."""

    name: str
    lines: dict[str, list[Line]] = field(default_factory=dict)
    inner: list["Component"] = field(default_factory=list)

    def first(self, name: str) -> Line | None:
        """The first property of this name."""
        found = self.lines.get(name)
        return found[0] if found else None

    def all(self, name: str) -> Sequence[Line]:
        """All properties of this name."""
        return self.lines.get(name, ())

    def text(self, name: str, limit: int) -> str | None:
        """The first property of this name as text; None where it is absent or empty."""
        found = self.first(name)
        return found.text[:limit] or None if found else None


def read_components(content: bytes, charset: str) -> list[Component]:
    """The outermost components; what is never ended ends with the text, what was never begun is passed over."""
    text, _ = decoded(content[:MAX_BYTES], charset or "utf-8")
    root = Component("")
    stack, count = [root], 0
    for name, line in _lines(storable(text.removeprefix("\ufeff"))):
        if name == "BEGIN":
            count += 1
            if count > MAX_COMPONENTS or len(stack) > MAX_DEPTH:
                break
            begun = Component(line.value.strip().upper())
            stack[-1].inner.append(begun)
            stack.append(begun)
        elif name == "END":
            _end(stack, line.value.strip().upper())
        elif len(stack[-1].lines.setdefault(name, [])) < MAX_OF_A_NAME:
            stack[-1].lines[name].append(line)
    return root.inner


def _end(stack: list[Component], name: str) -> None:
    """Ends the innermost of this name and whatever in it was not ended."""
    for place in range(len(stack) - 1, 0, -1):
        if stack[place].name == name:
            del stack[place:]
            return


def _lines(text: str) -> Iterator[tuple[str, Line]]:
    for count, written in enumerate(_END.split(_FOLD.sub("", text))):
        if count == MAX_LINES:
            return
        found = _NAME.match(written, 0, MAX_LINE_CHARS)
        if found is not None:
            yield found[1].upper(), _line(written[found.end() : MAX_LINE_CHARS])


def _line(rest: str) -> Line:
    parameters: dict[str, str] = {}
    place = 0
    while parameter := _PARAMETER.match(rest, place):
        parameters.setdefault(parameter[1].upper(), _parameter(parameter[2]))
        place = parameter.end()
    return Line(parameters, rest[place:].partition(":")[2] if rest[place : place + 1] != ":" else rest[place + 1 :])


def _parameter(written: str) -> str:
    """Without quotes, RFC 6868's escapes undone."""
    value = written.strip().strip('"')
    return _CARET.sub(lambda found: {"n": "\n", "^": "^", "'": '"'}[found[1]], value) if "^" in value else value
