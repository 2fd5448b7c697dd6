"""`MailSource` over POP3 (RFC 1939) by the standard library's poplib in a thread of its own.

poplib's own RETR has a line limit and rewrites line ends, so messages are read here from its file, byte for byte.
"""

import asyncio
import contextlib
import logging
import socket
import ssl
from collections import Counter
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TypeVar

from services.poller.connecting import ask_for_tls, begin_where_it_speaks, handshake_failure
from services.poller.domain import failures
from services.poller.domain.copies import FolderState, Listed
from services.poller.domain.failures import quote
from services.poller.domain.list_answer import ListedFolder
from services.poller.domain.pop3_identity import told_apart
from services.poller.domain.steps import StepName, trouble_of
from services.poller.pop3.connection import RefusedError
from services.poller.pop3.stls import begin_tls
from services.poller.pop3.wire import Offer, Pop3Wire
from services.poller.ports import CommandRefusedError, CopyRefusedError, SourceFailedError, UidlBook
from services.poller.store.accounts import Login
from services.poller.tls import context_for
from shared.events import MailboxAction, MailboxRequested
from shared.tls import Contexts
from shared.trust import Security
from shared.walk import Walk

NO_UIDL = "no UIDL: each poll reads every header to tell the messages apart"
UIDVALIDITY = 1
QUIT_WITHIN_S = 2.0
SLOWEST_BYTES_PER_S = 16 * 1024
T = TypeVar("T")
logger = logging.getLogger(__name__)


