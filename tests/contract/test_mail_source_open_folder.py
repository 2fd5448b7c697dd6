"""A folder that is open and quiet is not opened again, whatever its size; whatever may have changed it, it is."""

from collections.abc import Awaitable, Callable

import pytest

from services.poller.imap import source as adapter
from services.poller.ports import MailSource
from shared.events import MailboxAction, MailboxRequested
from tests.contract.mail_source import Place, opened
from tests.fakes.mail_server import Answer, scripted_imap_server

TWO = b"* 2 EXISTS\r\n* OK [UIDVALIDITY 7] valid\r\n* OK [UIDNEXT 3] next\r\n<tag> OK [READ-ONLY] done\r\n"
ONE = TWO.replace(b"2 EXISTS", b"1 EXISTS").replace(b"UIDNEXT 3", b"UIDNEXT 2")
SILENT = b"* OK [UIDVALIDITY 7] valid\r\n* OK [UIDNEXT 2] next\r\n<tag> OK [READ-WRITE] done\r\n"
NEWS = b"* 2 EXISTS\r\n<tag> OK done\r\n"
FLAG = MailboxRequested.model_validate(
    {
        "account_id": 1,
        "command_id": "00000000-0000-0000-0000-000000000001",
        "folder": "INBOX",
        "action": MailboxAction.FLAG,
        "uid": 1,
        "uidvalidity": 7,
        "flags": ("\\Seen",),
    }
)


async def again(source: MailSource) -> int:
    return (await source.examine("INBOX")).uidnext


async def after_another_folder(source: MailSource) -> int:
    await source.examine("Archive")
    return await again(source)


async def after_a_change(source: MailSource) -> int:
    await source.change(FLAG)
    return await again(source)


@pytest.mark.parametrize(
    ("then", "answers", "uidnext", "examined"),
    [
        pytest.param(again, {}, 2, 1, id="nothing new"),
        pytest.param(again, {"NOOP": NEWS}, 3, 2, id="NOOP tells of a message"),
        pytest.param(again, {"NOOP": b"<tag> NO busy\r\n"}, 3, 2, id="NOOP is refused"),
        pytest.param(after_another_folder, {}, 3, 3, id="another folder was opened"),
        pytest.param(after_a_change, {"SELECT": SILENT, "UID_STORE": b"<tag> OK\r\n"}, 3, 2, id="a change was made"),
    ],
)
async def test_a_folder_is_opened_again_only_when_it_may_have_changed(
    then: Callable[[MailSource], Awaitable[int]], answers: dict[str, Answer], uidnext: int, examined: int
) -> None:
    async with scripted_imap_server(EXAMINE=[ONE, TWO], **answers) as server, opened(Place("imap", server.port)) as it:
        assert (await it.examine("INBOX")).uidnext == 2
        assert await then(it) == uidnext
    assert len([line for line in server.said if b"EXAMINE" in line]) == examined


async def test_a_folder_is_opened_again_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapter, "EXAMINED_FOR_S", 0.0)
    async with scripted_imap_server(EXAMINE=[ONE, TWO]) as server, opened(Place("imap", server.port)) as source:
        assert [await again(source), await again(source)] == [2, 3]
