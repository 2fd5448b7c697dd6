"""What servers have shown to be otherwise than announced or customary; believed for a while, then tried anew."""

import asyncio
from dataclasses import dataclass, field
from enum import StrEnum

from services.sender.ports import SmtpServer


class Quirk(StrEnum):
    """What a server does not keep to."""

    LEAVES_UNANSWERED = "commands that came together"
    REFUSES_NULL_PATH = "the null reverse-path"


BELIEVED_S = {Quirk.LEAVES_UNANSWERED: 3600.0, Quirk.REFUSES_NULL_PATH: 86_400.0}


@dataclass(frozen=True, slots=True)
class Quirks:
    """Of all servers of this process."""

    _until: dict[tuple[str, int, Quirk], float] = field(default_factory=dict)

    def of(self, server: SmtpServer) -> "ServerQuirks":
        """Those of one server."""
        return ServerQuirks(self._until, server.host, server.port)


@dataclass(frozen=True, slots=True)
class ServerQuirks:
    """Of one server, for all accounts on it."""

    _until: dict[tuple[str, int, Quirk], float]
    _host: str
    _port: int

    def saw(self, quirk: Quirk) -> None:
        """It was seen just now."""
        self._until[self._host, self._port, quirk] = asyncio.get_running_loop().time() + BELIEVED_S[quirk]

    def has(self, quirk: Quirk) -> bool:
        """Whether it was seen lately."""
        now = asyncio.get_running_loop().time()
        return self._until.get((self._host, self._port, quirk), now) > now