class Pop3Source:
    """One account's mailbox over POP3, open for one poll only, because a session locks it (RFC 1939 §4)."""

    def __init__(
        self, login: Login, contexts: Contexts, book: UidlBook, *, timeout_s: float, max_message_bytes: int
    ) -> None:
        self._login = login
        self._contexts = contexts
        self._book = book
        self._timeout_s = timeout_s
        self._max_message_bytes = max_message_bytes
        self._wire = Pop3Wire(login, timeout_s, max_message_bytes)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=f"pop3 {login.server}")
        self._copies: dict[int, tuple[int, Listed]] = {}

    @property
    def can_push(self) -> bool:
        return False

    @property
    def remark(self) -> str:
        return "" if self._wire.has_uidl else f"{self._login.server} has {NO_UIDL}"

    async def open(self, walk: Walk | None = None) -> None:
        walk = walk or Walk((), asyncio.get_running_loop().time)
        begin = partial(self._begin, context_for(self._login, self._contexts), walk)
        await begin_where_it_speaks(self._login, self._timeout_s, walk, begin)
        walk.reach(StepName.LOGIN)
        await self._run(self._wire.log_in, 2 * self._timeout_s)

    async def _begin(
        self, context: ssl.SSLContext | None, walk: Walk, connection: socket.socket, patience_s: float
    ) -> None:
        self._wire.interrupt()  # what another address left
        if self._login.security is Security.STARTTLS:
            try:
                await ask_for_tls(begin_tls, connection, self._login, walk, patience_s, self._timeout_s)
            except BaseException:
                connection.close()
                raise
            patience_s = self._timeout_s
        self._wire = Pop3Wire(self._login, self._timeout_s, self._max_message_bytes, connection)
        await self._run(partial(self._wire.begin, context, walk, patience_s), 2 * patience_s)

    async def look(self, folders: Sequence[str], walk: Walk) -> Sequence[ListedFolder]:
        walk.reach(StepName.CAPA)
        walk.note(await self._run(self._wire.capabilities))
        walk.reach(StepName.STAT)
        try:
            walk.note(f"{await self._run(self._wire.count)} messages")
        except RefusedError as refused:
            said = f"no STAT: {quote(refused.said)}"
            walk.fail(trouble_of(failures.broken_answer(self._login.server, said)))
        for folder in folders:
            self._need_inbox(folder)
        walk.reach(StepName.UIDL)
        offered = await self._run(self._wire.offered)
        walk.note(f"{len(offered)} messages{f', {self._wire.nameless} nameless' if self._wire.nameless else ''}")
        if not self._wire.has_uidl:
            walk.note(f"{len(offered)} messages, {NO_UIDL}")
        walk.reach(StepName.TOP)
        if not offered:
            walk.note("there is no message yet")
            return ()
        try:
            await self._run(partial(self._wire.header, offered[-1].position), 3 * self._timeout_s)
        except RefusedError as refused:
            walk.fail(trouble_of(failures.unread(self._login.server, "INBOX", quote(refused.said))))
        return ()

    async def glance(self, folder: str) -> FolderState:
        return await self.examine(folder)

    async def examine(self, folder: str) -> FolderState:
        self._need_inbox(folder)
        offered: Sequence[Offer] = await self._run(self._wire.offered)
        if self._wire.nameless:
            logger.warning(
                "%s: %d messages have no UIDL and cannot be read: ask its operator",
                self._login.server,
                self._wire.nameless,
            )
        if not self._wire.has_uidl:
            offered = await self._named(offered)
        numbers = await self._book.numbers([offer.uidl for offer in offered])
        self._copies = {
            numbers[offer.uidl]: (offer.position, Listed(numbers[offer.uidl], offer.size_bytes, uidl=offer.uidl))
            for offer in offered
        }
        return FolderState(UIDVALIDITY, max(numbers.values(), default=0) + 1, is_told=False)

    async def _named(self, offered: Sequence[Offer]) -> Sequence[Offer]:
        """Where there is no UIDL; those of one header by the whole message."""
        names = [await self._name(offer) for offer in offered]
        times = Counter(names)
        names = [
            await self._name(offer, by_all=True) if times[name] > 1 else name
            for offer, name in zip(offered, names, strict=True)
        ]
        return [replace(offer, uidl=name) for offer, name in zip(offered, told_apart(names), strict=True)]

    async def _name(self, offer: Offer, *, by_all: bool = False) -> str:
        deadline_s = self._timeout_s + offer.size_bytes / SLOWEST_BYTES_PER_S
        try:
            return await self._run(partial(self._wire.name, offer, by_all=by_all), deadline_s)
        except RefusedError:
            return f"refused:{offer.size_bytes}:{offer.position}"

    async def first_uid(self, from_uid: int, since: datetime | None = None) -> int | None:
        return min((uid for uid in self._copies if uid >= from_uid), default=None)

    async def listing(self, first_uid: int, last_uid: int) -> Sequence[Listed]:
        return [self._copies[uid][1] for uid in sorted(self._copies) if first_uid <= uid <= last_uid]

    async def listed(self, uids: Sequence[int]) -> Sequence[Listed]:
        return [self._copies[uid][1] for uid in sorted(set(uids) & self._copies.keys())]

    async def uids(self, first_uid: int, last_uid: int) -> AsyncIterator[Sequence[int]]:
        yield await self.arrived_since(first_uid, last_uid)

    async def arrived_since(self, first_uid: int, last_uid: int, since: datetime | None = None) -> Sequence[int]:
        return sorted(uid for uid in self._copies if first_uid <= uid <= last_uid)

    async def may_exist(self, uids: Sequence[int]) -> Collection[int]:
        return uids if self._wire.nameless else ()

    async def fetch(self, copies: Sequence[Listed]) -> Mapping[int, bytes]:
        deadline_s = self._timeout_s + sum(copy.size_bytes for copy in copies) / SLOWEST_BYTES_PER_S
        found: dict[int, bytes] = {}
        for copy in copies:
            position = self._copies[copy.uid][0]
            try:
                found[copy.uid] = await self._run(partial(self._wire.message, position), deadline_s)
            except RefusedError as refused:
                raise CopyRefusedError(copy.uid, quote(refused.said)) from None
        return found

    async def wait_for_push(self, stop: asyncio.Event, timeout_s: float) -> bool:
        raise SourceFailedError(failures.broken_answer(self._login.server, "POP3 has no push"))

    async def change(self, command: MailboxRequested) -> str:
        if command.action is not MailboxAction.DELETE:
            raise CommandRefusedError("POP3 can delete, but neither flag nor move: use IMAP for this account")
        if not self._copies:
            await self.examine(command.folder)
        if command.uid not in self._copies:
            return "it was gone already"
        try:
            await self._run(partial(self._wire.delete, self._copies[command.uid][0]))
        except RefusedError as refused:
            raise CommandRefusedError(f"the server refused DELE ({quote(refused.said)})") from None
        return "deleted"

    async def finish_changes(self) -> None:
        try:
            await self._run(self._wire.quit)
        except RefusedError as refused:
            said = f"it kept messages that were to be deleted: {quote(refused.said)}"
            raise SourceFailedError(failures.broken_answer(self._login.server, said)) from None
        finally:
            self._copies = {}
            self._wire.interrupt()

    async def close(self) -> None:
        try:
            if self._wire.is_open:
                with contextlib.suppress(SourceFailedError, RefusedError):
                    await self._run(self._wire.quit, QUIT_WITHIN_S)
        finally:  # also when it is broken off while it waits for the goodbye
            self._wire.interrupt()
            self._thread.shutdown(wait=False, cancel_futures=True)

    def _need_inbox(self, folder: str) -> None:
        if folder.upper() != "INBOX":
            raise SourceFailedError(failures.no_folder(self._login.server, folder, "POP3 has INBOX only"))

    async def _run(self, work: Callable[[], T], deadline_s: float | None = None) -> T:
        try:
            async with asyncio.timeout(deadline_s or self._timeout_s):
                return await asyncio.get_running_loop().run_in_executor(self._thread, work)
        except TimeoutError:
            self._wire.interrupt()  # the thread ends with its socket
            raise SourceFailedError(failures.silent(self._login.server, self._timeout_s)) from None
        except OSError as error:
            raise SourceFailedError(await handshake_failure(self._login, self._timeout_s, error, begin_tls)) from None
