"""What of a text is hidden, gathered into sentences."""

from dataclasses import dataclass, field
from enum import StrEnum

from shared.html.characters import SEEN, hidden_characters
from shared.html.hiding import Hiding

MOST_HIDDEN = 100
MOST_CHARS = 1000
MOST_PREHEADER_CHARS = 400


class HiddenKind(StrEnum):
    """What a hidden text is by its place: before all that is seen, elsewhere, or in characters without a shape."""

    PREHEADER = "preheader"
    TEXT = "text"
    CHARACTERS = "characters"


@dataclass(frozen=True, slots=True)
class HiddenText:
    """A text that a program reads and a person does not see."""

    text: str
    how: Hiding
    kind: HiddenKind


@dataclass(slots=True)
class HiddenTexts:
    """Takes the texts of a document in their order."""

    found: list[HiddenText] = field(default_factory=list)
    _pending: list[str] = field(default_factory=list)
    _pending_chars: int = 0
    _how: Hiding | None = None
    _is_after_seen: bool = False

    def add(self, text: str, hiding: Hiding | None) -> None:
        """The next text, and what hides it."""
        self._add_characters(text)
        is_said = SEEN.search(text) is not None
        if hiding is not self._how and is_said:
            self.end()
            self._how = hiding
        if hiding is None:
            self._is_after_seen = self._is_after_seen or is_said
        elif hiding is self._how and self._pending_chars <= MOST_CHARS:
            self._pending.append(text[: MOST_CHARS + 1])
            self._pending_chars += len(self._pending[-1])

    def space(self) -> None:
        """A block begins or ends."""
        if self._pending:
            self._pending.append(" ")

    def end(self) -> None:
        """What was gathered is a text of its own."""
        text = _readable("".join(self._pending))
        if text and self._how is not None:
            is_preheader = not self._is_after_seen and len(text) <= MOST_PREHEADER_CHARS
            self._keep(HiddenText(text, self._how, HiddenKind.PREHEADER if is_preheader else HiddenKind.TEXT))
        self._pending, self._pending_chars, self._how = [], 0, None

    def _add_characters(self, text: str) -> None:
        for hidden, how in hidden_characters(text):
            shown = _readable(hidden)
            each = HiddenText(shown, Hiding(how), HiddenKind.CHARACTERS)
            if shown and each not in self.found:
                self._keep(each)

    def _keep(self, each: HiddenText) -> None:
        if len(self.found) < MOST_HIDDEN:
            self.found.append(each)


def hidden_in_text(text: str) -> list[HiddenText]:
    """What a plain text has in characters without a shape."""
    texts = HiddenTexts()
    texts.add(text, None)
    return texts.found


def _readable(text: str) -> str:
    """On one line, without what nobody sees and without what cannot be stored."""
    line = " ".join(text.split())
    seen = "".join(each for each in line if each == " " or (SEEN.match(each) and each.isprintable()))
    return " ".join(seen.split())[:MOST_CHARS]
