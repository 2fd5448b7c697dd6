"""A poller and a sender that are joined by Kafka, and what their tests ask of canaries."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from shared.events.topics import CANCEL_REQUESTED, DELIVERY, OUTBOUND
from shared.ids import AccountId
from tests.fakes.smtp_server import Received, ScriptedSmtpServer
from tests.harness.kafka import create_topics
from tests.harness.wait import eventually
from tests.integration.poller import Bench
from tests.integration.sender_rig import Rig

EVERY_S = 86_400
"""One canary in a test, unless it says otherwise."""
CANARIES = "SELECT * FROM canary WHERE account_id = %s ORDER BY due_at"
GAPS = "SELECT folder, uid, reason, closed_as FROM fetch_gap WHERE account_id = %s ORDER BY folder, uid"
SENDS = "SELECT state, reason, attempts FROM send WHERE kind = 'canary' AND account_id = %s ORDER BY created_at"
COMMANDS = "SELECT folder, uid, state, result FROM account_command WHERE account_id = %s ORDER BY folder, uid"
STATE = "SELECT * FROM read_receiving_state WHERE account_id = %s"


@dataclass(frozen=True, slots=True)
class Canaries:
    """Both services' places."""

    bench: Bench
    rig: Rig

    def add_account(self, address: str, **changes: object) -> AccountId:
        """On GreenMail, by IMAP and SMTP, with canaries."""
        sends = {"smtp_server": "localhost", "smtp_port": self.bench.mail.smtp, "smtp_use_tls": False}
        every = {"canary_every_s": EVERY_S, "allow_plaintext": True}
        return self.bench.add_account(address, **{**sends, **every, **changes})

    def sender(self) -> Any:
        """A sender inside this process."""
        return self.rig.start()

    async def in_state(self, account_id: AccountId, *states: str) -> list[dict[str, Any]]:
        """The account's canaries, once they have these states."""

        def are_so() -> bool:
            return tuple(row["state"] for row in self.bench.rows(CANARIES, account_id)) == states

        await eventually(are_so, deadline_s=40, what=f"canaries {states}")
        return self.bench.rows(CANARIES, account_id)

    async def commanded(self, account_id: AccountId, state: str) -> list[dict[str, Any]]:
        """The account's commands once the first of them has this state."""
        query = COMMANDS.replace("ORDER", f"AND state = '{state}' ORDER")
        await eventually(lambda: self.bench.rows(query, account_id), deadline_s=40, what=f"a command {state}")
        return self.bench.rows(COMMANDS, account_id)

    def sent(self, account_id: AccountId) -> list[dict[str, Any]]:
        """The ledger's canaries."""
        return self.bench.rows(SENDS, account_id)


@asynccontextmanager
async def canaries_on(bench: Bench, rig: Rig) -> AsyncIterator[Canaries]:
    await create_topics(bench.settings.kafka_servers, rig.names, (OUTBOUND, CANCEL_REQUESTED, DELIVERY))
    rig.has_topics = True
    yield Canaries(bench, rig)


@asynccontextmanager
async def carried(server: ScriptedSmtpServer, deliver: Callable[[bytes], object]) -> AsyncIterator[None]:
    """What the SMTP server takes is delivered, as a server does it: with a line that says so."""

    async def carry() -> None:
        carried: list[Received] = []
        while True:
            await eventually(lambda: len(server.received) > len(carried), deadline_s=600, what="another message")
            carried.append(server.received[len(carried)])
            deliver(b"Received: from here by there; Sun, 29 Nov 2026 12:00:00 +0000\r\n" + carried[-1].raw)

    task = asyncio.create_task(carry())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
