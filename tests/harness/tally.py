"""The tally: what was planted against what there is after healing. Pure: observations in, violations out.

Nothing here asks a table of ours whether a mail was sent: an effect counts as often as an SMTP server received it. Only
one that our ledger calls in doubt may be missing, and only if the doubt arose while a fault struck that can cause it.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise

from shared.events.topics import PARSED, RAW_FETCHED, RULED, THREADED
from tests.harness.dead_letters import DeadLetterSeen, planted_letters
from tests.harness.planted import partition

NAMED = 5
STAGES = tuple(topic.name for topic in (RAW_FETCHED, PARSED, THREADED, RULED))
LAG_ZERO_WITHIN_S = 60.0
READY_WITHIN_S = 30.0


class Wrong(StrEnum):
    """What a tally can find wrong."""

    LOST = "lost"
    SKIPPED = "skipped"
    UNFINISHED = "unfinished"
    DOUBLE_ROW = "double_row"
    UNPLANTED_ROW = "unplanted_row"
    WRONG_THREADS = "wrong_threads"
    EFFECT_LOST = "effect_lost"
    EFFECT_TWICE = "effect_twice"
    EFFECT_FORBIDDEN = "effect_forbidden"
    ORDER = "order"
    REPEAT_DIFFERS = "repeat_differs"
    UNLIKE_UNDISTURBED = "unlike_undisturbed"
    REPLAY = "replay"
    DEAD_LETTERS = "dead_letters"
    LAG = "lag"
    AUDIT = "audit"
    TOO_FEW = "too_few"
    FAULT_MISSED = "fault_missed"
    SLOW_HEALING = "slow_healing"
    SLOW_READY = "slow_ready"
    GROUNDLESS_DOUBT = "groundless_doubt"
    ZOMBIE = "zombie"


@dataclass(frozen=True, slots=True)
class Violation:
    """One kind of wrong, how often it was seen, and the first few places."""

    wrong: Wrong
    count: int
    places: tuple[str, ...]

    def __str__(self) -> str:
        more = f" … and {self.count - len(self.places)} more" if self.count > len(self.places) else ""
        return f"violation {self.wrong.value} ×{self.count}: {'; '.join(self.places)}{more}"


@dataclass(frozen=True, slots=True)
class SeenEvent:
    """One record of a topic, in the order of its partition.

    `event` names what happened, so that a repeat has the same name; `message` is what `seq` numbers; `digest` is that
    of the bytes; `derived` that of the part which must be the same in every run on the same input.
    """

    topic: str
    account: str
    event: str
    message: str
    seq: int | None
    digest: bytes
    derived: bytes


@dataclass(frozen=True, slots=True)
class Expected:
    """What was planted. `conversation_of` has every message; an effect's name is what the receiver can tell.

    `is_timed`: the machine is this run's own, so that it shows how fast everything heals.
    """

    conversation_of: Mapping[str, str]
    effects: frozenset[str]
    dead_letters: Mapping[tuple[str, bytes], int]
    is_timed: bool = True


@dataclass(frozen=True, slots=True)
class Observed:
    """What there is when all is quiet. `thread_of` has None for what was not threaded."""

    rows: Counter[str] = field(default_factory=Counter)
    thread_of: Mapping[str, str | None] = field(default_factory=dict)
    ruled: frozenset[str] = frozenset()
    received: Counter[str] = field(default_factory=Counter)
    in_doubt: frozenset[str] = frozenset()
    groundless_doubts: tuple[str, ...] = ()
    whereabouts: Mapping[str, str] = field(default_factory=dict)
    events: Sequence[SeenEvent] = ()
    undisturbed: Sequence[SeenEvent] = ()
    replay_faults: tuple[str, ...] = ()
    audit_faults: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    dead_letters: Sequence[DeadLetterSeen] = ()
    behind: Mapping[str, int] = field(default_factory=dict)
    faults_missed: tuple[str, ...] = ()
    zombie_faults: tuple[str, ...] = ()
    lag_zero_after_s: float = 0.0
    ready_after_s: float = 0.0
    caught_up_after_s: float = 0.0

    @property
    def processed(self) -> int:
        """How many messages went through every stage."""
        return len(self.ruled)


def judge(expected: Expected, seen: Observed) -> list[Violation]:
    """Every violation, by kind."""
    found: dict[Wrong, list[str]] = {}
    for wrong, place in _all(expected, seen):
        found.setdefault(wrong, []).append(place)
    return [Violation(wrong, len(places), tuple(sorted(places)[:NAMED])) for wrong, places in found.items()]


def _all(expected: Expected, seen: Observed) -> Iterator[tuple[Wrong, str]]:
    yield from _messages(expected, seen)
    yield from _effects(expected, seen)
    yield from _order(seen.events)
    yield from _repeats(seen.events)
    if seen.undisturbed:
        yield from _undisturbed(seen.events, seen.undisturbed)
    yield from _dead_letters(expected.dead_letters, seen.dead_letters)
    yield from ((Wrong.REPLAY, line) for line in seen.replay_faults)
    yield from ((Wrong.SKIPPED, line) for line in seen.skipped)
    yield from ((Wrong.AUDIT, line) for line in seen.audit_faults)
    yield from ((Wrong.FAULT_MISSED, line) for line in seen.faults_missed)
    yield from ((Wrong.ZOMBIE, line) for line in seen.zombie_faults)
    yield from ((Wrong.GROUNDLESS_DOUBT, name) for name in seen.groundless_doubts)
    yield from ((Wrong.LAG, f"{name} is {count} records behind") for name, count in seen.behind.items() if count)
    if expected.is_timed:
        yield from _times(seen)


def _times(seen: Observed) -> Iterator[tuple[Wrong, str]]:
    if seen.lag_zero_after_s > LAG_ZERO_WITHIN_S:
        yield Wrong.SLOW_HEALING, f"quiet {seen.lag_zero_after_s:.0f} s after stream and faults, not within 60 s"
    if seen.caught_up_after_s > LAG_ZERO_WITHIN_S:
        yield Wrong.SLOW_HEALING, f"caught up {seen.caught_up_after_s:.0f} s after the last fault, not within 60 s"
    if seen.ready_after_s > READY_WITHIN_S:
        yield Wrong.SLOW_READY, f"all ready {seen.ready_after_s:.0f} s after the last fault, not within 30 s"


def _messages(expected: Expected, seen: Observed) -> Iterator[tuple[Wrong, str]]:
    planted = expected.conversation_of
    for message_id in planted:
        if not seen.rows[message_id]:
            yield Wrong.LOST, message_id
        elif seen.thread_of.get(message_id) is None:
            yield Wrong.UNFINISHED, f"{message_id} is stored, not threaded"
        elif message_id not in seen.ruled:
            yield Wrong.UNFINISHED, f"{message_id} is threaded, not ruled and told of"
        if seen.rows[message_id] > 1:
            yield Wrong.DOUBLE_ROW, f"{message_id} has {seen.rows[message_id]} rows"
    for message_id in seen.rows.keys() - planted.keys():
        yield Wrong.UNPLANTED_ROW, message_id
    if seen.processed < len(planted):
        yield Wrong.TOO_FEW, f"{seen.processed} of {len(planted)} processed"
    threaded = {name: thread for name, thread in seen.thread_of.items() if thread is not None and name in planted}
    wanted = partition({name: planted[name] for name in threaded})
    for group in wanted ^ partition(threaded):
        yield Wrong.WRONG_THREADS, f"{'planted' if group in wanted else 'found'} together: {sorted(group)[:3]}"
    yield from _stages(seen.events)


def _stages(events: Sequence[SeenEvent]) -> Iterator[tuple[Wrong, str]]:
    """Every copy that one stage told of is told of by the next: those of mail seen before and of sent mail, too."""
    copies: dict[str, set[str]] = {topic: set() for topic in STAGES}
    for event in events:
        if event.topic in copies:
            copies[event.topic].add(event.event.partition(" fetched ")[0])
    for topic, following in pairwise(STAGES):
        for copy in copies[topic] - copies[following]:
            yield Wrong.UNFINISHED, f"copy {copy} is in {topic}, not in {following}"


def _effects(expected: Expected, seen: Observed) -> Iterator[tuple[Wrong, str]]:
    for name in expected.effects - seen.received.keys() - seen.in_doubt:
        yield Wrong.EFFECT_LOST, f"{name} ({seen.whereabouts.get(name, 'unknown to the ledger')})"
    for name, count in seen.received.items():
        if name not in expected.effects:
            yield Wrong.EFFECT_FORBIDDEN, f"{name} received {count} times, and nobody may have asked for it"
        elif count > 1:
            yield Wrong.EFFECT_TWICE, f"{name} received {count} times"


def duplicate_effects(expected: Expected, seen: Observed) -> int:
    """How many mails were received that should not have been."""
    return sum(count - (name in expected.effects) for name, count in seen.received.items())


def _order(events: Iterable[SeenEvent]) -> Iterator[tuple[Wrong, str]]:
    """Per topic and account `seq` rises once repeats are dropped."""
    last: dict[tuple[str, str], int] = {}
    known: set[tuple[str, str]] = set()
    for event in events:
        if event.seq is None or (event.topic, event.message) in known:
            continue
        known.add((event.topic, event.message))
        before = last.get((event.topic, event.account), 0)
        if event.seq <= before:
            yield Wrong.ORDER, f"{event.topic} account {event.account}: seq {event.seq} after {before}"
        last[event.topic, event.account] = max(event.seq, before)


def _repeats(events: Iterable[SeenEvent]) -> Iterator[tuple[Wrong, str]]:
    first: dict[tuple[str, str], bytes] = {}
    for event in events:
        if first.setdefault((event.topic, event.event), event.digest) != event.digest:
            yield Wrong.REPEAT_DIFFERS, f"{event.topic} {event.event}"


def _undisturbed(events: Iterable[SeenEvent], undisturbed: Iterable[SeenEvent]) -> Iterator[tuple[Wrong, str]]:
    """What must be the same in every run on the same input, in the topics that the undisturbed run wrote."""
    calm = {(event.topic, event.event): event.derived for event in undisturbed}
    topics = {topic for topic, _ in calm}
    hurt = {(event.topic, event.event): event.derived for event in events if event.topic in topics}
    for name in sorted(calm.keys() | hurt.keys()):
        if calm.get(name) != hurt.get(name):
            where = "only when disturbed" if name not in calm else "missing" if name not in hurt else "differs"
            yield Wrong.UNLIKE_UNDISTURBED, f"{' '.join(name)} {where}"


def _dead_letters(
    planted: Mapping[tuple[str, bytes], int], found: Collection[DeadLetterSeen]
) -> Iterator[tuple[Wrong, str]]:
    there = planted_letters(found)
    for name in planted.keys() | there.keys():
        if planted.get(name, 0) != there[name]:
            origin = next((f" from {each.origin}" for each in found if (each.topic, each.digest) == name), "")
            yield Wrong.DEAD_LETTERS, f"{name[0]}{origin}: planted {planted.get(name, 0)}, set aside {there[name]}"
