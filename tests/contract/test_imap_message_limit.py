"""IMAP servers that look at a bounded number of messages for one command (RFC 9738): none is passed over."""

import re
from collections.abc import Callable, Sequence

import pytest

from services.poller.ports import SourceFailedError
from tests.contract.mail_source import Place, source_at
from tests.contract.scripted_imap import imap
from tests.fakes.mail_server import IMAP_ANSWERS, scripted_imap_server

COUNT = 25
UIDS = [10 * number for number in range(1, COUNT + 1)]
EXAMINED = b"* %d EXISTS\r\n* OK [UIDVALIDITY 7] valid\r\n* OK [UIDNEXT 251] next\r\n<tag> OK done\r\n" % COUNT
RANGE = re.compile(r"(\d+):(\d+|\*)")


class Limited(dict[str, bytes]):
    """What a server with 25 messages answers that looks at so many for one command and tells so with OK or NO."""

    def __init__(self, limit: int, word: bytes) -> None:
        super().__init__()
        self._limit = limit
        self._word = word

    def __contains__(self, command: object) -> bool:
        return True

    def get(self, command: str, default: bytes = b"") -> bytes:  # type: ignore[override]
        if command.startswith("UID SEARCH"):
            return self._limited(command, lambda uids: b"* SEARCH %s\r\n" % b" ".join(b"%d" % uid for uid in uids))
        if command.startswith("UID FETCH"):
            return self._limited(command, lambda uids: b"".join(map(_item, uids)))
        found = IMAP_ANSWERS.get(command.split(" ", maxsplit=1)[0], default)
        assert isinstance(found, bytes)
        return EXAMINED if command.startswith("EXAMINE") else found

    def _limited(self, command: str, told: Callable[[Sequence[int]], bytes]) -> bytes:
        uids = asked_for(command)
        if len(uids) <= self._limit:
            return told(uids) + b"<tag> OK done\r\n"
        shown = uids[-self._limit :] if self._word == b"OK" else []
        return told(shown) + b"<tag> %s [MESSAGELIMIT %d %d] only a part\r\n" % (self._word, self._limit, uids[0])


def _item(uid: int) -> bytes:
    return b"* %d FETCH (UID %d RFC822.SIZE 5)\r\n" % (uid // 10, uid)


def asked_for(command: str) -> list[int]:
    """The uids of all ranges of a command; in a SEARCH the first range may be one of sequence numbers."""
    chosen = UIDS
    for found in RANGE.finditer(command.partition("(")[0]):
        first, last = int(found[1]), 10**9 if found[2] == "*" else int(found[2])
        is_by_position = command[: found.start()].endswith("SEARCH ")
        chosen = [uid for uid in chosen if first <= (uid // 10 if is_by_position else uid) <= last]
    return chosen


@pytest.mark.parametrize("word", [b"OK", b"NO"])
@pytest.mark.parametrize("limit", [1, 4, 24, 25])
async def test_nothing_is_passed_over(limit: int, word: bytes) -> None:
    async with scripted_imap_server() as server:
        server.answers = Limited(limit, word)
        source = source_at(Place("imap", server.port))
        await source.open()
        await source.examine("INBOX")
        assert [copy.uid for copy in await source.listing(1, 250)] == UIDS
        assert await source.first_uid(35) == 40
        assert [uid async for portion in source.uids(1, 250) for uid in portion] == UIDS
        await source.close()


async def test_a_limit_that_is_not_kept_is_no_list() -> None:
    partial = b"* SEARCH 1\r\n<tag> OK [MESSAGELIMIT 1 1] only a part\r\n"
    async with imap(UID_SEARCH=partial) as (_, source):
        with pytest.raises(SourceFailedError, match="UID SEARCH in its own limit"):
            await source.first_uid(1)
