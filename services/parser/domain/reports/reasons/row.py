"""A row of the tables by which a reason is found."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from shared.events import Reason

_GAP = ".{0,60}?"


@dataclass(frozen=True, slots=True)
class Row:
    """One of `phrases` says `reason`; where `statuses` or `commands` are given, one of these must be so as well.

    A phrase is plain text in small letters; in it … stands for up to 60 characters of anything.
    """

    reason: Reason
    phrases: tuple[str, ...] = ()
    statuses: frozenset[str] = frozenset()
    commands: frozenset[str] = frozenset()
    _pattern: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_pattern", re.compile("|".join(map(pattern_of, self.phrases))))

    def matches(self, text: str, status: str | None, command: str) -> bool:
        """Whether this row is about what was said; the text in small letters and with single blanks."""
        return (
            (not self.statuses or status in self.statuses)
            and (not self.commands or command in self.commands)
            and self._pattern.search(text) is not None
        )


def pattern_of(phrase: str) -> str:
    """The phrase as a regular expression that takes a time proportional to the text."""
    return _GAP.join(re.escape(piece.strip()) if "…" in phrase else re.escape(piece) for piece in phrase.split("…"))


def first_match(table: Iterable[Row], text: str, status: str | None, command: str) -> Reason | None:
    """The reason of the first row that matches."""
    return next((each.reason for each in table if each.matches(text, status, command)), None)


def row(reason: Reason, *phrases: str, statuses: Sequence[str] = (), commands: Sequence[str] = ()) -> Row:
    """A row as it is written in the tables."""
    return Row(reason, phrases, frozenset(statuses), frozenset(commands))
