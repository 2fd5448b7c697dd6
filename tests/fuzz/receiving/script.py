"""What a session of receiving depends on: messages that come and go, and the strikes on the server's answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from tests.fuzz.receiving.imap_mutations import FORBIDDEN_LIES, IMAP_MUTATIONS
from tests.fuzz.receiving.pop3_mutations import FORBIDDEN_PAIRS, POP3_MUTATIONS
from tests.fuzz.strikes import Level, Strike, drawn

MUTATED_FOR_S = 600.0
MUTATIONS: Mapping[str, Mapping[str, Any]] = {"imap": IMAP_MUTATIONS, "pop3": POP3_MUTATIONS}


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message comes `at_s`, after so many uids that were never used; gone again at `gone_s`, if that is not 0."""

    at_s: float
    skipped_uids: int
    size: int
    age_days: int = 0
    gone_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Script:
    """All that a session depends on."""

    protocol: str
    arrivals: tuple[Arrival, ...]
    strikes: tuple[Strike, ...]
    limit: int = 50
    renumbered_s: float = 0.0

    @property
    def is_harmless(self) -> bool:
        return all(MUTATIONS[self.protocol][strike.mutation].level is Level.HARMLESS for strike in self.strikes)

    @property
    def parts(self) -> Sequence[object]:
        return [*self.strikes, *self.arrivals]

    def told(self) -> list[str]:
        """For people."""
        lines = [f"{self.protocol}, at most {self.limit} messages a poll", *map(str, self.arrivals)]
        return (
            lines
            + ([f"renumbered at {self.renumbered_s:g} s"] if self.renumbered_s else [])
            + list(map(str, self.strikes))
        )


def script_of(protocol: str, seed: int) -> Script:
    """The script of a seed; a quarter of all are harmless."""
    rng = Random(f"{protocol}/{seed}")
    is_harmless = rng.random() < 0.25
    mutations = [each for each in MUTATIONS[protocol].values() if not is_harmless or each.level is Level.HARMLESS]
    before = [_arrival(rng, 0.0) for _ in range(rng.randint(0, 4))]
    later = sorted((_arrival(rng, rng.uniform(1, MUTATED_FOR_S)) for _ in range(rng.randint(1, 5))), key=_at)
    arrivals = (*before, *later)
    strikes = drawn(rng, mutations, 4, (*FORBIDDEN_LIES, *FORBIDDEN_PAIRS))
    if any(MUTATIONS[protocol][strike.mutation].hides == "names" for strike in strikes):
        arrivals = tuple(replace(arrival, gone_s=0.0) for arrival in arrivals)  # one that goes gives another its name
    return Script(
        protocol,
        arrivals,
        strikes,
        limit=rng.choice((1, 3, 50)),
        renumbered_s=rng.uniform(1, MUTATED_FOR_S) if protocol == "imap" and rng.random() < 0.05 else 0.0,
    )


def _at(arrival: Arrival) -> float:
    return arrival.at_s


def _arrival(rng: Random, at_s: float) -> Arrival:
    is_gone = rng.random() < 0.1
    return Arrival(
        at_s,
        rng.choice((0, 0, 0, 1, 5, 30, 400)),
        rng.choice((0, 1, 40, 3000)),
        rng.choice((0, 0, 3, 30)) if not at_s else 0,
        rng.uniform(at_s, MUTATED_FOR_S) if is_gone else 0.0,
    )


def with_parts(script: Script, parts: Sequence[object]) -> Script:
    """The script with only these of its strikes and arrivals."""
    return replace(
        script,
        strikes=tuple(part for part in parts if isinstance(part, Strike)),
        arrivals=tuple(part for part in parts if isinstance(part, Arrival)),
    )
