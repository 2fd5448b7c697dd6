"""One session: an account's real worker, deliverer and SMTP sessions on a misbehaving server, and what must hold."""

import asyncio
import copy
import re
import time
from dataclasses import dataclass, field, replace
from typing import Any, cast
from uuid import UUID

from services.sender.account_worker import AccountWorker, Limits
from services.sender.deliver import Deliverer
from services.sender.domain.account import SendingAccount
from services.sender.domain.ledger import RecipientState, SendState
from services.sender.domain.retry import RetryPolicy
from services.sender.domain.work import Work
from services.sender.grouping import OutcomeGroups
from services.sender.ports import SmtpServer
from services.sender.smtp.connect import AioSmtpConnector
from services.sender.smtp.quirks import Quirks
from shared.clock import SystemClock
from shared.events import SendKind
from shared.ids import AccountId, AccountKey, SendId
from shared.postgres.lease import Lease
from shared.trust import Security
from tests.fuzz.outcome import Outcome
from tests.fuzz.pieces import TIMEOUT_S
from tests.fuzz.sending.books import Ledger, Row
from tests.fuzz.sending.script import MUTATED_FOR_S, Script
from tests.fuzz.sending.smtp_mutations import MORE, SMTP_MUTATIONS
from tests.fuzz.sending.smtp_server import UNKNOWN, SmtpModel, SmtpServerSession
from tests.fuzz.strikes import Striker
from tests.fuzz.virtual import VirtualLoop, leading_here
from tests.harness.senders import NothingPublished

ACCOUNT_ID = AccountId(1)
ACCOUNT = SendingAccount(
    ACCOUNT_ID, AccountKey(UUID(int=1)), "shop", "support@shop.example", "model", 1, False, "", True
)
SERVER = SmtpServer(str(ACCOUNT), "model", 1, Security.PLAINTEXT)
LEASE = Lease("sender", "1", UUID(int=1), 1)
POLICY = RetryPolicy(max_retries=2, base_s=60)
ENDS_WITHIN_S = 30_000.0
MOST_ANSWERS = 3000
LONGEST_S = 5.0
_WORD = re.compile(r"[\w.@-]+", re.ASCII)
CONNECTOR = AioSmtpConnector(TIMEOUT_S, 3 * TIMEOUT_S, None)


class _Accounts:
    """SendingAccounts of one."""

    async def known(self, _: object) -> dict[AccountId, SendingAccount]:
        return {ACCOUNT_ID: ACCOUNT}

    async def server_of(self, _: object) -> SmtpServer:
        return SERVER


class _NothingCancelled:
    """CancelStore of accounts that are there to stay."""

    async def in_vain(self, _: object) -> int:
        return 0


class _Leases:
    """HeldLeases of a process that never loses one."""

    def lease(self, _: object) -> Lease:
        return LEASE

    def left_s(self, _: object) -> float:
        return 1e9

    def drop(self, _: object) -> None:
        raise AssertionError("nobody takes the lease away")


