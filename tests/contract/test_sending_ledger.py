"""What a worker asks of the ledger: the stores on PostgreSQL, and the books in memory that `make fuzz` sends by."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.sender.domain import outcome as outcomes
from services.sender.domain.ledger import LedgerSend, Outcome
from services.sender.domain.reply import Reply
from services.sender.domain.retry import RetryPolicy
from services.sender.step import Step
from services.sender.store.attempts import AttemptStore
from services.sender.store.outcomes import OutcomeStore
from shared.events import SendKind
from shared.ids import AccountId, SendId
from shared.postgres.lease import Claimant, Lease
from shared.postgres.sessions import transaction
from shared.seal import Vault
from tests.fuzz.sending.books import Ledger
from tests.harness.accounts import SECRET_KEY, add_account
from tests.harness.senders import ModelClock, ask
from tests.integration.projections import Database, database_of
from tests.integration.sender_rig import request

SEND_ID = SendId(UUID(int=1))
POLICY = RetryPolicy(max_retries=1, base_s=60)
TO = ("a@customer.example", "b@customer.example")
NOW = datetime(2026, 11, 23, tzinfo=UTC)
LATER, NEVER, TAKEN = Reply(450, "later"), Reply(550, "never"), Reply(250, "queued")
STATE = "SELECT state, attempts FROM send"
PEOPLE = "SELECT address, state FROM send_recipient ORDER BY address"
TIME_PASSES = "UPDATE send SET next_attempt_at = next_attempt_at - make_interval(secs => %s)"


@dataclass
class Kept:
    """A ledger of one send: an adapter for each half, the lease, and what lies behind."""

    attempts: Any
    outcomes: Any
    account_id: AccountId
    lease: Lease
    database: Database | None = None
    passed_s: float = 0.0

    async def due(self) -> list[LedgerSend]:
        return list(await self.attempts.due(self.account_id, 10))

    async def record(self, send: LedgerSend, outcome: Outcome) -> bool:
        [result] = await self.outcomes.record([Step(self.lease, send, outcome)])
        assert isinstance(result, bool)
        return result

    async def passes(self, seconds: float) -> None:
        self.passed_s += seconds
        if self.database is not None:
            await self.database.run(TIME_PASSES, seconds)

    async def state(self) -> tuple[str, int, dict[str, str]]:
        """The send's, its attempts, and its recipients'."""
        if self.database is not None:
            [(state, attempts)] = await self.database.run(STATE)
            return state, attempts, dict(await self.database.run(PEOPLE))
        row = self.attempts.rows[SEND_ID]
        people = {address: change.state.value for address, change in row.recipients.items()}
        return row.state.value, row.attempts, people


@asynccontextmanager
async def stored(url: str) -> AsyncIterator[Kept]:
    vault = Vault(SECRET_KEY)
    account_id, _ = add_account(url, smtp_server="localhost", smtp_use_tls=False, allow_plaintext=True)
    async with database_of("sender", url) as database:
        await ask(database.pool, vault, ModelClock(), request(account_id, *TO, send_id=SEND_ID, requested_at=NOW))
        async with transaction(database.pool) as connection:
            granted = await Claimant("sender", uuid4(), ttl_s=60).acquire(connection, [str(account_id)])
        halves = AttemptStore(database.pool, vault), OutcomeStore(database.pool)
        yield Kept(*halves, account_id, granted[str(account_id)], database)


def in_memory() -> Kept:
    ledger = Ledger(lambda: made.passed_s)
    made = Kept(ledger, ledger, AccountId(1), Lease("sender", "1", uuid4(), 1))
    ledger.add(SEND_ID, SendKind.REQUEST, b"raw", TO)
    return made


@pytest.fixture(params=["memory", pytest.param("PostgreSQL", marks=pytest.mark.stack)])
async def kept(request: pytest.FixtureRequest) -> AsyncIterator[Kept]:
    if request.param == "memory":
        yield in_memory()
    else:
        async with stored(request.getfixturevalue("database_url")) as on_postgres:
            yield on_postgres


def replied(*replies: Reply) -> Callable[[LedgerSend], Outcome]:
    return lambda send: outcomes.after_replies(send, dict(zip(TO, replies, strict=True)), POLICY)


async def test_an_attempt_begins_once_and_is_not_due_while_it_is_on_the_wire(kept: Kept) -> None:
    [send] = await kept.due()
    assert (send.attempt, send.tries, send.due) == (1, 1, TO)
    assert await kept.record(send, outcomes.on_wire(TO))
    assert not await kept.record(send, outcomes.on_wire(TO))
    assert await kept.due() == []


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        pytest.param(replied(TAKEN, TAKEN), ("sent", 1, "sent", "sent"), id="taken"),
        pytest.param(replied(TAKEN, NEVER), ("failed", 1, "sent", "failed"), id="one refused"),
        pytest.param(replied(TAKEN, LATER), ("waiting", 1, "sent", "deferred"), id="one deferred"),
        pytest.param(
            lambda send: outcomes.in_doubt(send, TO, POLICY), ("in_doubt", 1, "in_doubt", "in_doubt"), id="in doubt"
        ),
        pytest.param(
            lambda send: outcomes.after_fault(send, TO, "lost", POLICY),
            ("waiting", 1, "deferred", "deferred"),
            id="lost",
        ),
    ],
)
async def test_an_outcome_is_written_once(
    kept: Kept, outcome: Callable[[LedgerSend], Outcome], expected: tuple[str, int, str, str]
) -> None:
    [send] = await kept.due()
    await kept.record(send, outcomes.on_wire(TO))
    assert await kept.record(send, outcome(send))
    assert not await kept.record(send, outcome(send))
    state, attempts, people = await kept.state()
    assert (state, attempts, *people.values()) == expected
    assert await kept.due() == []


async def test_what_was_put_off_is_due_after_its_time_for_those_who_wait_and_counts_replies_only(kept: Kept) -> None:
    [send] = await kept.due()
    await kept.record(send, outcomes.after_fault(send, TO, "lost", POLICY))
    await kept.passes(100)
    [send] = await kept.due()
    assert (send.attempt, send.tries) == (2, 1)
    await kept.record(send, replied(TAKEN, LATER)(send))
    assert await kept.due() == []
    await kept.passes(100)
    [send] = await kept.due()
    assert (send.attempt, send.tries, send.due) == (3, 2, TO[1:])


async def test_a_fault_of_the_account_puts_off_what_is_due_without_an_attempt(kept: Kept) -> None:
    await kept.attempts.defer_account(kept.account_id, kept.lease, "the server is away", 50.0)
    assert await kept.due() == []
    assert await kept.state() == ("waiting", 0, dict.fromkeys(TO, "deferred"))
    await kept.passes(60)
    assert [send.attempt for send in await kept.due()] == [1]
