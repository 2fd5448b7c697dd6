"""The sender's decisions: retries, outcomes, the policy in doubt, the loop guard, states."""

import itertools

import pytest

from services.sender.domain.guard import Caps, Counts, suppressed_because
from services.sender.domain.ledger import AttemptState, Change, RecipientState, SendState, send_state
from services.sender.domain.outcome import DROPPED, HELD, REPEATED, after_fault, after_replies, in_doubt, with_refused
from services.sender.domain.reply import Reply, reply_of
from services.sender.domain.retry import RetryPolicy, backoff_s
from shared.events import DeliveryState, SendKind
from tests.unit.sender.sends import send_of

POLICY = RetryPolicy(max_retries=3, base_s=60)
S = RecipientState


@pytest.mark.parametrize(("attempt", "minutes"), [(1, 1), (2, 8), (3, 64), (4, 64), (40, 64)])
def test_backoff_is_1_8_64_minutes_and_a_spread(attempt: int, minutes: int) -> None:
    delays = {backoff_s(60, attempt, f"send {n}") for n in range(50)}
    assert all(minutes * 60 <= delay <= minutes * 72 for delay in delays)
    assert len(delays) == 50
    assert backoff_s(60, attempt, "same") == backoff_s(60, attempt, "same")


@pytest.mark.parametrize(
    ("reply", "tries", "state", "reason", "uses_try"),
    [
        (Reply(250, "2.0.0 ok"), 1, S.SENT, "250 2.0.0 ok", False),
        (Reply(251, "forwarded"), 1, S.SENT, "251 forwarded", False),
        (Reply(450, "4.2.0 later"), 1, S.DEFERRED, "450 4.2.0 later", True),
        (Reply(450, "4.2.0 later"), 3, S.DEFERRED, "450 4.2.0 later", True),
        (Reply(450, "4.2.0 later"), 4, S.FAILED, "given up after 4 attempts: 450 4.2.0 later", True),
        (Reply(452, "4.5.3 too many"), 9, S.DEFERRED, "452 4.5.3 too many", False),
        (Reply(432, "4.3.2 too many sessions"), 9, S.DEFERRED, "432 4.3.2 too many sessions", False),
        (Reply(550, "5.1.1 who?"), 1, S.FAILED, "550 5.1.1 who?", True),
        (Reply(354, "what"), 1, S.DEFERRED, "354 what", True),
    ],
    ids=str,
)
def test_what_a_reply_means(reply: Reply, tries: int, state: S, reason: str, *, uses_try: bool) -> None:
    outcome = after_replies(send_of(tries=tries), {"a@x": reply}, POLICY)
    assert outcome.changes == (Change("a@x", state, reply.code, reply.enhanced_status, reason, uses_try),)
    assert (outcome.state, outcome.is_answered) == (AttemptState.DONE, uses_try)


@pytest.mark.parametrize(
    ("kind", "attempt", "state", "reason"),
    [
        (SendKind.AUTO_REPLY, 1, S.IN_DOUBT, DROPPED),
        (SendKind.REQUEST, 1, S.IN_DOUBT, HELD),
        (SendKind.FORWARD, 1, S.DEFERRED, REPEATED),
        (SendKind.FORWARD, 4, S.IN_DOUBT, HELD),
    ],
)
def test_the_policy_in_doubt(kind: SendKind, attempt: int, state: S, reason: str) -> None:
    outcome = in_doubt(send_of(kind, attempt=attempt), ["a@x"], POLICY)
    assert outcome.state is AttemptState.IN_DOUBT
    assert outcome.changes == (Change("a@x", state, reason=reason),)


def test_a_fault_is_never_a_failure() -> None:
    assert [change.state for change in after_fault(send_of(attempt=99), ["a@x"], "lost", POLICY).changes] == [
        S.DEFERRED
    ]


def test_who_was_refused_before_data_keeps_the_reply_whatever_came_of_data() -> None:
    refused = {"a@x": Reply(550, "no"), "b@x": Reply(450, "later")}
    outcome = with_refused(send_of(), in_doubt(send_of(), ["c@x"], POLICY), refused, POLICY)
    assert [(change.address, change.state, change.reply_code) for change in outcome.changes] == [
        ("a@x", S.FAILED, 550),
        ("b@x", S.DEFERRED, 450),
        ("c@x", S.IN_DOUBT, None),
    ]


