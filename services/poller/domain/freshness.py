"""Whether the open connection knows what a fresh one shows: the proof that new mail would be seen. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.poller.domain import failures, plan
from services.poller.domain.copies import Cursor, FolderState
from services.poller.domain.failures import Failure


@dataclass(frozen=True, slots=True)
class Glimpse:
    """What a fresh connection has shown of each folder; empty when it did not come about."""

    folders: Mapping[str, FolderState]


def is_behind(cursor: Cursor | None, shown: FolderState) -> bool:
    """Whether there is something that has not been read: new uids, or a folder whose uids began anew."""
    if cursor is None:
        return True
    if cursor.uidvalidity & plan.UIDVALIDITY_MASK != shown.uidvalidity:
        return True
    return shown.is_told and cursor.last_uid + 1 < shown.uidnext


def stale_view(server: str, folder: str, cursor: Cursor | None, shown: FolderState) -> Failure:
    """An open connection that did not tell of what a fresh one shows."""
    known = cursor.last_uid + 1 if cursor is not None else "nothing"
    what = f"the open connection to {server} knows UIDNEXT {known} of {folder}, a fresh one shows {shown.uidnext}"
    return Failure(failures.FailureKind.PROTOCOL, what, "Mailweave connects anew and reads on")


def still_behind(server: str, folder: str, cursor: Cursor | None, shown: FolderState) -> Failure:
    """A server whose STATUS tells of more than it lets be read."""
    known = cursor.last_uid + 1 if cursor is not None else "nothing"
    what = f"{server} tells of UIDNEXT {shown.uidnext} of {folder} and lets be read up to {known}"
    return Failure(failures.FailureKind.PROTOCOL, what, "Mailweave looks again by itself; tell the server's operator")
