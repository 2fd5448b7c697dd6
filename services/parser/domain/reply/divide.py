"""Lines into what is new, what is quoted and what is signature: one pass over the few lines that may tell."""

import re
from collections.abc import Sequence

from services.parser.domain.reply import attribution, header_block
from services.parser.domain.reply.header_block import MOST_CHARS, begins_header
from services.parser.domain.reply.marks import (
    RULES,
    has_initials,
    is_forwarded,
    is_original,
    is_quote_mark,
    is_rule,
    may_be_mark,
)
from services.parser.domain.reply.parts import Part
from services.parser.domain.reply.signature import signature_start

MAX_LINES = 60_000
MOST_CODE_LINES = 400
WRAPPED_CHARS, ORPHAN_CHARS = 60, 24
OWN_MARKS = frozenset("|):}%]&!")
_WIDE_COLONS = frozenset("：﹕")
_COLONS = _WIDE_COLONS | {":"}
AFTER_COLON = 3
"""Of the last characters: marks of direction may stand behind a colon."""
_FIRST = RULES | frozenset(">＞`<[|):}%]&!")
_FENCE = "```"
_SIGNED = "-----BEGIN PGP SIGNED MESSAGE-----"
_DIFFERENCE = re.compile(r"\d+(?:,\d+)?[acd]\d+(?:,\d+)?|<(?:\s.*)?|---")
Given = Sequence[Part | None]


def divided(lines: Sequence[str], given: Given, *, is_forward: bool) -> list[Part]:
    """The part of each line. `given` is what HTML already told of it; `is_forward`: by its subject it is passed on."""
    stripped = [line.strip() for line in lines[:MAX_LINES]]
    parts = _Division(stripped, given, is_forward=is_forward).parts()
    return [*parts, *[parts[-1]] * (len(lines) - len(parts))] if len(lines) > len(parts) else parts


def _telling(lines: Sequence[str]) -> list[int]:
    """The places of the lines that may be more than text: all others are passed over."""
    if all(map(str.isascii, lines)):
        return [place for place, line in enumerate(lines) if line and (line[0] in _FIRST or _has_colon(line, 1))]
    has_wide = any(not _WIDE_COLONS.isdisjoint(line) for line in lines)
    tells = _has_any_colon if has_wide else _has_colon
    return [place for place, line in enumerate(lines) if line and (line[0] in _FIRST or tells(line, AFTER_COLON))]


def _has_colon(line: str, at_end: int) -> bool:
    """Whether a colon is among the last `at_end` characters, or behind what may begin a header."""
    return ":" in line and (":" in line[-at_end:] or (":" in line[:MOST_CHARS] and begins_header(line)))


def _has_any_colon(line: str, at_end: int) -> bool:
    """The same, also of wide ones."""
    if _COLONS.isdisjoint(line):
        return False
    return not _COLONS.isdisjoint(line[-at_end:]) or (not _COLONS.isdisjoint(line[:MOST_CHARS]) and begins_header(line))


