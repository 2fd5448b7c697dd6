"""What an account wants done on its server with a message that was read and stored. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid5

from services.poller.domain.copies import Cursor
from shared.events import Effects, MailboxAction, MailboxRequested, RawFetched
from shared.ids import MailId

COMMAND_NAME = "after fetch"


class AfterFetch(StrEnum):
    """As the account has it."""

    NOTHING = "nothing"
    SEEN = "seen"
    FLAG = "flag"
    MOVE = "move"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class AfterFetchPlan:
    """`to_folder` is where `move` moves to; nothing happens before so many days after the message was fetched."""

    action: AfterFetch = AfterFetch.NOTHING
    to_folder: str = ""
    days: int = 0


NO_PLAN = AfterFetchPlan()


@dataclass(frozen=True, slots=True)
class PlannedCommand:
    """A command that waits until this mail is stored and it is due; given up when the account wants another thing."""

    command: MailboxRequested
    mail_id: MailId
    wanted: AfterFetch
    due_at: datetime


def planned(plan: AfterFetchPlan, cursor: Cursor, read: Iterable[tuple[int, RawFetched]]) -> Sequence[PlannedCommand]:
    """For each copy, by its uid, that may have effects: what is to be done. The same copy gives the same command."""
    if plan.action is AfterFetch.NOTHING or (plan.action is AfterFetch.MOVE and cursor.folder == plan.to_folder):
        return ()
    return [
        PlannedCommand(
            _command(plan, cursor, uid, event),
            event.mail_id,
            plan.action,
            event.fetched_at + timedelta(days=plan.days),
        )
        for uid, event in read
        if event.effects is Effects.ALLOWED
    ]


def _command(plan: AfterFetchPlan, cursor: Cursor, uid: int, event: RawFetched) -> MailboxRequested:
    flags = {AfterFetch.SEEN: (r"\Seen",), AfterFetch.FLAG: (r"\Flagged",)}.get(plan.action, ())
    return MailboxRequested(
        account_id=event.account_id,
        correlation_id=event.correlation_id,
        effects=event.effects,
        command_id=_command_id(event.copy_id),
        action=MailboxAction.FLAG if flags else MailboxAction(plan.action),
        folder=cursor.folder,
        uidvalidity=cursor.uidvalidity,
        uid=uid,
        flags=flags,
        to_folder=plan.to_folder if plan.action is AfterFetch.MOVE else None,
    )


def _command_id(copy_id: UUID) -> UUID:
    return uuid5(copy_id, COMMAND_NAME)
