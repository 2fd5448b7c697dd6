"""An IMAP server with a folder that a test changes while it runs: what is counted, listed and given may differ."""

import asyncio
import re
from bisect import bisect_left, bisect_right
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

_SET = re.compile(r"(?:UID )?([\d:,*]+)")
_FETCHES_BODY = re.compile(r"BODY", re.IGNORECASE)


@dataclass
class Kept:
    """One message and what the server does about it; a deadly one costs the connection, a silent one its answer.

    One that is found only is known to SEARCH and not to FETCH.
    """

    raw: bytes
    is_counted: bool = True
    is_listed: bool = True
    is_found_only: bool = False
    is_refused: bool = False
    is_left_out: bool = False
    is_deadly: bool = False
    is_silent: bool = False
    arrived: str = "01-Jan-2026 10:00:00 +0000"


@dataclass
class ModelImap:
    """`mails` by uid; `since` are the uids that SEARCH SINCE finds. `hung` counts the answers that never come."""

    mails: dict[int, Kept] = field(default_factory=dict)
    uidvalidity: int = 7
    uidnext: int = 1
    said: list[str] = field(default_factory=list)
    sessions: int = 0
    port: int = 0
    hung: int = 0
    since: frozenset[int] = frozenset()
    is_search_refused: bool = False
    _tasks: set["asyncio.Task[None]"] = field(default_factory=set)

    def add(self, raw: bytes, **how: object) -> int:
        """One more message; its uid."""
        uid, self.uidnext = self.uidnext, self.uidnext + 1
        self.mails[uid] = Kept(raw, **how)  # type: ignore[arg-type]  # the fields of Kept
        return uid

    def expunge(self, uid: int) -> None:
        del self.mails[uid]

    async def session(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.sessions += 1
        with suppress(OSError, asyncio.CancelledError, ConnectionError):
            await self._talk(reader, writer)
        writer.close()

    async def end(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"* OK ready\r\n")
        tag = ""
        while line := (await reader.readline()).decode().rstrip("\r\n"):
            self.said.append(line)
            if line == "DONE":
                writer.write(f"{tag} OK idled\r\n".encode())
                continue
            tag, _, command = line.partition(" ")
            name = " ".join(command.split()[: 2 if command.startswith("UID") else 1]).upper()
            if name == "IDLE":
                writer.write(b"+ idling\r\n")
                continue
            answer = await self._answer(name, command, writer)
            if answer is None:
                return
            writer.write(answer + f"{tag} {'NO [SERVERBUG] no' if answer == REFUSED else 'OK done'}\r\n".encode())
            await writer.drain()

    async def _answer(self, name: str, command: str, writer: asyncio.StreamWriter) -> bytes | None:
        if name == "CAPABILITY":
            return b"* CAPABILITY IMAP4rev1 IDLE\r\n"
        if name == "EXAMINE":
            counted = sum(mail.is_counted for mail in self.mails.values())
            state = f"* OK [UIDVALIDITY {self.uidvalidity}] valid\r\n* OK [UIDNEXT {self.uidnext}] next\r\n"
            return f"* {counted} EXISTS\r\n{state}".encode()
        if name == "UID SEARCH":
            return REFUSED if self.is_search_refused else self._found(command.split(maxsplit=2)[2])
        if name == "UID FETCH":
            return await self._fetched(command.split(maxsplit=2)[2], writer)
        return None if name == "LOGOUT" else b""

    def _listed(self) -> list[int]:
        return [uid for uid, mail in sorted(self.mails.items()) if mail.is_listed]

    def _found(self, criteria: str) -> bytes:
        listed = self._listed()
        found = _SET.match(criteria)
        assert found is not None
        if criteria.startswith("UID"):
            uids = _those(listed, found[1], max(listed, default=0))
        else:
            places = _those(range(1, len(listed) + 1), found[1], len(listed))
            uids = [listed[place - 1] for place in places]
        if "SINCE" in criteria:
            uids = [uid for uid in uids if uid in self.since]
        return b"* SEARCH" + b"".join(b" %d" % uid for uid in uids) + b"\r\n"

    async def _fetched(self, rest: str, writer: asyncio.StreamWriter) -> bytes | None:
        numbers, _, attributes = rest.partition(" ")
        uids = _those(self._listed(), numbers, self.uidnext - 1)
        mails = [(uid, self.mails[uid]) for uid in uids if not self.mails[uid].is_found_only]
        if not _FETCHES_BODY.search(attributes):
            return b"".join(_item(uid, mail, f"RFC822.SIZE {len(mail.raw)}") for uid, mail in mails)
        if any(mail.is_deadly for _, mail in mails):
            return None
        if any(mail.is_silent for _, mail in mails):
            self.hung += 1
            await asyncio.Event().wait()
        if any(mail.is_refused for _, mail in mails):
            return REFUSED
        return b"".join(
            b"* %d FETCH (UID %d BODY[] {%d}\r\n%s)\r\n" % (uid, uid, len(mail.raw), mail.raw)
            for uid, mail in mails
            if not mail.is_left_out
        )


REFUSED = b"* OK it refuses one of them\r\n"


def _item(uid: int, mail: Kept, size: str) -> bytes:
    return f'* {uid} FETCH (UID {uid} {size} INTERNALDATE "{mail.arrived}" FLAGS ())\r\n'.encode()


def _those(there: Sequence[int], numbers: str, last: int) -> list[int]:
    """Those of the ascending numbers that a set like `1:3,7,9:*` holds."""
    found = [there[bisect_left(there, first) : bisect_right(there, end)] for first, end in _ranges(numbers, last)]
    return sorted({number for each in found for number in each})


def _ranges(numbers: str, last: int) -> Iterator[tuple[int, int]]:
    for part in numbers.split(","):
        first, _, end = part.partition(":")
        ends = [last if each == "*" else int(each) for each in (first, end or first)]
        yield min(ends), max(ends)


@asynccontextmanager
async def model_imap(*raws: bytes) -> AsyncIterator[ModelImap]:
    """The server with these messages in INBOX."""
    model = ModelImap()
    for raw in raws:
        model.add(raw)
    listener = await asyncio.start_server(model.session, "localhost", 0, limit=2**20)
    model.port = listener.sockets[0].getsockname()[1]
    try:
        yield model
    finally:
        listener.close()
        await model.end()
        await listener.wait_closed()
