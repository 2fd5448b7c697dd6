"""What a session of sending depends on: requests, the server's habits, and the strikes on its replies."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from shared.events import SendKind
from tests.fuzz.sending.smtp_mutations import FORBIDDEN_PAIRS, SMTP_MUTATIONS
from tests.fuzz.sending.smtp_server import LATER, UNKNOWN, Habits
from tests.fuzz.strikes import Level, Strike, drawn

MUTATED_FOR_S = 3600.0


@dataclass(frozen=True, slots=True)
class Send:
    """A request at `at_s`."""

    at_s: float
    kind: SendKind
    recipients: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Script:
    """All that a session depends on."""

    habits: Habits
    sends: tuple[Send, ...]
    strikes: tuple[Strike, ...]
    connections: int = 1

    @property
    def is_harmless(self) -> bool:
        levels = {SMTP_MUTATIONS[strike.mutation].level for strike in self.strikes}
        return Level.HURTING not in levels and not self.habits.drops_together

    @property
    def parts(self) -> Sequence[object]:
        return [*self.strikes, *self.sends]

    def told(self) -> list[str]:
        """For people."""
        return [str(self.habits), f"{self.connections} connections", *map(str, self.sends), *map(str, self.strikes)]


def script_of(seed: int) -> Script:
    """The script of a seed; a quarter of all are harmless."""
    rng = Random(f"smtp/{seed}")
    is_harmless = rng.random() < 0.25
    mutations = [each for each in SMTP_MUTATIONS.values() if not is_harmless or each.level is Level.HARMLESS]
    habits = Habits(
        tuple(word for word in ("SIZE 9999999", "PIPELINING", "DSN", "8BITMIME", "X-ODD=1") if rng.random() < 0.7),
        knows_ehlo=rng.random() < 0.9,
        refuses_null_at=rng.choice(("", "", "", "MAIL", "RCPT", ".")),
        drops_together=not is_harmless and rng.random() < 0.1,
        greylisted=rng.choice((0, 1, 2)),
    )
    sends = sorted((_send(rng) for _ in range(rng.randint(1, 4))), key=lambda send: send.at_s)
    return Script(habits, tuple(sends), drawn(rng, mutations, 4, FORBIDDEN_PAIRS), connections=rng.choice((1, 2)))


def _send(rng: Random) -> Send:
    names = ("ada@", "ben@", "cleo@", UNKNOWN, LATER)
    people = rng.sample(names, rng.choice((1, 1, 2, 3)))
    return Send(
        rng.choice((0.0, 0.0, rng.uniform(0, MUTATED_FOR_S))),
        rng.choice((SendKind.REQUEST, SendKind.AUTO_REPLY, SendKind.FORWARD)),
        tuple(f"{name}customer.example" for name in people),
    )


def with_parts(script: Script, parts: Sequence[object]) -> Script:
    """The script with only these of its strikes and sends."""
    return replace(
        script,
        strikes=tuple(part for part in parts if isinstance(part, Strike)),
        sends=tuple(part for part in parts if isinstance(part, Send)),
    )
