"""A uid is passed over only where the server shows that no message has it, wherever in the folder it lies."""

import pytest

from services.poller.imap import source as adapter
from services.poller.ports import NotShownError
from tests.contract.mail_source import Place, opened
from tests.contract.scripted_imap import commands
from tests.fakes.mail_server import Answer, scripted_imap_server

OK = b"<tag> OK done\r\n"
FIFTH = b"* 1 FETCH (UID 5 RFC822.SIZE 4)\r\n"


def examined(exists: int) -> bytes:
    return b"* %d EXISTS\r\n* OK [UIDVALIDITY 7] valid\r\n* OK [UIDNEXT 500] next\r\n" % exists + OK


def found(*uids: int) -> bytes:
    return b"* SEARCH" + b"".join(b" %d" % uid for uid in uids) + b"\r\n" + OK


async def listed(answers: dict[str, Answer]) -> tuple[list[int], list[str]]:
    """The uids of the windows 1 to 20 and 21 to 40, and the commands that they took."""
    async with scripted_imap_server(**answers) as server, opened(Place("imap", server.port)) as source:
        await source.examine("INBOX")
        uids = [copy.uid for first in (1, 21) for copy in await source.listing(first, first + 19)]
        told = commands(server)
        return uids, told[told.index("EXAMINE") + 1 :]


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapter, "SHOWN_WITHIN_S", 0.01)


@pytest.mark.parametrize(
    "search",
    [
        pytest.param((found(5, 499),), id="found and listed late"),
        pytest.param((found(499), found(5, 499)), id="counted, found and listed late"),
    ],
)
async def test_what_is_listed_late_in_the_middle_of_a_folder_is_waited_for(search: tuple[bytes, ...]) -> None:
    answers: dict[str, Answer] = {"EXAMINE": examined(2), "UID_SEARCH": search, "UID_FETCH": (OK, FIFTH + OK, OK)}
    assert (await listed(answers))[0] == [5]


@pytest.mark.parametrize(
    ("search", "uid"), [pytest.param(found(5, 499), 5, id="found"), pytest.param(found(499), 1, id="only counted")]
)
async def test_what_is_never_listed_there_is_refused_and_not_passed(search: bytes, uid: int) -> None:
    with pytest.raises(NotShownError, match=f"UID {uid}: it counts 2 messages and shows 1"):
        await listed({"EXAMINE": examined(2), "UID_SEARCH": search, "UID_FETCH": OK})


async def test_holes_cost_one_search_an_examination() -> None:
    uids, told = await listed({"EXAMINE": examined(1), "UID_SEARCH": found(499), "UID_FETCH": OK})
    assert uids == []
    assert told == ["UID FETCH", "UID SEARCH", "UID FETCH"]


async def test_what_was_found_late_once_is_not_passed_by_what_was_found_then() -> None:
    """The last list of uids counts, wherever it was asked for."""
    search = (found(499), found(5, 499))
    answers: dict[str, Answer] = {"EXAMINE": examined(2), "UID_SEARCH": search, "UID_FETCH": (OK, FIFTH + OK)}
    async with scripted_imap_server(**answers) as server, opened(Place("imap", server.port)) as source:
        await source.examine("INBOX")
        await source.listing(1, 20)
        assert await source.first_uid(2) == 5


async def test_a_count_that_no_folder_can_have_counts_nothing() -> None:
    """Else the folder would pass for one that is too large to be counted, and its holes for true."""
    absurd = b"* 99999999999999999999 EXISTS\r\n" + OK
    with pytest.raises(NotShownError, match="UID 5: it counts 2 messages and shows 1"):
        await listed({"EXAMINE": examined(2), "UID_SEARCH": found(5, 499), "UID_FETCH": absurd})
