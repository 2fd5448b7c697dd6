"""Many sessions of one kind: a line on the way, a report at the end, and the smallest script of the first fault."""

import re
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from tests.fuzz.outcome import Outcome
from tests.fuzz.strikes import smallest

SAY_EACH_S = 10.0
MOST_SHOWN = 5
_PARTICULARS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+")


class Script(Protocol):
    """What a session depends on."""

    @property
    def parts(self) -> Sequence[object]:
        """What can be left out."""

    def told(self) -> list[str]:
        """For people."""


S = TypeVar("S", bound=Script)


@dataclass(frozen=True, slots=True)
class Target(Generic[S]):
    """What is fuzzed: the script of a seed, what runs it, and the script with only some of its parts."""

    name: str
    script_of: Callable[[int], S]
    run: Callable[[S], Outcome]
    with_parts: Callable[[S, Sequence[object]], S]


@dataclass
class Report:
    """What the sessions came to; `seeds` by what went wrong."""

    name: str
    sessions: int = 0
    seconds: float = 0.0
    answers: int = 0
    messages: int = 0
    gaps: int = 0
    struck: Counter[str] = field(default_factory=Counter)
    seeds: dict[str, list[int]] = field(default_factory=dict)
    remarks: Counter[str] = field(default_factory=Counter)

    @property
    def wrong(self) -> int:
        return sum(map(len, self.seeds.values()))

    def add(self, seed: int, outcome: Outcome) -> None:
        self.sessions += 1
        self.answers += outcome.answers
        self.messages += outcome.messages
        self.gaps += outcome.gaps
        self.struck.update(outcome.struck)
        self.remarks.update(outcome.remarks)
        if outcome.wrong:
            self.seeds.setdefault(kind_of(outcome.wrong[0]), []).append(seed)

    def line(self) -> str:
        """The one that people and programs look at."""
        return (
            f"{self.name}: sessions={self.sessions} wrong={self.wrong} messages={self.messages} gaps={self.gaps} "
            f"answers={self.answers} struck={self.struck.total()} seconds={self.seconds:.0f}"
        )


def kind_of(wrong: str) -> str:
    """The same for what went wrong in the same way."""
    return _PARTICULARS.sub("N", wrong)[:100]


def run_campaign(target: Target[S], seeds: Sequence[int], say: Callable[[str], None]) -> Report:
    """Runs them all, says how it goes, and shows each kind of fault in its smallest script."""
    report = Report(target.name)
    began = said_at = time.monotonic()
    for seed in seeds:
        report.add(seed, target.run(target.script_of(seed)))
        report.seconds = time.monotonic() - began
        if time.monotonic() - said_at > SAY_EACH_S:
            said_at = time.monotonic()
            say(f"… {report.line()}")
    for kind, found in list(report.seeds.items())[:MOST_SHOWN]:
        for line in shown(target, kind, found):
            say(line)
    counts = report.struck.most_common()
    say(f"{target.name}: struck " + ", ".join(f"{name} {count}" for name, count in counts))
    for remark, count in sorted(report.remarks.items()):
        say(f"{target.name}: {remark}: {count}")
    say(report.line())
    return report


def shown(target: Target[S], kind: str, seeds: Sequence[int]) -> list[str]:
    """A fault, its seeds and the smallest script that shows it."""
    script = target.script_of(seeds[0])

    def fails(parts: Sequence[object]) -> bool:
        return kind in map(kind_of, target.run(target.with_parts(script, parts)).wrong)

    least = target.with_parts(script, smallest(script.parts, fails))
    wrong = [each for each in target.run(least).wrong if kind_of(each) == kind][:1]
    head = f"WRONG {target.name} seed {seeds[0]} (--first {seeds[0]} --sessions 1; {len(seeds)} like it): {wrong[0]}"
    return [head, *(f"    {line}" for line in least.told())]
