"""Telling canaries from mail: before anything is sealed or published, and by nothing but a token that verifies."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5

from services.poller.domain import canary
from services.poller.domain.copies import Cursor, Gap, GapReason
from services.poller.polling.sealing import Fetched
from services.poller.store.accounts import PolledAccount
from services.poller.store.canaries import find
from shared import metrics
from shared.crash import CrashPoint, crash_point
from shared.events import Effects, MailboxAction, MailboxRequested
from shared.postgres.sessions import Pool
from shared.seal import Vault

SAID = "a canary of Mailweave's own: it was seen, and is not kept"
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sifted:
    """What is mail, and a gap for each canary."""

    mail: list[Fetched]
    canaries: list[Gap]


@dataclass(frozen=True, slots=True)
class Canaries:
    """Of all accounts of a process."""

    pool: Pool
    vault: Vault

    async def sift(self, account: PolledAccount, cursor: Cursor, fetched: Sequence[Fetched]) -> Sifted:
        """Each canary is written down as seen, and as to be deleted, before it is left out."""
        mail: list[Fetched] = []
        canaries: list[Gap] = []
        for item in fetched:
            token = canary.token_in(item.raw)
            if token is not None and await self._is_canary(account, cursor, item, token):
                canaries.append(Gap(item.copy.uid, GapReason.CANARY, len(item.raw), SAID))
            else:
                mail.append(item)
        if canaries:
            crash_point(CrashPoint.POLLER_AFTER_CANARY_SEEN)
        return Sifted(mail, canaries)

    async def _is_canary(self, account: PolledAccount, cursor: Cursor, item: Fetched, token: canary.Token) -> bool:
        place = f"UID {item.copy.uid} of {cursor.folder}"
        if not self.vault.is_marked(canary.marked_content(account.account_key, token.send_id), token.mark):
            logger.warning("%s: %s pretends to be a canary; it is read as mail", account.label, place)
            return False
        deletion = _deletion(account, cursor, item, token.send_id)
        is_seen = canary.has_travelled(item.raw) and not account.is_sent(cursor.folder)
        found = await find(self.pool, account.id, token.send_id, cursor, deletion, is_seen=is_seen)
        if not found.is_canary:
            logger.warning(
                "%s: %s is a canary that was seen before, or forgotten; it is read as mail", account.label, place
            )
        if found.round_trip_s is not None:
            metrics.CANARIES.labels("seen").inc()
            metrics.CANARY_SECONDS.observe(found.round_trip_s)
            metrics.CANARY_AGES.seen(account.id)
            logger.info("%s: canary seen in %s after %.1f s", account.label, cursor.folder, found.round_trip_s)
        return found.is_canary


def _deletion(account: PolledAccount, cursor: Cursor, item: Fetched, send_id: UUID) -> MailboxRequested:
    """The same for the same copy."""
    place = f"{cursor.folder}\x1f{cursor.uidvalidity}\x1f{item.copy.uid}"
    return MailboxRequested(
        account_id=account.id,
        correlation_id=send_id,
        effects=Effects.ALLOWED,
        command_id=uuid5(send_id, f"delete canary\x1f{place}"),
        action=MailboxAction.DELETE,
        folder=cursor.folder,
        uidvalidity=cursor.uidvalidity,
        uid=item.copy.uid,
    )
