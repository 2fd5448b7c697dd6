"""Scores into one table: a row for each thing that is asked, a column for each competitor."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.league.competitors import MAILWEAVE, Competitor

NONE = "–"
LIST_REPLIES = "list replies"


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many are right."""

    right: int
    of: int

    def __str__(self) -> str:
        return f"{self.right} of {self.of}"


@dataclass(frozen=True, slots=True)
class Row:
    """`field` is what a competitor must give to be asked; `scored` is the scorer's name of the figure."""

    title: str
    field: str
    scored: str


ROWS: Sequence[Row] = (
    Row("answered", "subject", "mime: answered"),
    Row("subject", "subject", "mime: subject"),
    Row("from", "from", "mime: from"),
    Row("to", "to", "mime: to"),
    Row("Message-ID", "message_id", "mime: message_id"),
    Row("text", "text", "mime: text"),
    Row("attachment names", "attachments", "mime: attachments"),
    Row("subject, as imap_tools reads it", "subject", "imap_tools: subject"),
    Row("from, as imap_tools reads it", "from", "imap_tools: from"),
    Row("failed recipients of a bounce, exactly", "report", "bounces: recipients exact"),
    Row("ordinary mail, not taken for a report", "report", "ham not taken for a report"),
    Row("reply text, forums' cases", "reply_text", "reply text (2 of 3 programs agree)"),
    Row("reply text, list mail", "reply_text", LIST_REPLIES),
)
_BY_WORD = {
    "repl": "reply_text",
    "bounce": "report",
    "report": "report",
    "recipient": "report",
    "attach": "attachments",
}
RATE = "messages a second of one core"
Scores = Mapping[str, Share]
"""By the scorer's name of a figure."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A competitor, what it reached, and its messages a second of CPU."""

    competitor: Competitor
    scores: Scores
    rate: float

    def share(self, row: Row) -> Share | None:
        """None where the competitor gives no such field or nothing was asked."""
        return self.scores.get(row.scored) if row.field in self.competitor.gives else None


def rows_of(standings: Sequence[Standing]) -> list[Row]:
    """Those that were asked; what another corpus' scorer calls otherwise has rows under its own names."""
    asked = dict.fromkeys(name for each in standings for name in each.scores)
    known = {row.scored for row in ROWS}
    return [*(row for row in ROWS if row.scored in asked), *(_row(name) for name in asked if name not in known)]


def _row(name: str) -> Row:
    """Of a figure that is not known here: the field that its end or a word of it names, else that of any message."""
    end = name.rpartition(": ")[2]
    fields = [field for word, field in _BY_WORD.items() if word in name]
    return Row(name, next(iter([*fields, *({end} & MAILWEAVE.gives)]), "subject"), name)


def markdown(standings: Sequence[Standing]) -> str:
    """The table; the first column is ours."""
    names = [each.competitor.name for each in standings]
    rows = [[row.title, *(str(each.share(row) or NONE) for each in standings)] for row in rows_of(standings)]
    rates = [RATE, *(f"{each.rate:,.0f}" for each in standings)]
    return "\n".join(map(_line, [["", *names], ["---"] * (len(names) + 1), *rows, rates]))


def not_ahead(ours: Standing, rivals: Sequence[Standing]) -> list[str]:
    """A sentence for each row and rival that we are not ahead of; to be level is enough only where all is right."""
    behind = []
    for rival in rivals:
        for row in rows_of([ours]):
            mine, other = ours.share(row), rival.share(row)
            if mine and other and mine.right < min(other.right + 1, mine.of):
                behind.append(f"{row.title}: {rival.competitor.name} {other}, Mailweave {mine.right}")
        if ours.rate <= rival.rate:
            behind.append(f"{RATE}: {rival.competitor.name} {rival.rate:,.0f}, Mailweave {ours.rate:,.0f}")
    return behind


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
