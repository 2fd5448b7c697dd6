"""Two attacks after each other, damaged, and what must hold of what is left of them."""

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from shared.html.clean import safe_html
from tests.conformance.markup import Inspection
from tests.fuzz.mails.damage import Damage
from tests.fuzz.outcome import Outcome
from tests.harness.hostile_html import HOSTILE

ATTACKS = sorted(HOSTILE)
DAMAGES = ("flipped bits", "cut off", "cut out", "a piece again", "inserted", "line ends", "eight bits", "NUL")
LONGEST_S = 3.0
"""Of the processor's time; the longest of the attacks is 15 KB."""


@dataclass(frozen=True, slots=True)
class Script:
    """Attacks and what is done to them."""

    attacks: tuple[str, ...]
    damages: tuple[Damage, ...]

    @property
    def parts(self) -> Sequence[object]:
        return self.damages

    @property
    def html(self) -> str:
        raw = "".join(HOSTILE[name] for name in self.attacks).encode()
        for damage in self.damages:
            raw = damage.done(raw)
        return raw.decode("utf-8", "replace")

    def told(self) -> list[str]:
        """For people."""
        return [", ".join(self.attacks), *map(str, self.damages), repr(self.html[:2000])]


def script_of(seed: int) -> Script:
    """The script of a seed."""
    rng = Random(f"html/{seed}")
    damages = (Damage(rng.choice(DAMAGES), rng.randrange(10**6)) for _ in range(rng.choice((1, 1, 2, 3, 6))))
    return Script((rng.choice(ATTACKS), rng.choice(ATTACKS)), tuple(damages))


def with_parts(script: Script, parts: Sequence[object]) -> Script:
    """The script with only these damages."""
    return replace(script, damages=tuple(part for part in parts if isinstance(part, Damage)))


def run_script(script: Script) -> Outcome:
    """One document."""
    outcome = Outcome(struck=Counter(damage.name for damage in script.damages), messages=1)
    html = script.html
    began = time.process_time()
    try:
        once = safe_html(html)
        again = safe_html(once.html)
        shown = safe_html(html, loads_remote=True)
    except Exception as error:  # noqa: BLE001 - cleaning is total: whatever comes out of it is a fault
        outcome.wrong.append(f"it was not cleaned: {type(error).__name__}: {error}")
        return outcome
    if (took_s := time.process_time() - began) > LONGEST_S:
        outcome.wrong.append(f"it took {took_s:.1f} s for {len(html)} characters")
    left = Inspection(once.html)
    outcome.wrong += [f"it runs: {each[:100]}" for each in (*left.runs, *Inspection(shown.html).runs)]
    outcome.wrong += [f"it loads: {each[:100]}" for each in left.loads]
    if Inspection(again.html).seen != left.seen:
        outcome.wrong.append("a second cleaning changes it: browsers may read it otherwise too")
    return outcome