@dataclass
class Session:
    """A server, and the account that sends through it."""

    script: Script
    outcome: Outcome = field(default_factory=Outcome)

    def __post_init__(self) -> None:
        self.striker = Striker(self.script.strikes, SMTP_MUTATIONS)
        self.model = SmtpModel(self.script.habits, self.striker)
        self.loop = VirtualLoop(self._accepted)
        self.ledger = Ledger(self.loop.time)

    def run(self) -> Outcome:
        """The whole session in virtual time."""
        began = time.process_time()
        with leading_here(), asyncio.Runner(loop_factory=lambda: self.loop) as runner:
            runner.run(self._whole())
        if (took_s := time.process_time() - began) > LONGEST_S:
            self._wrong(f"it took {took_s:.1f} s of the processor")
        self.outcome.struck = self.striker.struck
        self.outcome.answers = self.striker.answers
        self.outcome.messages = self.model.taken.total()
        return self.outcome

    def _accepted(self) -> SmtpServerSession:
        if self.striker.answers > MOST_ANSWERS:
            raise ConnectionRefusedError
        return SmtpServerSession(self.model)

    async def _whole(self) -> None:
        worker = self._worker()
        requests = asyncio.create_task(self._requests())
        healing = self.loop.call_later(MUTATED_FOR_S, self._heals)
        try:
            while not (requests.done() and self._all_ended()):
                if self.loop.time() > MUTATED_FOR_S + ENDS_WITHIN_S:
                    self._wrong("a send has no end")
                    break
                await worker.drain(ACCOUNT_ID, Work(), asyncio.Event())
                await asyncio.sleep(self._next_s())
            await worker.forget(ACCOUNT_ID)
        except Exception as error:  # noqa: BLE001 - whatever ends the worker is a fault
            self._wrong(f"the worker ended: {type(error).__name__}: {error}")
        healing.cancel()
        requests.cancel()
        self._must_hold()

    def _worker(self) -> AccountWorker:
        connector = copy.copy(CONNECTOR)
        connector._quirks = Quirks()
        deliverer = Deliverer(self.ledger, OutcomeGroups(self.ledger), POLICY, 3 * TIMEOUT_S, SystemClock().now)
        return AccountWorker(
            self.ledger,
            cast("Any", _Accounts()),
            NothingPublished(),
            connector,
            deliverer,
            cast("Any", _Leases()),
            cast("Any", _NothingCancelled()),
            Limits(self.script.connections, POLICY),
        )

    async def _requests(self) -> None:
        for number, send in enumerate(self.script.sends, 1):
            await asyncio.sleep(max(0.0, send.at_s - self.loop.time()))
            raw = b"Message-ID: <%d@shop.example>\r\nSubject: send\r\n\r\n.dot\r\n250 ok\r\n" % number
            self.ledger.add(SendId(UUID(int=number)), send.kind, raw, send.recipients)

    def _heals(self) -> None:
        self.striker.is_well = True
        self.model.habits = replace(self.model.habits, drops_together=False)

    def _all_ended(self) -> bool:
        return all(row.due_at is None for row in self.ledger.rows.values())

    def _next_s(self) -> float:
        """Until something is due; a request may come at any time."""
        due = [row.due_at for row in self.ledger.rows.values() if row.due_at is not None]
        return min([60.0, *(max(0.5, at - self.loop.time()) for at in due)])

    def _must_hold(self) -> None:
        for copy_of in self.model.again:
            self._wrong(f"{copy_of} was sent again although the server had said 2yz")
        for number, row in enumerate(self.ledger.rows.values(), 1):
            for address in row.recipients:
                self._must_have_ended_well(f"{number}@shop.example", address, row)
        if self.striker.answers > MOST_ANSWERS:
            self._wrong(f"the server was asked {self.striker.answers} times")

    def _must_have_ended_well(self, message_id: str, address: str, row: Row) -> None:
        change, copies = row.recipients[address], self.model.taken[message_id, address]
        what = f"{row.kind} to {address}: {change.state} ({change.reason})"
        most = 1 + (row.doubts[address] if row.kind is SendKind.FORWARD else 0)
        if copies > most:
            self._wrong(f"{what}: the server has it {copies} times")
        if change.state is RecipientState.SENT and not copies:
            self._wrong(f"{what}: the server does not have it")
        if (message_id, address) in self.model.told and change.state is not RecipientState.SENT:
            self._wrong(f"{what}: the server had said 2yz")
        if change.state is RecipientState.FAILED and not self._has_the_server_s_words(change.reason):
            self._wrong(f"{what}: these are not the server's words")
        if change.state is RecipientState.FAILED and change.reply_code is None:
            self._wrong(f"{what}: no reply made it final")
        if self.script.is_harmless and row.state is not SendState.WAITING:
            self._is_as_undisturbed(what, address, row)

    def _is_as_undisturbed(self, what: str, address: str, row: Row) -> None:
        is_refused = address.startswith(UNKNOWN)
        is_null_refused = row.kind is SendKind.AUTO_REPLY and self.script.habits.refuses_null_at == "."
        wanted = RecipientState.FAILED if is_refused or is_null_refused else RecipientState.SENT
        if row.recipients[address].state is not wanted:
            self._wrong(f"{what}: what is harmless made it so")

    def _has_the_server_s_words(self, reason: str) -> bool:
        told, shorter = _words(reason), _words(reason.replace(f"{MORE} ", ""))  # one reply may go on in the next
        said = [words[:80] for words in map(_words, self.model.said) if words]
        return any(words in told or words in shorter for words in said)

    def _wrong(self, what: str) -> None:
        self.outcome.wrong.append(what)


def _words(text: str) -> str:
    """Without what a log line must not hold."""
    return " ".join(_WORD.findall(text))


def run_script(script: Script) -> Outcome:
    """One session."""
    return Session(script).run()
