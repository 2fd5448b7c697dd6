"""`MailSource` over IMAP4rev1 (RFC 3501, RFC 9051) by aioimaplib: read-only by EXAMINE, bodies by BODY.PEEK[]."""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from aioimaplib import aioimaplib

from services.poller.domain import failures, gmail_answer
from services.poller.domain.copies import FolderState, Listed
from services.poller.domain.examine_answer import folder_state, uidvalidity_in
from services.poller.domain.fetch_answer import bodies_in, listed_in
from services.poller.domain.list_answer import ListedFolder
from services.poller.imap import change as imap_change
from services.poller.imap import pieces
from services.poller.imap.glance import glance
from services.poller.imap.look import look_through
from services.poller.imap.push import ImapPush
from services.poller.imap.search import arrived, check, in_portions, message_limit, said, search, uid_set
from services.poller.imap.session import ImapSession
from services.poller.ports import CopyRefusedError, NotShownError, SourceFailedError
from services.poller.store.accounts import Login
from shared.events import MailboxRequested
from shared.tls import Contexts
from shared.walk import Walk

LIST_ATTRIBUTES = "(UID RFC822.SIZE INTERNALDATE FLAGS)"
BODY_ATTRIBUTES = "(UID BODY.PEEK[])"
SLOWEST_BYTES_PER_S = 16 * 1024
SHOWN_WITHIN_S = 0.5
MOST_COUNTED = 200_000
"""Messages of a folder whose uids are still asked for all at once: two megabytes."""
EXAMINED_FOR_S = 10 * 60.0


@dataclass(frozen=True, slots=True)
class Examined:
    """The folder that is open now, as EXAMINE showed it, and how long that took the server."""

    folder: str
    state: FolderState
    at: float
    took_s: float