class _Division:
    """The state of the pass: where it stands, where the section of new text began, and what was found so far."""

    def __init__(self, lines: Sequence[str], given: Given, *, is_forward: bool) -> None:
        self._lines = lines
        self._given = given
        self._is_forward = is_forward
        self._parts = [Part.NEW] * len(lines)
        self._at = 0
        self._begin = 0
        self._fenced = 0
        self._has_new = False
        self._has_quote = False
        self._own_mark = ""

    def parts(self) -> list[Part]:
        """Of all lines; blank ones between two parts may be of either."""
        looks_at_all = bool(self._given) or has_initials(self._lines)
        for place in range(len(self._lines)) if looks_at_all else _telling(self._lines):
            if place >= self._at and self._lines[place]:
                self._look(place)
        if self._at < len(self._lines):
            self._end_section(len(self._lines))
        return self._parts

    def _look(self, place: int) -> None:
        """Takes a line, or what begins with it, where it is more than text."""
        line = self._lines[place]
        given = self._given[place] if self._given else None
        if line.startswith(_FENCE):
            self._at = self._fenced = self._fence_end(place)
        elif line == _SIGNED:
            has_hash = place + 1 < len(self._lines) and self._lines[place + 1].startswith("Hash:")
            self._take(place, place + 1 + has_hash, Part.SIGNATURE)
        elif given is Part.SIGNATURE:
            self._take(place, place + 1, Part.SIGNATURE)
        elif given is Part.QUOTED and not self._has_quote and (self._is_forward or is_forwarded(line)):
            self._keep_rest(place)
        elif given is Part.QUOTED or self._is_marked(place, line, given):
            self._has_quote = True
            self._take(place, self._quote_end(place), Part.QUOTED)
        else:
            self._opener(place, line)

    def _is_marked(self, place: int, line: str, given: Part | None) -> bool:
        """Whether a line is marked as quoted, and not a difference between files."""
        before = self._lines[place - 1] if place else ""
        is_after_quote = place > 0 and self._parts[place - 1] is Part.QUOTED
        if given is Part.BLOCK:
            return is_after_quote
        if line[0] == self._own_mark:
            return True
        return is_quote_mark(line) and (is_after_quote or not _DIFFERENCE.fullmatch(before))

    def _quote_end(self, place: int) -> int:
        """Behind the marked lines that follow, with the ends of lines that a client wrapped without marking them."""
        end = place + 1
        if self._given:
            return end
        while end < len(self._lines):
            line = self._lines[end]
            if line[:1] != ">" and not self._is_orphan(end, line):
                break
            end += 1
        return end

    def _is_orphan(self, place: int, line: str) -> bool:
        if not 0 < len(line) <= ORPHAN_CHARS or place + 1 == len(self._lines):
            return False
        before, after = self._lines[place - 1], self._lines[place + 1]
        is_wrapped = len(before) >= WRAPPED_CHARS and before[0] == ">" and after[:1] == ">"
        return is_wrapped and (line[0].islower() or not line[0].isalnum())

    def _opener(self, place: int, line: str) -> None:
        """What stands over another message, and with it what follows."""
        if line[0] in RULES and is_rule(line):
            following = self._next(place + 1)
            if following < len(self._lines) and self._opens(following):
                self._opened(place, self._end_of_opener(following), is_original=True)
        elif may_be_mark(line) and is_forwarded(line):
            self._keep_rest(place)
        elif may_be_mark(line) and is_original(line):
            self._opened(place, self._end_of_opener(place), is_original=True)
        else:
            end = header_block.block_end(self._lines, place)
            if end is not None:
                self._opened(place, end, is_original=True)
            elif attribution.may_end(line):
                self._attribution(place)

    def _opens(self, place: int) -> bool:
        return is_original(self._lines[place]) or header_block.block_end(self._lines, place) is not None

    def _end_of_opener(self, place: int) -> int:
        """After the words between the messages, and the header that may follow them."""
        if is_original(self._lines[place]):
            after = place + 1
            place = self._next(after)
            end = header_block.block_end(self._lines, place) if place < len(self._lines) else None
            return end or after
        return header_block.block_end(self._lines, place) or place

    def _attribution(self, last: int) -> None:
        following = self._next(last + 1)
        self._own_mark = self._own_mark or self._mark_at(following)
        is_quote_next = following < len(self._lines) and self._is_quote(following)
        first = attribution.first_line(self._lines, last, self._begin, is_quote_next=is_quote_next)
        if first is not None:
            self._opened(first, last + 1)

    def _mark_at(self, place: int) -> str:
        """What somebody's program puts before quoted lines instead of `>`."""
        first, second = [*(line[:1] for line in self._lines[place : place + 2]), "", ""][:2]
        return first if first == second and first in OWN_MARKS else ""

    def _is_quote(self, place: int) -> bool:
        given = self._given[place] if self._given else None
        line = self._lines[place]
        return given in {Part.QUOTED, Part.BLOCK} or is_quote_mark(line) or line[0] == self._own_mark

    def _opened(self, first: int, end: int, *, is_original: bool = False) -> None:
        """Quoted is what is marked so; where nothing is, all that follows, if anything new stands before it."""
        following = self._next(end)
        is_marked = following < len(self._lines) and self._is_quote(following)
        if is_original and self._is_forward:
            self._keep_rest(first)
        elif is_marked or self._has_new or self._has_quote or any(self._lines[self._begin : first]):
            self._has_quote = True
            self._take(first, following if is_marked else len(self._lines), Part.QUOTED)
        else:
            self._at = end

    def _keep_rest(self, place: int) -> None:
        """A message that is passed on is part of what the sender says."""
        self._end_section(place)
        self._at = len(self._lines)

    def _take(self, first: int, end: int, part: Part) -> None:
        self._end_section(first)
        self._parts[first:end] = [part] * (end - first)
        self._begin = self._at = end

    def _end_section(self, end: int) -> None:
        """What was written from the last part up to here, and where in it a signature begins."""
        if self._begin >= end:
            return
        start = signature_start(self._lines, max(self._begin, self._fenced), end)
        if start is not None:
            self._parts[start:end] = [Part.SIGNATURE] * (end - start)
        self._has_new = self._has_new or any(self._lines[self._begin : end])

    def _next(self, place: int) -> int:
        """The next line that is not blank; the end where there is none."""
        while place < len(self._lines) and not self._lines[place]:
            place += 1
        return place

    def _fence_end(self, place: int) -> int:
        """Behind the code that begins here; the next line where it does not end soon."""
        for end in range(place + 1, min(len(self._lines), place + MOST_CODE_LINES)):
            if self._lines[end].startswith(_FENCE):
                return end + 1
        return place + 1
