"""The send machine never sends twice and never loses a send, whatever crashes, drops or comes back from the dead.

Real: the ledger on PostgreSQL, leases, the account's worker, the handler. A model: the SMTP server, and time, which
passes by setting the database's dates back.
"""

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from shared.events import SendKind, SendMessage
from shared.ids import AccountId, SendId
from shared.postgres.sessions import Pool
from shared.seal import Vault
from tests.fakes.model_smtp import Fate, ModelServer
from tests.harness.accounts import SECRET_KEY, add_account
from tests.harness.profiles import on_one_fixture
from tests.harness.senders import DATA_S, POLICY, TTL_S, ModelClock, Process, ask
from tests.integration.projections import SEARCH_PATH, database_of
from tests.integration.sender_rig import auto_reply, request

VAULT = Vault(SECRET_KEY)
PROCESSES, MOST_SENDS, MOST_ROUNDS = 2, 20, 40
LONG_S, DAYS_S = 6 * 3600.0, 3 * 86_400.0
BEGIN = "WITH a AS (DELETE FROM send), b AS (DELETE FROM send_answer) DELETE FROM lease"
TIME_PASSES = """
WITH leases AS (UPDATE lease SET expires_at = expires_at - make_interval(secs => %s))
UPDATE send SET next_attempt_at = next_attempt_at - make_interval(secs => %s),
                created_at = created_at - make_interval(secs => %s)
"""
IS_YOUNG = "UPDATE send SET created_at = clock_timestamp() WHERE send_id = %s"
UNFINISHED = "SELECT 1 FROM send WHERE state IN ('waiting', 'sending')"
FOUND = """
SELECT send_id, address, one.state, reply_code,
       (SELECT count(*) FROM send_attempt WHERE send_attempt.send_id = send.send_id AND state = 'in_doubt'),
       (SELECT state FROM send_change WHERE send_change.send_id = send.send_id AND recipient = address
        ORDER BY position DESC LIMIT 1),
       extract(epoch FROM clock_timestamp() - created_at)::float8
FROM send JOIN send_recipient AS one USING (send_id)
"""
processes = st.integers(0, PROCESSES - 1)
# Mostly well, so that examples come far; a session has three or four points.
fates = st.lists(st.just(Fate.TAKEN) | st.just(Fate.TAKEN) | st.sampled_from(Fate), max_size=6)
people = st.sampled_from((("a@customer.example",), ("a@customer.example", "b@customer.example")))


@dataclass(frozen=True, slots=True)
class Ledger:
    """A real ledger, emptied for each example; the same sends have the same ids, so that an example can be repeated."""

    runner: asyncio.Runner
    pool: Pool
    superuser: psycopg.Connection
    account_id: AccountId

    def rows(self, statement: str, *parameters: object) -> list[tuple[Any, ...]]:
        cursor = self.superuser.execute(statement.encode(), parameters)
        return cursor.fetchall() if cursor.description else []


@pytest.fixture
def ledger(database_url: str) -> Iterator[Ledger]:
    with (
        asyncio.Runner() as runner,
        psycopg.connect(database_url, autocommit=True, options=SEARCH_PATH) as superuser,
    ):
        opened = AsyncExitStack()
        database = runner.run(opened.enter_async_context(database_of("sender", database_url)))
        account_id, _ = add_account(
            database_url, smtp_server="localhost", smtp_port=1, smtp_use_tls=False, allow_plaintext=True
        )
        yield Ledger(runner, database.pool, superuser, account_id)
        runner.run(opened.aclose())


