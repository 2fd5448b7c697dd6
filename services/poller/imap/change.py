"""What a command asks for on the server (RFC 9051 §6.4.6, §6.4.8; RFC 4315; RFC 6851). Nothing else writes there."""

from typing import assert_never

from services.poller.domain.examine_answer import folder_state
from services.poller.domain.failures import quote
from services.poller.domain.plan import UIDVALIDITY_MASK
from services.poller.imap.session import ImapSession
from services.poller.ports import CommandRefusedError
from shared.events import MailboxAction, MailboxRequested


async def change(session: ImapSession, command: MailboxRequested) -> str:
    """Does it, and says in a few words what was done; a repeat changes nothing more."""
    await _selected(session, command)
    match command.action:
        case MailboxAction.FLAG:
            await _uid(session, "STORE", str(command.uid), "+FLAGS.SILENT", f"({' '.join(command.flags)})")
            return f"flagged {' '.join(command.flags)}"
        case MailboxAction.MOVE:
            return await _moved(session, command.uid, command.to_folder or "")
        case MailboxAction.DELETE:
            await _deleted(session, command.uid)
            return "deleted"
        case _:
            assert_never(command.action)


async def _selected(session: ImapSession, command: MailboxRequested) -> None:
    name = session.wire.folder(command.folder)
    answer = await session.run(session.wire.select(name))
    if answer.result != "OK":
        raise CommandRefusedError(f"the folder {command.folder} cannot be opened ({quote(answer.lines[-1])})")
    state = folder_state(answer.lines)
    if state is None or state.uidvalidity != command.uidvalidity & UIDVALIDITY_MASK:
        raise CommandRefusedError(f"the folder {command.folder} was renumbered, UID {command.uid} means nothing now")


async def _moved(session: ImapSession, uid: int, to_folder: str) -> str:
    target = session.wire.folder(to_folder)
    if session.client.has_capability("MOVE"):
        await _uid(session, "MOVE", str(uid), target)
    else:
        _need_uidplus(session)
        await _uid(session, "COPY", str(uid), target)
        await _deleted(session, uid)
    return f"moved to {to_folder}"


async def _deleted(session: ImapSession, uid: int) -> None:
    _need_uidplus(session)
    await _uid(session, "STORE", str(uid), "+FLAGS.SILENT", r"(\Deleted)")
    await _uid(session, "EXPUNGE", str(uid))


def _need_uidplus(session: ImapSession) -> None:
    if not session.client.has_capability("UIDPLUS"):
        raise CommandRefusedError("the server has no UIDPLUS, and a plain EXPUNGE would delete other messages too")


async def _uid(session: ImapSession, name: str, *arguments: str) -> None:
    answer = await session.run(session.client.uid(name, *arguments))
    if answer.result != "OK":
        raise CommandRefusedError(f"the server refused {name} ({quote(answer.lines[-1])})")
