"""What a run says in the end: every count, every violation in a line of its own, and the last line."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.chaos.conduct import Outcome, conduct
from tests.chaos.plan import Plan
from tests.chaos.run import Say
from tests.chaos.sabotages import main_of
from tests.chaos.servers import Servers
from tests.harness.dead_letters import planted_letters
from tests.harness.tally import Violation, Wrong, duplicate_effects, judge


def run_and_report(plan: Plan, servers: Servers, folder: Path, say: Say) -> int:
    """Says everything; 0 when the promise held, else 1."""
    outcome = conduct(plan, servers, folder, say, main_of(plan))
    lines, is_good = report(plan, outcome)
    for line in lines:
        say(line)
    return 0 if is_good else 1


def report(plan: Plan, outcome: Outcome) -> tuple[list[str], bool]:
    """The lines, and whether the promise held."""
    violations = judge(outcome.expected, outcome.seen)
    return [*_counts(outcome), *map(str, violations), last_line(plan, outcome, violations)], not violations


def _counts(outcome: Outcome) -> Iterator[str]:
    expected, seen = outcome.expected, outcome.seen
    by_topic = Counter(event.topic for event in seen.events)
    distinct = Counter(topic for topic, _ in {(event.topic, event.event) for event in seen.events})
    yield f"rows: {seen.rows.total()} messages in {len({*seen.thread_of.values()})} threads"
    yield "events (of them repeats): " + ", ".join(
        f"{topic} {count} ({count - distinct[topic]})" for topic, count in by_topic.items()
    )
    yield f"effects: {len(expected.effects)} planted, {seen.received.total()} mails received"
    yield f"undisturbed run: {len(seen.undisturbed)} events compared" if seen.undisturbed else "undisturbed run: none"
    yield (
        f"healing: all services ready {seen.ready_after_s:.1f} s after the last fault, what was delivered until then "
        f"ruled after {seen.caught_up_after_s:.1f} s, nothing behind {seen.lag_zero_after_s:.1f} s after the stream"
    )


def last_line(plan: Plan, outcome: Outcome, violations: list[Violation]) -> str:
    """The line that people and programs look at."""
    expected, seen = outcome.expected, outcome.seen
    lost = sum(violation.count for violation in violations if violation.wrong is Wrong.LOST)
    planted = sum(expected.dead_letters.values())
    found = sum((planted_letters(seen.dead_letters) & Counter(expected.dead_letters)).values())
    return (
        f"planted={len(expected.conversation_of)} processed={seen.processed} lost={lost} "
        f"duplicate_effects={duplicate_effects(expected, seen)} in_doubt={len(seen.in_doubt)} "
        f"dead_letters={found}/{planted} faults_hit={outcome.faults_hit} seed={plan.seed}"
    )
