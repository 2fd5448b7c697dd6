"""The poller's tables in memory, which notice when the cursor passes a message that nobody knows."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from services.poller.domain.copies import Cursor, Gap, Passed
from services.poller.domain.plan import UIDVALIDITY_MASK
from services.poller.domain.tally import Tally
from shared.ids import content_hash
from tests.fakes.model_mailbox import Mail, ModelCursors, World

UNCLEAR = "a gap of a message that had another name"
_UIDL = re.compile(r"\d+-\d+")


@dataclass(frozen=True)
class Books(ModelCursors):
    """Cursors and a UidlBook; tests/contract/test_cursors.py holds them against the store's."""

    is_pop3: bool = False
    numbered: dict[str, int] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    passed_over: list[str] = field(default_factory=list)

    async def numbers(self, uidls: Sequence[str]) -> Mapping[str, int]:
        """See ports.UidlBook."""
        for gone in self.numbered.keys() - set(uidls):
            del self.numbered[gone]
        for uidl in uidls:
            if uidl not in self.numbered:
                self.numbered[uidl] = len(self.names) + 1
                self.names[len(self.names) + 1] = uidl
        return dict(self.numbered)

    async def settle(self, cursor: Cursor, passed: Passed, gaps: Sequence[Gap], tally: Tally) -> Tally:
        settled = await super().settle(cursor, passed, gaps, tally)
        if not self.is_pop3 and cursor.uidvalidity & UIDVALIDITY_MASK == self.world.uidvalidity:
            begun = passed.first_uid
            self.passed_over.extend(
                f"UID {uid} of {cursor.uidvalidity} was passed at {cursor.last_uid}"
                for uid, mail in self.world.mails.items()
                if begun <= uid <= cursor.last_uid and is_wanted(cursor, mail) and not self.is_known(uid, mail)
            )
        return settled

    def is_known(self, uid: int, mail: Mail) -> bool:
        """Whether the message is read, under whatever number, or a gap under this one."""
        return content_hash(mail.raw) in self.read() or not {str(uid), UNCLEAR}.isdisjoint(self._gaps())

    def _gaps(self) -> set[str]:
        """The uids of the server's that are gaps; those of POP3 stand in its UIDLs, unless it said something else."""
        uids = {uid for _, uid in self.world.gaps}
        if not self.is_pop3:
            return {str(uid) for uid in uids}
        return {
            name.partition("-")[2] if _UIDL.fullmatch(name) else UNCLEAR for name in map(self.names.get, uids) if name
        }

    def read(self) -> set[str]:
        """The hashes of all messages that were published."""
        return {event.sha256 for event in self.world.published}


def is_wanted(cursor: Cursor, mail: Mail) -> bool:
    """Whether it is to be read at all."""
    return mail.arrived_at >= cursor.history_since


def gaps_of(world: World) -> list[str]:
    """For a report."""
    return [f"UID {uid}: {gap.reason} ({gap.detail})" for (_, uid), gap in world.gaps.items()]