class Sending(RuleBasedStateMachine):
    """Requests arrive, processes claim, send, crash, stand still and come back, while the server does as it likes."""

    ledger: Ledger

    def __init__(self) -> None:
        super().__init__()
        self.ledger.rows(BEGIN)
        self.server, self.clock = ModelServer(), ModelClock()
        self.wanted: list[SendMessage] = []
        self.processes = [self._new_process() for _ in range(PROCESSES)]

    def _new_process(self) -> Process:
        return Process(self.ledger.pool, VAULT, self.clock, self.server)

    def _ask(self, wanted: SendMessage) -> None:
        self.ledger.runner.run(ask(self.ledger.pool, VAULT, self.clock, wanted))

    @precondition(lambda self: len(self.wanted) < MOST_SENDS)
    @rule(kind=st.sampled_from([kind for kind in SendKind if kind is not SendKind.CANARY]), to=people)
    def request_arrives(self, kind: SendKind, to: tuple[str, ...]) -> None:
        make = request if kind is SendKind.REQUEST else auto_reply
        fields = {"send_id": SendId(UUID(int=len(self.wanted))), "kind": kind, "requested_at": self.clock.now()}
        self.wanted.append(make(self.ledger.account_id, *to, **fields))
        self._ask(self.wanted[-1])
        self.ledger.rows(IS_YOUNG, self.wanted[-1].send_id)

    @precondition(lambda self: self.wanted)
    @rule(data=st.data())
    def request_is_redelivered(self, data: st.DataObject) -> None:
        self._ask(data.draw(st.sampled_from(self.wanted)))

    @precondition(lambda self: self.wanted)
    @rule(number=processes, fates=fates)
    def process_works(self, number: int, fates: list[Fate]) -> None:
        """It looks for work unless it is at some, and goes on until it stands where no fate is left for it."""
        process = self.processes[number]
        if not process.is_working:
            self.ledger.runner.run(process.start(self.ledger.account_id))
        for fate in fates:
            if process.is_working:
                self.ledger.runner.run(process.go_on(fate))

    @precondition(lambda self: any(process.is_working for process in self.processes))
    @rule(number=processes, fates=fates, zombie_fates=fates)
    def process_stands_still_and_comes_back(self, number: int, fates: list[Fate], zombie_fates: list[Fate]) -> None:
        """For longer than its lease, so that another may have taken over."""
        self.time_passes(2 * TTL_S)
        self.process_works(1 - number, fates)
        self.process_works(number, zombie_fates)

    @precondition(lambda self: self.wanted)
    @rule(number=processes)
    def process_renews_its_lease(self, number: int) -> None:
        self.ledger.runner.run(self.processes[number].renew())

    @precondition(lambda self: any(process.is_working for process in self.processes))
    @rule(number=processes)
    def process_crashes(self, number: int) -> None:
        self.ledger.runner.run(self.processes[number].crash())
        self.processes[number] = self._new_process()

    @precondition(lambda self: self.wanted)
    @rule(seconds=st.sampled_from((DATA_S, 2 * TTL_S, LONG_S, DAYS_S)))
    def time_passes(self, seconds: float) -> None:
        self.clock.at_s += seconds
        self.ledger.rows(TIME_PASSES, seconds, seconds, seconds)

    @invariant()
    def nothing_is_sent_twice(self) -> None:
        repeated = {copy: count for copy, count in self.server.copies.items() if count > 1}
        if repeated:
            found = self._found()
            for copy, count in repeated.items():
                kind, _, _, in_doubt, _, _ = found[copy]
                assert kind is SendKind.FORWARD, f"{copy} was received {count} times"
                assert count <= 1 + in_doubt, f"{copy} was received {count} times, {in_doubt} attempts are in doubt"

    def teardown(self) -> None:
        """Everything heals: one process, a kind server, as much time as it takes."""
        for number in range(PROCESSES):
            self.process_crashes(number)
        for _ in range(MOST_ROUNDS):
            if not self.ledger.rows(UNFINISHED):
                break
            self.time_passes(LONG_S)
            self.process_renews_its_lease(0)
            self.process_works(0, [Fate.TAKEN])
            while self.processes[0].is_working:
                self.process_works(0, [Fate.TAKEN])
        self.nothing_is_sent_twice()
        self._nothing_is_lost()

    def _nothing_is_lost(self) -> None:
        found = self._found()
        assert len(found) == sum(len(wanted.to_emails) for wanted in self.wanted)
        for copy, (kind, state, reply_code, in_doubt, told, age_s) in found.items():
            received = self.server.copies[copy]
            assert told == state, f"{copy}: it is {state}, and {told} was told"
            assert state in ("sent", "failed", "in_doubt"), f"{copy} never ended: {state}"
            assert state != "sent" or received >= 1, f"{copy} is sent and nobody got it"
            is_too_old = age_s >= POLICY.give_up_s
            assert state != "failed" or reply_code or is_too_old, f"{copy} failed young and without a reply"
            assert state != "failed" or received <= in_doubt, f"{copy} failed and was received"
            assert state != "in_doubt" or in_doubt, f"{copy} is in doubt without an attempt that is"
            assert kind is SendKind.FORWARD or received <= 1

    def _found(self) -> dict[tuple[str, str], tuple[SendKind, str, int | None, int, str, float]]:
        kinds: dict[UUID, SendKind] = {wanted.send_id: wanted.kind for wanted in self.wanted}
        rows = self.ledger.rows(FOUND)
        return {(f"{send_id}@shop.example", address): (kinds[send_id], *rest) for send_id, address, *rest in rows}


def test_no_send_is_lost_and_none_is_received_twice_but_by_the_written_policy(ledger: Ledger) -> None:
    machine = type("SendingHere", (Sending,), {"ledger": ledger})
    run_state_machine_as_test(machine, settings=on_one_fixture())
