"""What the poller is asked to do, and the sender to try."""

from datetime import date
from enum import StrEnum
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from shared.events.wire import Event


class MailboxAction(StrEnum):
    """What may be asked of the server that keeps a mailbox."""

    FLAG = "flag"
    MOVE = "move"
    DELETE = "delete"


class PollRequested(Event):
    """Poll this account now."""

    force: bool = Field(default=False, description="even when its polling is switched off")
    max_messages: int | None = Field(default=None, ge=1)
    witness: bool = Field(
        default=False, description="then compare the server's own list with what was read, by a fresh connection"
    )


class MailboxRequested(Event):
    """Do something on the server that keeps a mailbox."""

    command_id: UUID
    action: MailboxAction
    folder: str
    uidvalidity: int
    uid: int
    flags: tuple[str, ...] = ()
    to_folder: str | None = None


class ImportRequested(Event):
    """Bring the older mail of an account in, or leave off with it."""

    import_id: UUID
    action: Literal["start", "cancel"] = "start"
    since: date = Field(default=date(1970, 1, 1), description="the first day, in UTC, by when the server received it")
    until: date | None = Field(default=None, description="the last day; absent: all since")
    folders: tuple[str, ...] = ()
    requested_at: AwareDatetime | None = None


class ConnectivityRequested(Event):
    """Try to log in to the account's servers and write down what they said."""

    check_id: UUID
    test_type: Literal["all", "incoming", "smtp"] = "all"