@pytest.mark.parametrize(
    ("code", "text", "status"),
    [
        (550, "5.1.1 no such user", "5.1.1"),
        (550, "4.1.1 contradicts the code", None),
        (250, "2.0.0", "2.0.0"),
        (550, "no status", None),
        (550, "5.1", None),
        (550, "5.1.1234 too long", None),
    ],
)
def test_enhanced_status(code: int, text: str, status: str | None) -> None:
    assert Reply(code, text).enhanced_status == status


def test_a_reply_from_outside_becomes_one_printable_line() -> None:
    assert reply_of(550, "5.1.1 no\nuser\x00\x1b[31m \udcff").text == "5.1.1 no user [31m"
    assert len(reply_of(550, "x" * 10_000).text) == 300


CAPS = Caps(per_recipient_hour=10, per_thread=5, max_age_s=100)
GUARD = {
    "first": (Counts(False, 0, 0), None),
    "answered": (Counts(True, 0, 0), "this message already had"),
    "under the caps": (Counts(False, 9, 4), None),
    "too many to the recipient": (Counts(False, 10, 0), "EMAIL_AUTO_REPLY_PER_RECIPIENT_HOUR=10"),
    "too many in the thread": (Counts(False, 0, 5), "EMAIL_AUTO_REPLY_PER_THREAD=5"),
}


@pytest.mark.parametrize(("counts", "expected"), GUARD.values(), ids=GUARD)
def test_the_loop_guard(counts: Counts, expected: str | None) -> None:
    reason = suppressed_because(SendKind.AUTO_REPLY, 0, counts, CAPS)
    assert reason is None if expected is None else expected in (reason or "")
    assert suppressed_because(SendKind.REQUEST, None, counts, CAPS) is None
    forward = suppressed_because(SendKind.FORWARD, 0, counts, CAPS)
    assert (forward is not None) == counts.is_answered


@pytest.mark.parametrize("kind", [SendKind.AUTO_REPLY, SendKind.FORWARD])
@pytest.mark.parametrize(
    ("age_s", "expected"),
    [
        pytest.param(-5.0, None, id="a clock that is ahead"),
        pytest.param(100.0, None, id="just young enough"),
        pytest.param(
            100.6,
            "suppressed: it was asked for 101 s ago, which is too late (EMAIL_AUTO_REPLY_MAX_AGE_S=100)",
            id="too old",
        ),
        pytest.param(None, "suppressed: automatic mail needs `requested_at`, which says how old it is", id="no proof"),
    ],
)
def test_automatic_mail_that_waited_too_long(kind: SendKind, age_s: float | None, expected: str | None) -> None:
    assert suppressed_because(kind, age_s, Counts(False, 0, 0), CAPS) == expected
    assert suppressed_because(SendKind.REQUEST, age_s, Counts(False, 0, 0), CAPS) is None


def test_all_that_becomes_of_a_recipient_can_be_told() -> None:
    assert set(RecipientState) - {S.WAITING, S.SENDING} == set(map(S, DeliveryState))


@pytest.mark.parametrize(
    ("recipients", "expected"),
    [
        ([], SendState.REJECTED),
        ([S.SENT], SendState.SENT),
        ([S.SENT, S.FAILED], SendState.FAILED),
        ([S.FAILED, S.IN_DOUBT], SendState.IN_DOUBT),
        ([S.IN_DOUBT, S.DEFERRED], SendState.WAITING),
        ([S.SENT, S.WAITING], SendState.WAITING),
        ([S.SENDING, S.WAITING], SendState.SENDING),
        ([S.SUPPRESSED, S.SENT], SendState.SENT),
        ([S.SUPPRESSED], SendState.SUPPRESSED),
        ([S.REJECTED], SendState.REJECTED),
    ],
)
def test_the_state_of_a_send(recipients: list[S], expected: SendState) -> None:
    for order in itertools.permutations(recipients):
        assert send_state(order) is expected
