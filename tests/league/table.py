"""Scores into one table: a row for each thing that is asked, a column for each competitor."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.league.competitors import Competitor

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


def markdown(standings: Sequence[Standing]) -> str:
    """The table; the first column is ours."""
    names = [each.competitor.name for each in standings]
    lines = [_line(["", *names]), _line(["---"] * (len(names) + 1))]
    for row in ROWS:
        shares = [each.share(row) for each in standings]
        if any(shares):
            lines.append(_line([row.title, *(str(share or NONE) for share in shares)]))
    return "\n".join([*lines, _line([RATE, *(f"{each.rate:,.0f}" for each in standings)])])


def not_ahead(ours: Standing, rivals: Sequence[Standing]) -> list[str]:
    """A sentence for each row and rival that we are not ahead of; to be level is enough only where all is right."""
    behind = []
    for rival in rivals:
        for row in ROWS:
            mine, other = ours.share(row), rival.share(row)
            if mine and other and mine.right < min(other.right + 1, mine.of):
                behind.append(f"{row.title}: {rival.competitor.name} {other}, Mailweave {mine.right}")
        if ours.rate <= rival.rate:
            behind.append(f"{RATE}: {rival.competitor.name} {rival.rate:,.0f}, Mailweave {ours.rate:,.0f}")
    return behind


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
