"""One session: an account's real loop, poll and source on a misbehaving server, and what must hold of it."""

import asyncio
import time
from collections.abc import Sequence
from contextlib import nullcontext
from datetime import timedelta
from random import Random
from typing import Any, cast
from uuid import UUID

from services.poller.backpressure import Backpressure
from services.poller.context import PollerContext
from services.poller.domain.after_fetch import PlannedCommand
from services.poller.domain.failures import AccountHealth, HealthState
from services.poller.domain.schedule import Defaults, FreshnessSettings, SecondLookSettings
from services.poller.imap.source import ImapSource
from services.poller.polling.poll import PollPorts
from services.poller.pop3.source import Pop3Source
from services.poller.ports import UidlBook, WalkedSource
from services.poller.seats import Places
from services.poller.secret_watch import SecretWatch
from services.poller.slots import LoginSlots
from services.poller.store.accounts import Login, PolledAccount
from shared.events import Effects
from shared.ids import AccountId, AccountKey, content_hash
from shared.tls import Contexts
from tests.fakes.model_mailbox import NO_CANARIES, Mail, ModelPublisher, ModelSealer, World
from tests.fuzz.outcome import Outcome
from tests.fuzz.pieces import TIMEOUT_S
from tests.fuzz.receiving.account import BooksLoop, LoginSources
from tests.fuzz.receiving.books import Books, gaps_of, is_wanted
from tests.fuzz.receiving.imap_server import ImapSession
from tests.fuzz.receiving.pop3_server import Pop3Session, Pop3Socket
from tests.fuzz.receiving.script import MUTATED_FOR_S, MUTATIONS, Arrival, Script
from tests.fuzz.strikes import Striker
from tests.fuzz.virtual import Socket, VirtualLoop, leading_here

FREQUENCY_S = 60
LONGEST_BACKOFF_S = 600.0
HEALED_WITHIN_S = 3600.0
LOOK_EACH_S = 100.0
TOLD_WITHIN_S = 7 * FREQUENCY_S
MOST_ANSWERS = 3000
LONGEST_S = 5.0
"""Of the processor's time."""
LIMIT_BYTES = 100_000


