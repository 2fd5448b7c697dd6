"""A look at a folder that another connection has open: by STATUS, which opens nothing (RFC 9051 §6.3.11)."""

from collections.abc import Awaitable, Callable

from services.poller.domain import failures
from services.poller.domain.copies import FolderState
from services.poller.domain.examine_answer import folder_state
from services.poller.imap.search import said
from services.poller.imap.session import ImapSession
from services.poller.ports import SourceFailedError

Open = Callable[[str], Awaitable[FolderState]]


async def glance(session: ImapSession, open_folder: Open, folder: str) -> FolderState:
    """By EXAMINE where STATUS is refused or tells too little."""
    name = session.wire.folder(folder)
    answer = await session.run(session.wire.simple_command("STATUS", name, "(UIDVALIDITY UIDNEXT)"))
    if answer.result != "OK":
        if waits := failures.asked_to_wait(session.server, f"STATUS {folder}", said(answer)):
            raise SourceFailedError(waits)
        return await open_folder(folder)
    return folder_state(answer.lines) or await open_folder(folder)