class ImapSource:
    """One account's mailbox over IMAP. It stays open between polls where the server offers IDLE (RFC 2177)."""

    def __init__(self, login: Login, contexts: Contexts, *, timeout_s: float, max_message_bytes: int) -> None:
        self._session = ImapSession(login, contexts, timeout_s=timeout_s, max_literal_bytes=max_message_bytes)
        self._push = ImapPush(self._session, timeout_s)
        self._timeout_s = timeout_s
        self._is_introduced = False
        self._gives_pieces = True
        self._examined: Examined | None = None
        self._shown: frozenset[int] | None = None

    @property
    def can_push(self) -> bool:
        return self._push.is_offered

    @property
    def remark(self) -> str:
        return ""

    async def open(self, walk: Walk | None = None) -> None:
        await self._session.open(walk or Walk((), asyncio.get_running_loop().time))
        if self._session.client.has_capability("ID"):
            await self._introduce()

    async def look(self, folders: Sequence[str], walk: Walk) -> Sequence[ListedFolder]:
        self._examined = None
        return await look_through(self._session, self._opened, folders, walk)

    async def close(self) -> None:
        await self._session.close()

    async def examine(self, folder: str) -> FolderState:
        """An open folder of which nothing new is heard (RFC 9051 §6.1.2: NOOP) is as it was.

        To open it anew would cost a server time that grows with the folder: 0.1 s of Dovecot's CPU at 100,000 messages.
        """
        self._shown = None
        known, wire, loop = self._examined, self._session.wire, asyncio.get_running_loop()
        is_fresh = known is not None and known.folder == folder and loop.time() - known.at < EXAMINED_FOR_S
        if known is not None and is_fresh and not wire.news.is_set():
            answer = await self._session.run(wire.simple_command("NOOP"))
            if answer.result == "OK" and not wire.news.is_set():
                return known.state
        self._examined = None
        began = loop.time()
        state = await self._opened(folder)
        self._examined = Examined(folder, state, began, loop.time() - began)
        return state

    async def glance(self, folder: str) -> FolderState:
        return await glance(self._session, self.examine, folder)

    async def _opened(self, folder: str) -> FolderState:
        wire = self._session.wire
        name = wire.folder(folder)
        wire.exists = 0
        answer = await self._session.run(wire.simple_command("EXAMINE", name))
        if answer.result != "OK":
            await self._prepare_again(folder, answer)
            answer = await self._session.run(wire.simple_command("EXAMINE", name))
        if answer.result != "OK":
            raise SourceFailedError(failures.no_folder(self._session.server, folder, said(answer)))
        wire.state = aioimaplib.SELECTED
        wire.news.clear()  # this answer's own EXISTS; one that comes from now on is news
        return folder_state(answer.lines) or await self._counted(folder, name, answer.lines)

    async def _prepare_again(self, folder: str, refused: aioimaplib.Response) -> None:
        """After this EXAMINE is worth another try; raises SourceFailedError where it is not."""
        why, server = said(refused), self._session.server
        if waits := failures.asked_to_wait(server, f"EXAMINE {folder}", why):
            raise SourceFailedError(waits)
        if self._is_introduced:
            raise SourceFailedError(failures.no_folder(server, folder, why))
        await self._introduce()  # some servers open nothing before, and do not say so (RFC 2971)

    async def _introduce(self) -> None:
        self._is_introduced = True
        await self._session.run(self._session.client.protocol.id(name="Mailweave"))

    async def _counted(self, folder: str, name: str, lines: Sequence[bytes]) -> FolderState:
        """The state of a folder whose EXAMINE does not tell all of it: by STATUS, or by the last message's uid."""
        told = await self._session.run(self._session.wire.simple_command("STATUS", name, "(UIDVALIDITY UIDNEXT)"))
        state = folder_state([*lines, *told.lines])
        if state is not None:
            return state
        uidvalidity = uidvalidity_in([*lines, *told.lines])
        if uidvalidity is None:
            raise SourceFailedError(failures.broken_answer(self._session.server, f"no UIDVALIDITY for {folder}"))
        return FolderState(uidvalidity, max(await self._uids("*"), default=0) + 1, is_told=False)

    async def first_uid(self, from_uid: int, since: datetime | None = None) -> int | None:
        if since is None and self._shown is not None:
            return min((uid for uid in self._shown if uid >= from_uid), default=None)
        found = await self._uids(f"{from_uid}:*", *(arrived(since) if since is not None else ()))
        # `n:*` always holds the last message, however low its uid is.
        return min((uid for uid in found if uid >= from_uid), default=None)

    async def arrived_since(self, first_uid: int, last_uid: int, since: datetime) -> Sequence[int]:
        return await self._uids(f"{first_uid}:{last_uid}", *arrived(since))

    def uids(self, first_uid: int, last_uid: int) -> AsyncIterator[Sequence[int]]:
        return in_portions(self._session, first_uid, last_uid)

    async def _uids(self, uids: str, *criteria: str) -> Sequence[int]:
        return await search(self._session, "UID", uids, *criteria)

    async def listing(self, first_uid: int, last_uid: int) -> Sequence[Listed]:
        copies = await self._listed(first_uid, last_uid)
        uidnext = self._examined.state.uidnext if self._examined is not None else 1
        missing = set(range(first_uid, last_uid + 1)) - {copy.uid for copy in copies}
        if missing and (last_uid == uidnext - 1 or await self._is_late(missing)):
            # Some servers count a uid before its message can be seen; passed over now, it would be lost for ever.
            await asyncio.sleep(SHOWN_WITHIN_S)
            copies = await self._listed(first_uid, last_uid)
            await self._need_all_shown(first_uid, last_uid, copies)
        return copies

    async def _is_late(self, missing: Collection[int]) -> bool:
        """Whether the server shows fewer messages than it counts, or one of these: it is asked once a poll."""
        if self._session.wire.exists > MOST_COUNTED:
            return False
        if self._shown is None:
            self._shown = frozenset(await self._uids("1:*"))
        return self._session.wire.exists > len(self._shown) or not self._shown.isdisjoint(missing)

    async def _need_all_shown(self, first_uid: int, last_uid: int, copies: Sequence[Listed]) -> None:
        """A uid without a message is passed only where the server shows as many messages as it counts."""
        missing = sorted(set(range(first_uid, last_uid + 1)) - {copy.uid for copy in copies})
        if not missing or self._session.wire.exists > MOST_COUNTED:
            return
        self._shown = shown = frozenset(await self._uids("1:*"))
        late = [uid for uid in missing if uid in shown]
        if late or self._session.wire.exists > len(shown):
            what = f"it counts {self._session.wire.exists} messages and shows {len(shown) - len(late)}"
            raise NotShownError(late or missing, copies, what)

    async def _listed(self, first_uid: int, last_uid: int) -> Sequence[Listed]:
        return await self.listed(range(first_uid, last_uid + 1))

    async def _listed_of(self, uids: Sequence[int]) -> Sequence[Listed]:
        """In halves where the server looks at so few messages for one command (RFC 9738)."""
        is_gmail = self._session.client.has_capability(gmail_answer.CAPABILITY)
        attributes = f"{LIST_ATTRIBUTES[:-1]} {gmail_answer.ATTRIBUTES})" if is_gmail else LIST_ATTRIBUTES
        answer = await self._session.run(self._session.wire.uid("FETCH", uid_set(uids), attributes))
        if message_limit(answer) is not None and len(uids) > 1:
            half = len(uids) // 2
            return [*await self._listed_of(uids[:half]), *await self._listed_of(uids[half:])]
        check(self._session, answer, "UID FETCH")
        return listed_in(answer.lines)

    async def listed(self, uids: Sequence[int]) -> Sequence[Listed]:
        wanted = set(uids)
        return [copy for copy in await self._listed_of(uids) if copy.uid in wanted]

    async def may_exist(self, uids: Sequence[int]) -> Collection[int]:
        """Found by a search, or any of them while more messages are counted than found (up to 200,000 are)."""
        counted = self._session.wire.exists
        if counted <= MOST_COUNTED and counted > len(set(await self._uids("1:*"))):
            return uids
        return set(uids) & set(await self._uids(",".join(map(str, uids))))

    async def fetch(self, copies: Sequence[Listed]) -> Mapping[int, bytes]:
        deadline_s = self._timeout_s + sum(copy.size_bytes for copy in copies) / SLOWEST_BYTES_PER_S
        if len(copies) == 1 and copies[0].size_bytes > pieces.LARGE_BYTES and self._gives_pieces:
            raw = await pieces.in_pieces(self._session, copies[0], deadline_s)
            if raw is not None:
                self._push.came()
                return {copies[0].uid: raw}
            self._gives_pieces = False
        return await self._fetched_whole(copies, deadline_s)

    async def _fetched_whole(self, copies: Sequence[Listed], deadline_s: float) -> Mapping[int, bytes]:
        uids = ",".join(str(copy.uid) for copy in copies)
        answer = await self._session.run(self._session.wire.uid("FETCH", uids, BODY_ATTRIBUTES), deadline_s)
        if answer.result != "OK":
            if waits := failures.asked_to_wait(self._session.server, "UID FETCH", said(answer)):
                raise SourceFailedError(waits)
            raise CopyRefusedError(copies[0].uid, said(answer))
        bodies = {body.uid: body.raw for body in bodies_in(answer.lines[:-1])}
        for copy in copies:
            is_empty = copy.is_sized and not copy.size_bytes
            if copy.uid in bodies and not bodies[copy.uid] and (bodies[copy.uid] is None or not is_empty):
                raise CopyRefusedError(copy.uid, "it answered with no message")
        self._push.came()
        return {copy.uid: raw for copy in copies if (raw := bodies.get(copy.uid)) is not None}

    async def wait_for_push(self, stop: asyncio.Event, timeout_s: float) -> bool:
        self._shown = None
        examine_took_s = self._examined.took_s if self._examined is not None else 0.0
        return await self._push.waited(stop, timeout_s, examine_took_s)

    async def finish_changes(self) -> None:
        """Each change of IMAP lasts at once."""

    async def change(self, command: MailboxRequested) -> str:
        self._examined = None  # a change opens its folder for writing
        return await imap_change.change(self._session, command)
