"""Who takes part, and what each can give."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REQUIREMENTS = Path(__file__).with_name("requirements.txt")
_OF_A_MESSAGE = frozenset({"subject", "from", "to", "message_id", "text", "attachments"})
_REPLY, _REPORT = frozenset({"reply_text"}), frozenset({"report"})


@dataclass(frozen=True, slots=True)
class Competitor:
    """A library: `program` in tests/league/programs, and the fields that it gives."""

    name: str
    program: str
    gives: frozenset[str]

    def command(self, python: Path) -> list[str]:
        """What prints one JSON object for each FILE that follows."""
        return [str(python), "-m", f"tests.league.programs.{self.program}"]


MAILWEAVE = Competitor("Mailweave", "mailweave", _OF_A_MESSAGE | _REPLY | _REPORT)
RIVALS: Sequence[Competitor] = (
    Competitor("email, policy.default", "email_default", _OF_A_MESSAGE),
    Competitor("email, compat32", "email_compat32", _OF_A_MESSAGE),
    Competitor("fast-mail-parser", "fast_mail_parser", _OF_A_MESSAGE),
    Competitor("mail-parser", "mail_parser", _OF_A_MESSAGE),
    Competitor("talon", "talon", _REPLY),
    Competitor("mail-parser-reply", "mail_parser_reply", _REPLY),
    Competitor("flufl.bounce", "flufl_bounce", _REPORT),
)
NOT_INSTALLED = {
    "kayako-talon 1.6.2": "its setup.py imports ConfigParser, which only Python 2 has; talon above is superops-talon, "
    "of the same source"
}
"""Who would take part, and why he cannot."""
