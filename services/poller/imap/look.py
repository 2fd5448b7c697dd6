"""The second half of a connectivity test: from the logged-in session to a message's header, changing nothing."""

from collections.abc import Awaitable, Callable, Sequence

from services.poller.domain import failures
from services.poller.domain.failures import quote
from services.poller.domain.list_answer import ListedFolder, folders_in, in_words, listed_folders, offered
from services.poller.domain.steps import StepName, examine_step, trouble_of
from services.poller.imap.session import ImapSession
from services.poller.ports import SourceFailedError
from shared.walk import Walk

MOST_COUNTED = 200
HEADER = "(UID BODY.PEEK[HEADER])"
Open = Callable[[str], Awaitable[object]]


async def look_through(
    session: ImapSession, open_folder: Open, folders: Sequence[str], walk: Walk
) -> Sequence[ListedFolder]:
    """LIST, each folder by `open_folder`, one FETCH. A folder that is not opened does not keep the next from its turn.

    Gives the folders that there are to choose from. Raises SourceFailedError when the session is over.
    """
    walk.reach(StepName.LIST)
    await _need_listed(session, folders, walk)
    found = await _found(session)
    if found:
        walk.note(in_words(found))
    counted: dict[str, int] = {}
    for folder in folders:
        walk.reach(examine_step(folder))
        try:
            await open_folder(folder)
        except SourceFailedError as error:
            if session.is_over:
                raise
            walk.fail(trouble_of(error.failure))
        else:
            counted[folder] = session.wire.exists
            walk.note(f"{counted[folder]} messages")
    if counted:
        await _read_one(session, open_folder, counted, walk)
    return offered(found)


async def _need_listed(session: ImapSession, folders: Sequence[str], walk: Walk) -> None:
    """A folder may be hidden from LIST and open all the same (RFC 4314: `l` and `r` are two rights): STATUS tells."""
    for folder in folders:
        name = session.wire.folder(folder)
        answer = await session.run(session.wire.simple_command("LIST", '""', name))
        if answer.result == "OK" and folders_in(answer.lines[:-1], is_utf8=session.wire.is_utf8):
            continue
        status = await session.run(session.wire.simple_command("STATUS", name, "(UIDVALIDITY)"))
        if status.result != "OK":
            said = quote(status.lines[-1])
            walk.fail(trouble_of(failures.not_listed(session.server, folder, said, await _top(session))))
            return


async def _found(session: ImapSession) -> Sequence[ListedFolder]:
    """All that can be opened; roles (RFC 6154) and counts (RFC 5819) where the server tells them.

    To count is work for a server, so of very many folders nothing is counted.
    """
    offers = {name.upper() for name in session.wire.capabilities}
    is_extended = bool(offers & {"LIST-EXTENDED", "IMAP4REV2"})  # RFC 5258: it knows RETURN
    roles = ["SPECIAL-USE"] if is_extended and offers & {"SPECIAL-USE", "IMAP4REV2"} else []
    found = await _all(session, roles)
    if is_extended and offers & {"LIST-STATUS", "IMAP4REV2"} and len(found) <= MOST_COUNTED:
        found = await _all(session, [*roles, "STATUS (MESSAGES)"]) or found
    return found


async def _all(session: ImapSession, told: Sequence[str]) -> Sequence[ListedFolder]:
    asked = (f"RETURN ({' '.join(told)})",) if told else ()
    answer = await session.run(session.wire.simple_command("LIST", '""', '"*"', *asked))
    return listed_folders(answer.lines[:-1], is_utf8=session.wire.is_utf8) if answer.result == "OK" else ()


async def _top(session: ImapSession) -> Sequence[str]:
    answer = await session.run(session.wire.simple_command("LIST", '""', "%"))
    return folders_in(answer.lines[:-1], is_utf8=session.wire.is_utf8) if answer.result == "OK" else ()


async def _read_one(session: ImapSession, open_folder: Open, counted: dict[str, int], walk: Walk) -> None:
    """The header of the last message of the first folder that has any."""
    walk.reach(StepName.FETCH)
    folder = next((name for name, count in counted.items() if count), None)
    if folder is None:
        walk.note("there is no message yet")
        return
    if folder != list(counted)[-1]:
        await open_folder(folder)
    answer = await session.run(session.wire.uid("FETCH", "*", HEADER))
    if answer.result != "OK":
        said = quote(answer.lines[-1])
        waits = failures.asked_to_wait(session.server, "UID FETCH", said)
        walk.fail(trouble_of(waits or failures.unread(session.server, folder, said)))
    elif len(answer.lines) == 1:
        said = f"it counts {counted[folder]} messages and shows none"
        walk.fail(trouble_of(failures.unread(session.server, folder, said)))
