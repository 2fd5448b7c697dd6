"""What goes wrong and when: mutations by name, the strikes of a script, and how a script is made smaller."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random
from typing import Generic, Protocol, TypeVar

HOW_OFTEN = (1, 1, 1, 1, 2, 3, 12, 1000)
LATEST_FIRST = (1, 3, 10, 40)


class Level(StrEnum):
    """What a mutation may bring about: nothing at all, or trouble that must have a name and an end."""

    HARMLESS = "harmless"
    HURTING = "hurting"


class Answer(Protocol):
    """What a server says to one command."""

    @property
    def command(self) -> str:
        """What was asked."""


A = TypeVar("A", bound=Answer)


@dataclass(frozen=True, slots=True)
class Mutation(Generic[A]):
    """A way in which an answer goes wrong. `to`: the commands whose answers it changes, all when empty.

    `hides`: which of a server's statements no longer tells the truth; no script has two that agree on a lie.
    """

    name: str
    level: Level
    change: Callable[[A, Random], A]
    to: frozenset[str] = frozenset()
    hides: str = ""


@dataclass(frozen=True, slots=True)
class Strike:
    """The mutation strikes the `first` to `first + count - 1`-th answer that it can change."""

    mutation: str
    first: int
    count: int
    seed: int

    def __str__(self) -> str:
        return f"{self.mutation}, from answer {self.first} on, {self.count} times (seed {self.seed})"


@dataclass
class Striker(Generic[A]):
    """Changes a server's answers as the strikes say, until `is_well`; `struck` counts by name what it did."""

    strikes: Sequence[Strike]
    mutations: Mapping[str, Mutation[A]]
    is_well: bool = False
    answers: int = 0
    struck: Counter[str] = field(default_factory=Counter)
    _seen: Counter[Strike] = field(default_factory=Counter)

    def changed(self, answer: A) -> A:
        self.answers += 1
        if self.is_well:
            return answer
        for strike in self.strikes:
            mutation = self.mutations[strike.mutation]
            if mutation.to and answer.command not in mutation.to:
                continue
            self._seen[strike] += 1
            if strike.first <= self._seen[strike] < strike.first + strike.count:
                changed = mutation.change(answer, Random(f"{strike.seed}/{self._seen[strike]}"))
                self.struck[mutation.name] += changed is not answer
                answer = changed
        return answer


def drawn(
    rng: Random, mutations: Sequence[Mutation[A]], most: int, forbidden: Sequence[frozenset[str]] = ()
) -> tuple[Strike, ...]:
    """Up to `most` strikes of mutations that together tell no lie in `forbidden`."""
    chosen: list[Strike] = []
    hidden: set[str] = set()
    for _ in range(rng.randint(1, most)):
        mutation = rng.choice(mutations)
        if any(lie <= hidden | {mutation.hides} for lie in forbidden):
            continue
        hidden.add(mutation.hides)
        first = rng.randint(1, rng.choice(LATEST_FIRST))
        chosen.append(Strike(mutation.name, first, rng.choice(HOW_OFTEN), rng.randrange(10**6)))
    return tuple(chosen)


T = TypeVar("T")


def smallest(items: Sequence[T], fails: Callable[[Sequence[T]], bool]) -> Sequence[T]:
    """The items without those that it fails without as well, taken away in halves, then one by one."""
    size = len(items)
    while size:
        for start in range(0, len(items), size):
            fewer = [*items[:start], *items[start + size :]]
            if len(fewer) < len(items) and fails(fewer):
                items = fewer
                break
        else:
            size //= 2
    return items
