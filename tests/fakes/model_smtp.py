"""An SMTP server as a model: it stands still at each point of a session until a test says how that ends."""

import asyncio
import re
from collections import Counter
from collections.abc import Mapping
from enum import StrEnum

from services.sender.domain.reply import Reply
from services.sender.ports import ConnectionLostError, Envelope, InDoubtError, ServerFaultError, SmtpServer
from shared.walk import Walk

_MESSAGE_ID = re.compile(rb"(?m)^Message-ID: <([^>]+)>")


class Fate(StrEnum):
    """How the server, or the network, goes on from where a session stands."""

    TAKEN = "taken"
    ONE_REFUSED = "one refused"
    DEFERRED = "deferred"
    REFUSED = "refused"
    LIMITED = "limited"
    DROPPED = "dropped"
    DROPPED_IN_DATA = "dropped in data"


_REPLIES = {Fate.TAKEN: Reply(250, "ok"), Fate.DEFERRED: Reply(450, "later"), Fate.REFUSED: Reply(550, "never")}
_REPLIES[Fate.LIMITED] = Reply(432, "4.3.2 too many sessions")


class Gate:
    """Where one process stands."""

    def __init__(self) -> None:
        self.reached = asyncio.Event()
        self._decided: asyncio.Future[Fate] | None = None

    async def fate(self) -> Fate:
        """Stands still until the test decides."""
        self._decided = asyncio.get_running_loop().create_future()
        self.reached.set()
        return await self._decided

    def go_on(self, fate: Fate) -> None:
        assert self._decided is not None
        self.reached.clear()
        self._decided.set_result(fate)


class ModelServer:
    """Counts the copies that it has taken, by (Message-ID, recipient)."""

    def __init__(self) -> None:
        self.copies: Counter[tuple[str, str]] = Counter()

    def take(self, raw: bytes, recipients: list[str]) -> None:
        found = _MESSAGE_ID.search(raw)
        assert found is not None
        self.copies.update((found[1].decode(), recipient) for recipient in recipients)


class ModelConnector:
    """SmtpConnector of one process."""

    def __init__(self, server: ModelServer, gate: Gate) -> None:
        self._server = server
        self._gate = gate

    async def connect(self, server: SmtpServer, walk: Walk | None = None) -> "ModelConnection":
        if await self._gate.fate() is Fate.DROPPED:
            raise ServerFaultError(f"{server.account}: the model's server cannot be reached")
        return ModelConnection(self._server, self._gate)


class ModelConnection:
    """SmtpConnection; the points are the replies to RCPT, to DATA, and to the final dot."""

    def __init__(self, server: ModelServer, gate: Gate) -> None:
        self._server = server
        self._gate = gate
        self._accepted: list[str] = []
        self.is_open = True

    async def offer(self, envelope: Envelope) -> Mapping[str, Reply]:
        fate = await self._gate.fate()
        if fate in (Fate.DROPPED, Fate.DROPPED_IN_DATA):
            self.is_open = False
            raise ConnectionLostError("the model dropped the connection at RCPT")
        replies = dict.fromkeys(envelope.forward_paths, _REPLIES.get(fate, _REPLIES[Fate.TAKEN]))
        if fate is Fate.ONE_REFUSED:
            replies[envelope.forward_paths[0]] = _REPLIES[Fate.REFUSED]
        self._accepted = [address for address, reply in replies.items() if reply.is_positive]
        return replies

    async def transmit(self, raw: bytes) -> Reply:
        fate = await self._gate.fate()
        if fate is Fate.DROPPED:
            self.is_open = False
            raise ConnectionLostError("the model dropped the connection at DATA")
        if fate is Fate.DROPPED_IN_DATA:
            self.is_open = False
            raise InDoubtError("the model dropped the connection in DATA")
        if fate in (Fate.DEFERRED, Fate.REFUSED, Fate.LIMITED):
            return _REPLIES[fate]
        self._server.take(raw, self._accepted)
        if await self._gate.fate() in (Fate.DROPPED, Fate.DROPPED_IN_DATA):
            self.is_open = False
            raise InDoubtError("the model dropped the connection after the final dot")
        return _REPLIES[Fate.TAKEN]

    async def mail(self, reverse_path: str) -> Reply:
        return _REPLIES[Fate.TAKEN]

    async def reset(self) -> None:
        self._accepted = []

    async def check(self) -> None:
        return

    async def close(self) -> None:
        self.is_open = False