class Session:
    """A world, its server, and the account that reads it."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.is_pop3 = script.protocol == "pop3"
        self.world = World()
        self.books = Books(self.world, self.is_pop3)
        self.striker: Striker[Any] = Striker(script.strikes, MUTATIONS[script.protocol])
        self.sessions: list[ImapSession] = []
        self.loop = VirtualLoop(self._accepted)
        self.seen: dict[str, tuple[float, Mail]] = {}
        self.outcome = Outcome()

    def run(self) -> Outcome:
        """The whole session in virtual time."""
        began = time.process_time()
        with (
            leading_here(self._socket if self.is_pop3 else Socket),
            asyncio.Runner(loop_factory=lambda: self.loop) as runner,
        ):
            runner.run(self._whole())
        if (took_s := time.process_time() - began) > LONGEST_S:
            self._wrong(f"it took {took_s:.1f} s of the processor")
        self.outcome.struck = self.striker.struck
        self.outcome.answers = self.striker.answers
        return self.outcome

    async def _whole(self) -> None:
        for arrival in self.script.arrivals:
            if not arrival.at_s:
                self._arrives(arrival)
        account_loop = self._account_loop()
        polling = asyncio.create_task(account_loop.run())
        events = asyncio.create_task(self._events())
        await asyncio.sleep(MUTATED_FOR_S)
        await events
        self._must_be_told(account_loop)
        self.striker.is_well = True
        self._arrives(Arrival(self.loop.time(), 0, 40))
        healed_at = self.loop.time()
        while not (polling.done() or self._all_is_read()):
            if self.loop.time() > healed_at + HEALED_WITHIN_S:
                self._wrong(f"not read {HEALED_WITHIN_S:g} s after the server was well again: {self._unread()}")
                break
            await asyncio.sleep(LOOK_EACH_S)
        polling.cancel()
        try:
            await polling
        except asyncio.CancelledError:
            pass
        except Exception as error:  # noqa: BLE001 - whatever ends an account's loop is a fault
            self._wrong(f"the account's loop ended: {type(error).__name__}: {error}")
        self._must_hold(account_loop)

    def _account_loop(self) -> BooksLoop:
        nothing = cast("Any", None)
        sealer = ModelSealer(nothing, nothing, nothing, self.loop)
        publish = ModelPublisher(self.world).publish
        ports = PollPorts(sealer, publish, self.loop, nullcontext(), LIMIT_BYTES, _nothing_planned, NO_CANARIES)
        account = PolledAccount(
            *(AccountId(1), AccountKey(UUID(int=1)), "a@b.example", self.script.protocol, "model", 1, False, "ada"),
            *(True, ("INBOX",), True, FREQUENCY_S, self.script.limit, 7, 1, 1),
        )
        watch, places = SecretWatch(nothing, nothing), Places(self.loop.time)
        sources = LoginSources(nothing, nothing, self._source, LoginSlots(4), nothing, watch, places)
        context = PollerContext(
            pool=nothing,
            sources=sources,
            ports=ports,
            defaults=Defaults(None, FREQUENCY_S, 50),
            second_look=SecondLookSettings(0.0, 0.0, LONGEST_BACKOFF_S, LONGEST_BACKOFF_S),
            freshness=FreshnessSettings(3600.0, 60.0, 900.0),
            backpressure=Backpressure(1),
            jitter=Random(1).random,
        )
        return BooksLoop(account, context, self.books)

    def _source(self, account: PolledAccount, login: Login, book: UidlBook) -> WalkedSource:
        contexts = cast("Contexts", None)  # plaintext, and making one takes longer than a session
        if self.is_pop3:
            return Pop3Source(login, contexts, book, timeout_s=TIMEOUT_S, max_message_bytes=LIMIT_BYTES)
        return ImapSource(login, contexts, timeout_s=TIMEOUT_S, max_message_bytes=LIMIT_BYTES)

    def _accepted(self) -> ImapSession:
        if self.striker.answers > MOST_ANSWERS:
            raise ConnectionRefusedError
        self.sessions.append(ImapSession(self.world, self.striker))
        return self.sessions[-1]

    def _socket(self) -> Any:
        return Pop3Socket(Pop3Session(self.world, self.striker), self.loop, TIMEOUT_S)

    async def _events(self) -> None:
        moments: list[tuple[float, Any, Any]] = [
            (arrival.at_s, self._arrives, arrival) for arrival in self.script.arrivals if arrival.at_s
        ]
        if self.script.renumbered_s:
            moments.append((self.script.renumbered_s, self._renumbers, None))
        for at_s, happens, argument in sorted(moments, key=lambda moment: moment[0]):
            await asyncio.sleep(at_s - self.loop.time())
            happens(argument)

    def _arrives(self, arrival: Arrival) -> None:
        number = len(self.seen) + 1
        raw = b"Subject: message %d" % number
        if self.is_pop3 or arrival.size:
            raw += b"\r\n\r\n* %d FETCH (UID %d)\r\n.\r\n" % (number, number) + b"x" * arrival.size + b"\r\n"
        uid = self.world.uidnext + arrival.skipped_uids
        arrived_at = (self.loop.now() - timedelta(days=arrival.age_days)).replace(microsecond=0)
        mail = self.world.mails[uid] = Mail(raw, arrived_at)
        self.world.uidnext = uid + 1
        self.seen[content_hash(raw)] = (self.loop.time(), mail)
        if arrival.gone_s > self.loop.time():
            self.loop.call_later(arrival.gone_s - self.loop.time(), self._goes, mail)
        self._tell()

    def _goes(self, mail: Mail) -> None:
        self.world.mails = {uid: each for uid, each in self.world.mails.items() if each is not mail}
        self._tell()

    def _renumbers(self, _: object) -> None:
        self.world.uidvalidity += 1
        self.world.mails = dict(enumerate(self.world.mails.values(), 1))
        self.world.uidnext = len(self.world.mails) + 1
        for session in self.sessions:
            session.drop()

    def _tell(self) -> None:
        for session in self.sessions[-3:]:
            session.news()

    def _unread(self) -> list[int]:
        cursor = self.world.cursor
        return [
            uid
            for uid, mail in self.world.mails.items()
            if cursor is None or (is_wanted(cursor, mail) and not self.books.is_known(uid, mail))
        ]

    def _all_is_read(self) -> bool:
        return self.world.cursor is not None and not self._unread()

    def _must_be_told(self, account_loop: BooksLoop) -> None:
        """What is unread for long has a reason that the account's health tells, unless the end was hidden."""
        if any(MUTATIONS[self.script.protocol][strike.mutation].hides == "end" for strike in self.script.strikes):
            return
        told = account_loop.healths[-1:] or [AccountHealth(HealthState.DEGRADED)]
        overdue = [
            uid
            for uid in self._unread()
            if self.seen[content_hash(self.world.mails[uid].raw)][0] < self.loop.time() - TOLD_WITHIN_S
        ]
        if overdue and told[0].state is HealthState.OK:
            self._wrong(f"UIDs {overdue} are unread and the account is said to be ok")

    def _must_hold(self, account_loop: BooksLoop) -> None:
        world, outcome = self.world, self.outcome
        outcome.wrong += self.books.passed_over
        invented = [event for event in world.published if event.sha256 not in self.seen]
        outcome.wrong += [
            f"UID {event.uid or event.uidl}: {event.size_bytes} bytes were invented" for event in invented
        ]
        places: dict[UUID, set[UUID]] = {}
        for event in world.published:
            if event.effects is Effects.ALLOWED and not self.is_pop3:  # another UIDL is another copy
                places.setdefault(event.mail_id, set()).add(event.copy_id)
        outcome.wrong += [
            f"mail {mail} may have effects as {len(of)} copies" for mail, of in places.items() if len(of) > 1
        ]
        if self.striker.answers > MOST_ANSWERS:
            self._wrong(f"the server was asked {self.striker.answers} times")
        outcome.messages, outcome.gaps = len(world.published), len(world.gaps)
        if self.script.is_harmless and not self.script.renumbered_s:  # which is a restart
            self._nothing_has_changed(account_loop)

    def _nothing_has_changed(self, account_loop: BooksLoop) -> None:
        failed = [health.reason for health in account_loop.healths if health.state is not HealthState.OK]
        if failed:
            self._wrong(f"what is harmless made polls fail: {failed[0]}")
        if self.world.gaps and not any(arrival.gone_s for arrival in self.script.arrivals):
            self._wrong(f"what is harmless made gaps: {gaps_of(self.world)}")
        repeated = len(self.world.published) - len({event.copy_id for event in self.world.published})
        if repeated:
            self._wrong(f"what is harmless made {repeated} repeats")

    def _wrong(self, what: str) -> None:
        self.outcome.wrong.append(what)


def run_script(script: Script) -> Outcome:
    """One session."""
    return Session(script).run()


async def _nothing_planned(commands: Sequence[PlannedCommand]) -> None:
    """No account of a fuzz wants anything done on its server."""
    assert not commands
