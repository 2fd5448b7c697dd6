"""A mailbox, the poller's tables and Kafka as a model; each may fail, or strike the process dead, at any call."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any, cast

from services.poller.domain.copies import Cursor, FolderState, Gap, Listed, Passed
from services.poller.domain.failures import hung_up
from services.poller.domain.plan import effects_of
from services.poller.domain.tally import Tally
from services.poller.polling.canaries import Canaries
from services.poller.polling.sealing import Fetched, Sealer
from services.poller.ports import CopyRefusedError, SourceFailedError
from services.poller.store.accounts import PolledAccount
from shared.aead import KEY_BYTES
from shared.errors import TransientError
from shared.events import Effects, Event, RawFetched
from shared.ids import content_hash, mail_id
from shared.seal import ContentKey

NO_CANARIES = Canaries(cast("Any", None), cast("Any", None))
"""For mails that have no token."""


class DiedError(BaseException):
    """The process is no more."""


class Trouble(StrEnum):
    """What may happen at a call."""

    NONE = "none"
    LOST = "the session, the database or Kafka is away"
    DIES_BEFORE = "the process dies before it"
    DIES_AFTER = "the process dies after it"
    EXPUNGED = "somebody deletes a message meanwhile"


@dataclass
class Mail:
    """A message in the folder. `is_refused`: the server never gives it; `is_deadly`: it ends the session instead."""

    raw: bytes
    arrived_at: datetime
    size_bytes: int = 100
    is_refused: bool = False
    is_deadly: bool = False


@dataclass
class World:
    """All that outlives a process; `troubles` are those of the calls to come."""

    uidvalidity: int = 1
    uidnext: int = 1
    mails: dict[int, Mail] = field(default_factory=dict)
    cursor: Cursor | None = None
    gaps: dict[tuple[int, int], Gap] = field(default_factory=dict)
    refusals: dict[int, int] = field(default_factory=dict)
    published: list[RawFetched] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)

    def call(self, failure: Exception) -> Trouble:
        """What happens at this call; raises what happens before it."""
        trouble = self.troubles.pop(0) if self.troubles else Trouble.NONE
        if trouble is Trouble.LOST:
            raise failure
        if trouble is Trouble.DIES_BEFORE:
            raise DiedError
        if trouble is Trouble.EXPUNGED and self.mails:
            del self.mails[max(self.mails)]
        return trouble

    @staticmethod
    def after(trouble: Trouble) -> None:
        if trouble is Trouble.DIES_AFTER:
            raise DiedError


LOST = SourceFailedError(hung_up("model:993", "the model hung up"))
AWAY = TransientError("the model is away")


@dataclass(frozen=True)
class ModelSource:
    """MailSource on the world's folder."""

    world: World
    can_push: bool = False

    async def examine(self, folder: str) -> FolderState:
        self.world.call(LOST)
        return FolderState(self.world.uidvalidity, self.world.uidnext)

    async def first_uid(self, from_uid: int, since: datetime | None = None) -> int | None:
        self.world.call(LOST)
        later = (uid for uid, mail in self.world.mails.items() if since is None or mail.arrived_at >= since)
        return min((uid for uid in later if uid >= from_uid), default=None)

    async def listing(self, first_uid: int, last_uid: int) -> Sequence[Listed]:
        self.world.call(LOST)
        there = [(uid, mail) for uid, mail in sorted(self.world.mails.items()) if first_uid <= uid <= last_uid]
        return [Listed(uid, mail.size_bytes, mail.arrived_at) for uid, mail in there]

    async def listed(self, uids: Sequence[int]) -> Sequence[Listed]:
        return [copy for uid in uids for copy in await self.listing(uid, uid)]

    async def fetch(self, copies: Sequence[Listed]) -> Mapping[int, bytes]:
        self.world.call(LOST)
        given: dict[int, bytes] = {}
        for uid, mail in [(copy.uid, self.world.mails.get(copy.uid)) for copy in copies]:
            if mail is None:
                continue
            if mail.is_deadly:
                raise LOST
            if mail.is_refused:
                raise CopyRefusedError(uid, "NO [SERVERBUG] the model refuses it")
            given[uid] = mail.raw
        return given


@dataclass(frozen=True)
class ModelCursors:
    """Cursors in the world's rows; each call is one transaction."""

    world: World

    async def cursor(self, folder: str) -> Cursor | None:
        self.world.call(AWAY)
        return self.world.cursor

    async def begin(self, cursor: Cursor) -> None:
        trouble = self.world.call(AWAY)
        self.world.cursor, self.world.refusals = cursor, {}
        self.world.after(trouble)

    async def settle(self, cursor: Cursor, passed: Passed, gaps: Sequence[Gap], tally: Tally) -> Tally:
        trouble = self.world.call(AWAY)
        before = self.world.cursor
        assert before is not None
        assert (before.uidvalidity, before.live_from_uid) == (cursor.uidvalidity, cursor.live_from_uid)
        assert before.last_uid <= cursor.last_uid, "the cursor went back"
        self.world.cursor = cursor
        self.world.gaps |= {(cursor.uidvalidity, gap.uid): gap for gap in gaps}
        self.world.after(trouble)
        return replace(tally, log_id=1)

    async def count_refusal(self, cursor: Cursor, uid: int) -> int:
        trouble = self.world.call(AWAY)
        self.world.refusals = {uid: self.world.refusals.get(uid, 0) + 1}
        self.world.after(trouble)
        return self.world.refusals[uid]


@dataclass(frozen=True, slots=True)
class ModelSealer(Sealer):
    """Seals under a key that follows from the mail, without a table of keys."""

    async def events(
        self, account: PolledAccount, cursor: Cursor, fetched: list[Fetched], effects: Effects | None = None
    ) -> Mapping[int, RawFetched]:
        made = {}
        for item in fetched:
            digest = content_hash(item.raw)
            key = ContentKey(mail_id(account.account_key, digest), sha256(digest.encode()).digest()[:KEY_BYTES])
            made[item.copy.uid] = await self._event(
                account, cursor, item, digest, key, effects or effects_of(cursor, item.copy.uid)
            )
        return made


@dataclass(frozen=True)
class ModelPublisher:
    """Kafka; when it is away, or the process dies, acknowledgements came in any order: every second was written."""

    world: World

    async def publish(self, events: Iterable[Event]) -> None:
        sent = [event for event in events if isinstance(event, RawFetched)]
        try:
            trouble = self.world.call(AWAY)
        except (TransientError, DiedError):
            self.world.published += sent[1::2]
            raise
        self.world.published += sent
        self.world.after(trouble)
