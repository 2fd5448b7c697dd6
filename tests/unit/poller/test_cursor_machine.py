"""The cursor never skips a UID: real polls on a mailbox, tables and a Kafka that fail and die at any call.

Every uid that the cursor has passed was acknowledged, is a gap with a reason, is older than the history, or was gone
before anybody saw it.
"""

import asyncio
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any, cast
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from services.poller.allowance import Allowance
from services.poller.domain.after_fetch import PlannedCommand
from services.poller.domain.copies import GapReason
from services.poller.polling.poll import Poll, PollPorts
from services.poller.ports import SourceFailedError
from services.poller.store.accounts import PolledAccount
from shared.errors import TransientError
from shared.events import Effects
from shared.ids import AccountId, AccountKey
from tests.fakes.model_mailbox import (
    NO_CANARIES,
    DiedError,
    Mail,
    ModelCursors,
    ModelPublisher,
    ModelSealer,
    ModelSource,
    Trouble,
    World,
)

START = datetime(2026, 11, 23, tzinfo=UTC)
LIMIT_BYTES, MOST_POLLS, HISTORY_DAYS = 1000, 400, 7
ACCOUNT = PolledAccount(
    *(AccountId(1), AccountKey(UUID(int=1)), "a@b.example", "imap", "model", 993, True, "a", False, ("INBOX",), True),
    *(None, None, HISTORY_DAYS, 1, 1),
)
ages = st.sampled_from((0, 0, 3, 30)).map(lambda days: timedelta(days=days))
usual: list[dict[str, Any]] = [{}] * 20
kinds = st.sampled_from([*usual, {"is_refused": True}, {"is_deadly": True}, {"size_bytes": LIMIT_BYTES + 1}])
# Some calls that go well, then one that does not.
trouble = st.builds(lambda calm, last: [*[Trouble.NONE] * calm, last], st.integers(0, 9), st.sampled_from(Trouble))
troubles = st.lists(trouble, min_size=1, max_size=2).map(lambda runs: list(chain(*runs)))


class StandingClock:
    """Time does not pass."""

    def now(self) -> datetime:
        return START

    def monotonic(self) -> float:
        return 0.0


async def nothing_planned(commands: Sequence[PlannedCommand]) -> None:
    """The account wants nothing done on its server."""
    assert not commands


class Polling(RuleBasedStateMachine):
    """Messages come and go, the server renumbers, and polls fail, die and begin again."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.world = World()
        self.count = 0
        self.activation = 1
        self.has_failed = False
        nothing = cast("Any", None)
        sealer = ModelSealer(nothing, nothing, nothing, StandingClock())
        publish = ModelPublisher(self.world).publish
        self.ports = PollPorts(
            sealer, publish, StandingClock(), nullcontext(), LIMIT_BYTES, nothing_planned, NO_CANARIES
        )

    @rule(arriving=st.lists(st.tuples(st.integers(0, 30), ages, kinds), min_size=1, max_size=8))
    def messages_arrive(self, arriving: list[tuple[int, timedelta, dict[str, Any]]]) -> None:
        for skipped_uids, age, kind in arriving:
            self.count += 1
            uid = self.world.uidnext + skipped_uids
            self.world.mails[uid] = Mail(f"Subject: {self.count}\n\n".encode(), START - age, **kind)
            self.world.uidnext = uid + 1

    @precondition(lambda self: self.world.mails)
    @rule(data=st.data())
    def message_is_expunged(self, data: st.DataObject) -> None:
        del self.world.mails[data.draw(st.sampled_from(sorted(self.world.mails)))]

    @rule(polls=st.lists(st.tuples(st.integers(1, 60), troubles), min_size=1, max_size=4))
    def polls_run(self, polls: list[tuple[int, list[Trouble]]]) -> None:
        for limit, met in polls:
            self.world.troubles = list(met)
            self._poll(limit)
            self.no_uid_is_skipped()

    @precondition(lambda self: self.world.cursor is not None)
    @rule()
    def uidvalidity_changes(self) -> None:
        """Everything that is there gets new numbers."""
        self.world.uidvalidity += 1
        self.world.mails = dict(enumerate(self.world.mails.values(), 1))
        self.world.uidnext = len(self.world.mails) + 1

    @rule()
    def account_is_activated_anew(self) -> None:
        self.activation += 1

    @invariant()
    def no_uid_is_skipped(self) -> None:
        cursor = self.world.cursor
        if cursor is None or cursor.uidvalidity != self.world.uidvalidity:
            return
        acknowledged = {event.uid for event in self.world.published if event.uidvalidity == cursor.uidvalidity}
        gaps = {uid: gap for (validity, uid), gap in self.world.gaps.items() if validity == cursor.uidvalidity}
        for uid, mail in self.world.mails.items():
            if uid <= cursor.last_uid and uid not in acknowledged and mail.arrived_at >= cursor.history_since:
                assert uid in gaps, f"UID {uid} was skipped"
                assert gaps[uid].reason is not GapReason.GONE, f"UID {uid} is there and was written off as gone"

    @invariant()
    def nothing_causes_effects_twice(self) -> None:
        copies: dict[UUID, set[UUID]] = {}
        for event in self.world.published:
            if event.effects is Effects.ALLOWED:
                copies.setdefault(event.mail_id, set()).add(event.copy_id)
        assert all(len(places) == 1 for places in copies.values()), "a renumbered message counts as new"

    def teardown(self) -> None:
        """Everything heals; then all that is there was acknowledged or is a gap that says why not."""
        for _ in range(MOST_POLLS):
            if self._poll(limit=50):
                break
        else:
            raise AssertionError("the polls never came to the end of the folder")
        self.no_uid_is_skipped()
        cursor = self.world.cursor
        assert cursor is not None
        assert cursor.last_uid >= self.world.uidnext - 1
        self.nothing_causes_effects_twice()
        self.loop.close()

    def _poll(self, limit: int) -> bool:
        """One poll by a process of its own; whether it came to the end."""
        account = replace(ACCOUNT, activation=self.activation)
        cursors = ModelCursors(self.world)
        source = cast("Any", ModelSource(self.world))
        allowance = Allowance(account.id, None, cast("Any", None))
        what = (account, source, cursors, self.ports)
        poll = Poll(*what, allowance=allowance, limit=limit, is_careful=self.has_failed)
        try:
            self.loop.run_until_complete(poll.run())
        except (SourceFailedError, TransientError):
            self.has_failed = True
            return False
        except DiedError:
            self.has_failed = False
            return False
        finally:
            self.world.troubles = []
        self.has_failed = False
        return not poll.has_more


def test_the_cursor_never_passes_a_message_that_is_neither_acknowledged_nor_a_gap() -> None:
    run_state_machine_as_test(Polling)
