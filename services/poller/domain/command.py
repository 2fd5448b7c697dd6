"""What may be done on a server, and what became of it."""

import re
from enum import StrEnum

from shared.events import Effects, MailboxRequested

FLAG = re.compile(r"""\\?[^\x00-\x20\x7f-\U0010ffff(){%*"\\\]]+""")  # RFC 9051 §9: flag, a backslash and an atom
CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class CommandState(StrEnum):
    """What became of a command."""

    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"


ONLY_OBSERVES = "refused: the account only observes (mode: observe), so nothing is changed on its server"


def refusal(command: MailboxRequested, *, only_observes: bool = False) -> str:
    """Why a command may not be done at all; empty when it may (DESIGN §1: effects need permission)."""
    if only_observes:
        return ONLY_OBSERVES
    if command.effects is not Effects.ALLOWED:
        permission = command.effects or "none"
        return f"refused: a change on the server needs effects=allowed, and this command carries effects={permission}"
    if command.generation:
        return f"refused: generation {command.generation} is a replay, which has no effects"
    return _unsendable(command)


def _unsendable(command: MailboxRequested) -> str:
    for flag in command.flags:
        if not FLAG.fullmatch(flag):
            return f"refused: {flag[:80]!r} is no IMAP flag: give one word of ASCII, with a backslash for a system flag"
    for folder in (command.folder, command.to_folder or ""):
        if CONTROL.search(folder):
            return (
                f"refused: the folder {folder[:80]!r} holds a control character: give its name as the server lists it"
            )
    return ""
