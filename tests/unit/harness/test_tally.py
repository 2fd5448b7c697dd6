"""The tally's judgement: nothing wrong in a good run, and each kind of wrong is named."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

import pytest

from tests.harness.dead_letters import DeadLetterSeen
from tests.harness.tally import STAGES, Expected, Observed, SeenEvent, Wrong, duplicate_effects, judge


def _event(event: str, message: str, seq: int | None = None, **changes: str) -> SeenEvent:
    given = {"topic": "threaded", "account": "1", "digest": event, "derived": event} | changes
    return SeenEvent(
        given["topic"], given["account"], event, message, seq, given["digest"].encode(), given["derived"].encode()
    )


def _told(*events: SeenEvent) -> tuple[SeenEvent, ...]:
    """In every stage."""
    return tuple(replace(event, topic=topic) for topic in STAGES for event in events)


A, B = _event("copy a", "mail a", 1), _event("copy b", "mail b", 2)
LETTER = DeadLetterSeen("parsed", b"bytes", "parsed/0/7")
EXPECTED = Expected(
    conversation_of={"a@x": "one", "b@x": "one", "c@x": "two"},
    effects=frozenset({"answer to a@x", "Request 0"}),
    dead_letters={("parsed", b"bytes"): 1},
)
GOOD = Observed(
    rows=Counter(["a@x", "b@x", "c@x"]),
    thread_of={"a@x": "t1", "b@x": "t1", "c@x": "t2"},
    ruled=frozenset({"a@x", "b@x", "c@x"}),
    received=Counter(["answer to a@x", "Request 0"]),
    events=_told(A, B, A),
    undisturbed=(A, B),
    dead_letters=(LETTER, LETTER),
    behind={"parser": 0},
)
RULED_TWO: dict[str, object] = {"ruled": frozenset({"a@x", "b@x"})}
UNTHREADED = {"a@x": "t1", "b@x": "t1", "c@x": None}
COPY = replace(A, event="copy c", seq=None)
SAME_SEQ = replace(A, event="copy c", message="mail c", seq=2)
WRONG: Mapping[str, tuple[dict[str, object], set[Wrong]]] = {
    "lost": (RULED_TWO | {"rows": Counter(["a@x", "b@x"])}, {Wrong.LOST, Wrong.TOO_FEW}),
    "not-threaded": (
        RULED_TWO | {"thread_of": {"a@x": "t", "b@x": "t", "c@x": None}},
        {Wrong.UNFINISHED, Wrong.TOO_FEW},
    ),
    "not-told-of": (RULED_TWO, {Wrong.UNFINISHED, Wrong.TOO_FEW}),
    "a-copy-not-parsed": ({"events": (*_told(A, B), replace(COPY, topic="raw.fetched"))}, {Wrong.UNFINISHED}),
    "two-rows": ({"rows": Counter(["a@x", "a@x", "b@x", "c@x"])}, {Wrong.DOUBLE_ROW}),
    "a-row-nobody-planted": ({"rows": Counter(["a@x", "b@x", "c@x", "d@x"])}, {Wrong.UNPLANTED_ROW}),
    "split-thread": ({"thread_of": {"a@x": "t1", "b@x": "t3", "c@x": "t2"}}, {Wrong.WRONG_THREADS}),
    "effect-lost": ({"received": Counter(["Request 0"])}, {Wrong.EFFECT_LOST}),
    "effect-twice": ({"received": Counter(["answer to a@x", "Request 0", "Request 0"])}, {Wrong.EFFECT_TWICE}),
    "effect-nobody-planted": (
        {"received": Counter(["answer to a@x", "Request 0", "answer to b@x"])},
        {Wrong.EFFECT_FORBIDDEN},
    ),
    "in-doubt-and-twice": (
        {"received": Counter({"answer to a@x": 2, "Request 0": 1}), "in_doubt": frozenset({"answer to a@x"})},
        {Wrong.EFFECT_TWICE},
    ),
    "seq-falls": ({"events": _told(B, A)}, {Wrong.ORDER}),
    "seq-stands": (
        {"events": _told(A, B, SAME_SEQ), "undisturbed": ()},
        {Wrong.ORDER},
    ),
    "repeat-differs": ({"events": _told(A, B, replace(A, digest=b"other"))}, {Wrong.REPEAT_DIFFERS}),
    "unlike-undisturbed": ({"events": _told(A, replace(B, derived=b"other"))}, {Wrong.UNLIKE_UNDISTURBED}),
    "event-missing": ({"events": _told(A)}, {Wrong.UNLIKE_UNDISTURBED}),
    "event-only-when-disturbed": ({"undisturbed": (A,)}, {Wrong.UNLIKE_UNDISTURBED}),
    "replay-differs": ({"replay_faults": ("sent something",)}, {Wrong.REPLAY}),
    "skipped": ({"skipped": ("a@b: UID 7 of INBOX was passed over",)}, {Wrong.SKIPPED}),
    "audit": ({"audit_faults": ("account 1: 1 unaccounted",)}, {Wrong.AUDIT}),
    "dead-letter-lost": ({"dead_letters": ()}, {Wrong.DEAD_LETTERS}),
    "dead-letter-nobody-planted": (
        {"dead_letters": (LETTER, DeadLetterSeen("parsed", b"others", "parsed/0/8"))},
        {Wrong.DEAD_LETTERS},
    ),
    "lag": ({"behind": {"parser": 3}}, {Wrong.LAG}),
    "fault-missed": ({"faults_missed": ("stop threader",)}, {Wrong.FAULT_MISSED}),
    "zombie": ({"zombie_faults": ("parser kept 1 transactions open",)}, {Wrong.ZOMBIE}),
    "doubt-without-a-cause": ({"groundless_doubts": ("Request 0",)}, {Wrong.GROUNDLESS_DOUBT}),
    "slow-healing": ({"lag_zero_after_s": 61.0}, {Wrong.SLOW_HEALING}),
    "slow-to-catch-up": ({"caught_up_after_s": 61.0}, {Wrong.SLOW_HEALING}),
    "slow-ready": ({"ready_after_s": 31.0}, {Wrong.SLOW_READY}),
}


def test_a_good_run_has_no_violation() -> None:
    assert judge(EXPECTED, GOOD) == []


def test_a_run_beside_others_is_not_timed() -> None:
    slow = replace(GOOD, lag_zero_after_s=61.0, ready_after_s=31.0)
    assert judge(replace(EXPECTED, is_timed=False), slow) == []


@pytest.mark.parametrize(("changes", "wrong"), WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong_is_named(changes: dict[str, object], wrong: set[Wrong]) -> None:
    violations = judge(EXPECTED, replace(GOOD, **changes))  # type: ignore[arg-type]
    assert {violation.wrong for violation in violations} == wrong
    assert all(violation.count >= 1 and violation.places for violation in violations)


def test_every_kind_of_wrong_has_a_case() -> None:
    assert set().union(*(wrong for _, wrong in WRONG.values())) == set(Wrong)


def test_an_effect_in_doubt_may_have_been_received_or_not() -> None:
    for times in (0, 1):
        received = Counter({"answer to a@x": times, "Request 0": 1})
        seen = replace(GOOD, received=+received, in_doubt=frozenset({"answer to a@x"}))
        assert judge(EXPECTED, seen) == []


def test_mails_received_too_often_are_counted() -> None:
    received = Counter({"answer to a@x": 3, "Request 0": 1, "answer to b@x": 2})
    assert duplicate_effects(EXPECTED, replace(GOOD, received=received)) == 4


def test_a_violation_names_some_places_and_counts_the_rest() -> None:
    (violation,) = judge(EXPECTED, replace(GOOD, audit_faults=tuple(f"account {number}" for number in range(9))))
    assert str(violation) == ("violation audit ×9: account 0; account 1; account 2; account 3; account 4 … and 4 more")
