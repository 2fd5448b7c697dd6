"""One account's imports in this process, one after the other, beside its loop and under the same lease."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta

from services.poller.allowance import allowance_of
from services.poller.context import PollerContext
from services.poller.domain.backoff import Backoff
from services.poller.domain.command import CONTROL
from services.poller.domain.failures import Failure, FailureKind
from services.poller.domain.imports import ImportFolder, ImportJob, ImportState, Rate
from services.poller.importing.walk import FolderWalk, ImportPorts, NotYetError
from services.poller.ports import BudgetUsedError, SourceFailedError
from services.poller.seats import Use
from services.poller.sources import Session
from services.poller.store.accounts import PolledAccount
from services.poller.store.cursors import CursorStore
from services.poller.store.imports import ImportEndedError, ImportStore
from services.poller.store.leased import LeasedAccount
from services.poller.wake import Wake
from shared.errors import TransientError
from shared.provider_limits import IMPORT_SHARE

NOT_YET_S = 2.0
POP3 = "POP3 shows neither folders nor when a message came: the first poll has read all that its server keeps"
NO_NAME = "a folder's name holds a control character: give it as the server lists it"
ON_THEIR_WAY = "all is read; the last messages are on their way into their threads"
logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Importer:
    """`is_through` tells whether all that was published has passed the rules."""

    account: PolledAccount
    leased: LeasedAccount
    wake: Wake
    context: PollerContext
    ports: ImportPorts
    is_through: Callable[[], Awaitable[bool]]
    _backoff: Backoff = field(default_factory=Backoff)
    _had_failure: bool = False

    async def run(self) -> None:
        """Until it is cancelled. Raises LeaseLostError when another process has taken over."""
        while True:
            await self.wake.has_imports.wait()
            self.wake.has_imports.clear()
            try:
                while (job := await self._store.next_job()) is not None:
                    await self._job(job)
            except TransientError as error:
                logger.warning("%s: the import stopped: %s", self.account.label, error)
                await self._rest(FailureKind.NETWORK)

    async def _job(self, job: ImportJob) -> None:
        try:
            await self._folders(job)
            await self._finished(job)
        except ImportEndedError as error:
            logger.info("%s: %s", self.account.label, error)
        except NotYetError as error:
            await self._store.say(job.import_id, str(error))
            await asyncio.sleep(NOT_YET_S)
        except BudgetUsedError as error:
            await self._waits(job, error.failure)
        except SourceFailedError as error:
            line = error.failure.line(self.account.label)
            logger.warning("%s", error.failure.line(f"{self.account.label}, import"))
            await self._store.say(job.import_id, f"it waits: {line}")
            await self._rest(error.failure.kind, error.failure.wait_s)

    async def _folders(self, job: ImportJob) -> None:
        if self.account.protocol == "pop3":
            for folder in job.folders:
                await self._store.end_folder(job, folder.name, ImportState.FAILED, POP3)
            return
        for folder in job.folders:
            if CONTROL.search(folder.name):
                await self._store.end_folder(job, folder.name, ImportState.FAILED, NO_NAME)
        folders = [folder for folder in job.folders if not CONTROL.search(folder.name)]
        if not folders:
            return
        async with self.context.sources.session(self.account, CursorStore(self.leased), Use.IMPORT) as session:
            for folder in folders:
                await self._folder(job, folder, session)

    async def _folder(self, job: ImportJob, folder: ImportFolder, session: Session) -> None:
        allowance = allowance_of(self.account, self.leased, IMPORT_SHARE)
        walk = FolderWalk(self.account, session, self._store, self.ports, allowance, job, Rate(), self._had_failure)
        logger.info(
            "%s: import %s: %s from UID %d on", self.account.label, job.import_id, folder.name, folder.last_uid + 1
        )
        try:
            await walk.run(folder)
        except SourceFailedError as error:
            if not error.failure.is_no_folder:
                raise
            await self._store.end_folder(job, folder.name, ImportState.FAILED, error.failure.happened)
        else:
            await self._store.end_folder(job, folder.name, ImportState.DONE)
        self._had_failure = False
        self._backoff = Backoff()

    async def _finished(self, job: ImportJob) -> None:
        """Once what it published has passed the rules; until then another job may have its turn."""
        await self._store.say(job.import_id, ON_THEIR_WAY)
        if await self.is_through() and (state := await self._store.end_job(job)):
            logger.info("%s: import %s is %s", self.account.label, job.import_id, state)

    async def _waits(self, job: ImportJob, failure: Failure) -> None:
        until = self.context.ports.clock.now() + timedelta(seconds=failure.wait_s)
        line = f"it waits until {until:%Y-%m-%d %H:%M} UTC: {failure.happened}: {failure.next_step}"
        logger.info("%s, import %s: %s", self.account.label, job.import_id, line)
        await self._store.say(job.import_id, line)
        await asyncio.sleep(failure.wait_s)

    async def _rest(self, kind: FailureKind, asked_s: float = 0.0) -> None:
        self._had_failure = True
        now = self.context.ports.clock.monotonic()
        self._backoff = self._backoff.failed(kind, now, self.context.jitter(), self.context.longest_backoff_s, asked_s)
        await asyncio.sleep(max(0.0, self._backoff.resumes_at() - now))

    @property
    def _store(self) -> ImportStore:
        return ImportStore(self.leased, self.account.folders, self.context.second_look.gap_retry_s)
