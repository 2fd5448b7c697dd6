"""A tree of tags that is well nested and no deeper than MOST_DEPTH, whatever was written (cf. WHATWG HTML §13.2.6).

What a tree builder does in quadratic time (misnested, unclosed and endlessly nested tags) does not reach it.
"""

from collections import Counter
from dataclasses import dataclass, field

MOST_DEPTH = 256
"""Browsers end at 512, mail ends far below; every end tag looks at most so far back."""
MOST_REOPENED = 8
FORMATTING = frozenset({"b", "big", "code", "em", "font", "i", "s", "small", "strike", "strong", "tt", "u", "a"})
INLINE = FORMATTING | {"span", "abbr", "acronym", "bdi", "bdo", "cite", "del", "dfn", "ins", "kbd", "mark", "q", "samp"}
INLINE |= {"sub", "sup", "time", "var", "data", "ruby", "rb", "rp", "rt", "rtc"}
_CELLS = frozenset({"td", "th"})
_SECTIONS = frozenset({"tbody", "thead", "tfoot"})
_TABLE_PARTS = _SECTIONS | {"caption", "colgroup", "tr", "td", "th"}
_WALLS = frozenset({"table", "td", "th", "caption"})
# Within which elements the parts of a table stand: what is open above these ends.
_CONTEXTS: dict[str, frozenset[str]] = {
    **dict.fromkeys(_CELLS, _SECTIONS | {"table", "tr"}),
    "tr": _SECTIONS | {"table"},
    **dict.fromkeys(_SECTIONS, frozenset({"table"})),
}
_ITEMS = frozenset({"li", "dt", "dd"})
# What a start tag ends, and how far it looks for it.
_ENDS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "li": (frozenset({"li"}), _WALLS | {"ul", "ol"}),
    "dt": (frozenset({"dt", "dd"}), _WALLS | {"dl"}),
    "dd": (frozenset({"dt", "dd"}), _WALLS | {"dl"}),
    "a": (frozenset({"a"}), _WALLS),
}
_PARAGRAPH = (frozenset({"p"}), _WALLS)


@dataclass(slots=True)
class Nesting:
    """The names that are open, outermost first, and what was left out because it lay too deep."""

    open: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    too_deep: Counter[str] = field(default_factory=Counter)

    def has_place(self, name: str) -> bool:
        """Whether there is a table for a part of one; all else is placed anywhere."""
        return name not in _CONTEXTS or self.counts["table"] > 0

    def ended_by_start(self, name: str) -> int:
        """How many of the open elements end where this one begins."""
        if name in INLINE and name != "a":
            return 0
        if name in _CONTEXTS:
            return self._above(_CONTEXTS[name])
        targets, walls = _ENDS.get(name, _PARAGRAPH)
        ended = self._up_to(targets, walls)
        return self._up_to(*_PARAGRAPH) if name in _ITEMS and not ended else ended

    def implied_by_start(self, name: str) -> tuple[str, ...]:
        """What a part of a table begins besides itself (WHATWG HTML §13.2.6.4.9, .13, .14)."""
        parent = self.open[-1] if self.open else ""
        if name in _CELLS and parent == "table":
            return ("tbody", "tr")
        if name in _CELLS and parent in _SECTIONS:
            return ("tr",)
        return ("tbody",) if name == "tr" and parent == "table" else ()

    def begin(self, name: str) -> bool:
        """Whether there is room for one more."""
        if len(self.open) >= MOST_DEPTH:
            self.too_deep[name] += 1
            return False
        self.open.append(name)
        self.counts[name] += 1
        return True

    def ended_by_end(self, name: str) -> int:
        """How many of the open elements an end tag ends; none where its name is not open, or a block lies between."""
        if self.too_deep[name]:
            self.too_deep[name] -= 1
            return 0
        if not self.counts[name]:
            return 0
        walls = frozenset({"table"}) if name in _TABLE_PARTS else frozenset() if name == "table" else _WALLS
        ended = self._up_to(frozenset({name}), walls)
        if name in INLINE and not INLINE.issuperset(self.open[len(self.open) - ended :]):
            return 0
        return ended

    def end(self) -> str:
        """The innermost ends."""
        name = self.open.pop()
        self.counts[name] -= 1
        return name

    def _up_to(self, targets: frozenset[str], walls: frozenset[str]) -> int:
        """How many are open down to the innermost of these, which no wall hides."""
        if not any(self.counts[each] for each in targets):
            return 0
        for count, name in enumerate(reversed(self.open), start=1):
            if name in targets:
                return count
            if name in walls:
                return 0
        return 0

    def _above(self, contexts: frozenset[str]) -> int:
        """How many are open above the innermost of these."""
        return next((count for count, name in enumerate(reversed(self.open)) if name in contexts), 0)
