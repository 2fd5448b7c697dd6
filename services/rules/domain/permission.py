"""May a message cause effects at all? An event that does not say so may not (DESIGN §1)."""

from dataclasses import dataclass

from services.rules.domain.outcome import Refused, Why
from shared.events import Effects, MessageEvent


@dataclass(frozen=True, slots=True)
class Withheld:
    """Why actions on a message are withheld; empty where they are not.

    `decided`: another copy of this message has decided. `guard`: no machine may answer it, which stops answers alone.
    `permission`: it may cause nothing at all. `observes`: its account only observes, so what would be done is withheld.
    """

    decided: str = ""
    guard: str = ""
    permission: str = ""
    observes: bool = False

    def refused(self, *, is_answer: bool) -> Refused | None:
        """Why an action is withheld; None when it is done."""
        reasons = {
            Why.ALREADY_DECIDED: self.decided,
            Why.MACHINE: self.guard if is_answer else "",
            Why.NOT_PERMITTED: self.permission,
        }
        return next((Refused(why, reason) for why, reason in reasons.items() if reason), None)


def is_permitted(message: MessageEvent, generation: int) -> bool:
    """Only live mail that was fetched as new; `generation` is that of this process."""
    return message.effects is Effects.ALLOWED and generation == 0 and message.generation == 0


def effects_withheld(message: MessageEvent, generation: int, max_age_s: float) -> str:
    """Why this message may not be answered now; empty when it may. "Now" is when it was fetched.

    Of an account that only observes: whether it might be if the account were live.
    """
    if generation or message.generation:
        return f"generation {generation or message.generation} is a replay"
    if message.effects is None:
        return "the event does not say that effects are allowed"
    if message.effects not in (Effects.ALLOWED, Effects.OBSERVE):
        return f"effects are not allowed: {message.effects}"
    age_s = (message.fetched_at - message.sort_at).total_seconds()
    return f"it was {age_s:.0f} s old when it was fetched" if age_s > max_age_s else ""
