"""UID SEARCH (RFC 9051 §6.4.4, §6.4.9): which uids a folder has, in answers of bounded size."""

import re
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta

from aioimaplib import aioimaplib

from services.poller.domain import failures
from services.poller.domain.examine_answer import search_result
from services.poller.domain.failures import quote
from services.poller.domain.fetch_answer import MONTHS
from services.poller.imap.session import ImapSession
from services.poller.ports import SourceFailedError

_MESSAGE_LIMIT = re.compile(r"\[MESSAGELIMIT +(\d{1,10})\b", re.IGNORECASE)
MOST_MESSAGES = 50_000_000
PORTION = 50_000
"""Messages whose uids are asked for at once when all are: half a megabyte."""


async def search(session: ImapSession, *criteria: str) -> Sequence[int]:
    """The uids that the server finds, piece by piece where it searches so few messages at once (RFC 9738)."""
    answer = await session.run(session.wire.search(*criteria, charset=None, by_uid=True))
    limit = message_limit(answer)
    if limit is None:
        check(session, answer, "UID SEARCH")
        return search_result(answer.lines[:-1])
    found: list[int] = []
    for first in range(1, _bounded(session) + 1, limit):
        pieces = (f"{first}:{min(first + limit - 1, session.wire.exists)}", *criteria)
        answer = await session.run(session.wire.search(*pieces, charset=None, by_uid=True))
        _need_all(session, answer)
        found += search_result(answer.lines[:-1])
    return found


async def in_portions(session: ImapSession, first_uid: int, last_uid: int) -> AsyncIterator[Sequence[int]]:
    """Every uid in this range; of a large folder from its end, by sequence numbers.

    So each answer is bounded, however sparse the uids are, and nothing below `first_uid` needs to be listed. An expunge
    meanwhile moves messages to where is asked next.
    """
    counted = _bounded(session)
    if counted <= PORTION:
        yield _within(first_uid, last_uid, await search(session, "UID", f"{first_uid}:{last_uid}"))
        return
    while counted > 0:
        found = await search(session, f"{max(1, counted - PORTION + 1)}:{counted}")
        yield _within(first_uid, last_uid, found)
        counted = 0 if min(found, default=first_uid) < first_uid else counted - PORTION


def arrived(since: datetime) -> tuple[str, str]:
    """A day earlier, because SINCE is a date in a time zone that only the server knows."""
    date = since - timedelta(days=1)
    return "SINCE", f"{date.day}-{MONTHS[date.month - 1]}-{date.year}"


def check(session: ImapSession, answer: aioimaplib.Response, command: str) -> None:
    """Raises SourceFailedError unless the command was answered by OK."""
    if answer.result != "OK":
        waits = failures.asked_to_wait(session.server, command, said(answer))
        what = f"{command} was answered: {said(answer)}"
        raise SourceFailedError(waits or failures.broken_answer(session.server, what))


def uid_set(uids: Sequence[int]) -> str:
    """As commands take it (RFC 9051 §9, sequence-set)."""
    return f"{uids[0]}:{uids[-1]}" if isinstance(uids, range) else ",".join(map(str, uids))


def message_limit(answer: aioimaplib.Response) -> int | None:
    """How many messages the server looks at for one command, where it has looked at no more (RFC 9738 §3)."""
    found = _MESSAGE_LIMIT.search(said(answer))
    return max(1, int(found[1])) if found else None


def _need_all(session: ImapSession, answer: aioimaplib.Response) -> None:
    check(session, answer, "UID SEARCH")
    if message_limit(answer) is not None:
        what = f"UID SEARCH in its own limit was answered: {said(answer)}"
        raise SourceFailedError(failures.broken_answer(session.server, what))


def _bounded(session: ImapSession) -> int:
    counted = session.wire.exists
    if counted > MOST_MESSAGES:
        raise SourceFailedError(failures.broken_answer(session.server, f"it counts {counted} messages"))
    return counted


def said(answer: aioimaplib.Response) -> str:
    """The line that completed the command, for people."""
    return quote(answer.lines[-1] if answer.lines else answer.result)


def _within(first_uid: int, last_uid: int, uids: Sequence[int]) -> list[int]:
    return sorted({uid for uid in uids if first_uid <= uid <= last_uid})
