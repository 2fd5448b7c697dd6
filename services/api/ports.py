"""What the routes need; app.py chooses who gives it."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Protocol
from uuid import UUID

from fastapi import Depends, Request

from services.api.domain.cursor import Position
from services.api.resources.accounts import Account, AccountChange, NewAccount
from services.api.resources.messages import Message
from services.api.resources.monitor import AccountActivity, PollLog, Totals
from services.api.resources.requests import CheckResult
from services.api.resources.rules import NewRule, NewTemplate, Rule, Template
from services.api.resources.sends import SendState
from shared.events import Event

# Every port raises TransientError while the database or Kafka is away, ConfigurationError when it is not migrated.


class Accounts(Protocol):
    """Configured accounts."""

    async def create(self, new: NewAccount) -> Account | None:
        """The stored account; None when another one has its address."""

    async def change(self, account_id: int, change: AccountChange) -> Account | None:
        """The changed account, one version further; None when there is none."""

    async def get(self, account_id: int) -> Account | None:
        """The account; None when there is none."""

    async def list(self, *, after: int, limit: int, email_address: str | None = None) -> list[Account]:
        """Those with a greater id, the least first; of one address, when it is given."""


class Rules(Protocol):
    """Rules in their current versions."""

    async def create(self, new: NewRule) -> Rule | None:
        """The stored rule; None when its account does not exist."""

    async def list(self, *, after: int, limit: int) -> list[Rule]:
        """Those with a greater id, the least first."""


class Templates(Protocol):
    """Templates in their current versions."""

    async def create(self, new: NewTemplate) -> Template:
        """The stored template."""

    async def list(self, *, after: int, limit: int) -> list[Template]:
        """Those with a greater id, the least first."""

    async def exists(self, template_id: int) -> bool:
        """Whether there is one with this id."""


@dataclass(frozen=True, slots=True)
class MessageFilter:
    """Which messages of an account; None means any."""

    account_id: int
    search: str | None = None
    direction: str | None = None
    thread_id: UUID | None = None


class Messages(Protocol):
    """Stored messages."""

    async def of_account(self, which: MessageFilter, *, before: Position | None, limit: int) -> Sequence[Message]:
        """The latest first, from behind the position."""

    async def of_thread(self, thread_id: UUID, *, after: Position | None, limit: int) -> Sequence[Message] | None:
        """The earliest first; None when no message has or had this thread id."""


class Activity(Protocol):
    """What the other services did with single requests."""

    async def send(self, send_id: UUID) -> SendState | None:
        """The ledger's row; None when the sender has not taken the request up."""

    async def poll_logs(self, account_id: int, *, since: datetime | None, limit: int) -> list[PollLog]:
        """The latest first; only those that ended after `since`, when it is given."""

    async def checks(self, account_id: int, check_id: UUID) -> list[CheckResult]:
        """What the servers answered so far."""


class Monitoring(Protocol):
    """The whole picture."""

    async def accounts(self, account_id: int | None) -> list[AccountActivity]:
        """Each account's health and polls."""

    async def totals(self, account_id: int | None) -> Totals:
        """Messages and sends by state, fetch gaps."""


@dataclass(frozen=True, slots=True)
class Ports:
    """All of it."""

    accounts: Accounts
    rules: Rules
    templates: Templates
    messages: Messages
    activity: Activity
    monitoring: Monitoring
    publish: Callable[[Iterable[Event]], Awaitable[None]]
    now: Callable[[], datetime]
    new_id: Callable[[], UUID]


def _ports(request: Request) -> Ports:
    found: Ports = request.app.state.ports
    return found


PortsOf = Annotated[Ports, Depends(_ports)]
