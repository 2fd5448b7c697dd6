"""A look at a folder by STATUS, and by EXAMINE where STATUS does not tell."""

import pytest

from services.poller.domain.copies import FolderState
from services.poller.domain.failures import FailureKind
from services.poller.ports import SourceFailedError
from tests.contract.mail_source import Place, opened
from tests.fakes.mail_server import scripted_imap_server

TOLD = b"* STATUS INBOX (UIDVALIDITY 7 UIDNEXT 5)\r\n<tag> OK done\r\n"


@pytest.mark.parametrize(
    ("status", "expected", "examined"),
    [
        pytest.param(TOLD, FolderState(7, 5), 0, id="told"),
        pytest.param(TOLD.lower().replace(b"<tag> ok", b"<tag> OK"), FolderState(7, 5), 0, id="in small letters"),
        pytest.param(b"<tag> OK done\r\n", FolderState(7, 2), 1, id="nothing told"),
        pytest.param(b"* STATUS INBOX (UIDVALIDITY 7)\r\n<tag> OK done\r\n", FolderState(7, 2), 1, id="half of it"),
        pytest.param(b"<tag> NO not for you\r\n", FolderState(7, 2), 1, id="refused"),
        pytest.param(b"<tag> BAD unknown\r\n", FolderState(7, 2), 1, id="unknown"),
    ],
)
async def test_a_glance(status: bytes, expected: FolderState, examined: int) -> None:
    async with scripted_imap_server(STATUS=status) as server, opened(Place("imap", server.port)) as source:
        assert await source.glance("INBOX") == expected
    assert len([line for line in server.said if b"EXAMINE" in line]) == examined


async def test_a_server_that_asks_to_wait_is_not_asked_again() -> None:
    async with (
        scripted_imap_server(STATUS=b"<tag> NO [LIMIT] too many requests\r\n") as server,
        opened(Place("imap", server.port)) as source,
    ):
        with pytest.raises(SourceFailedError) as caught:
            await source.glance("INBOX")
    assert caught.value.failure.kind is FailureKind.QUOTA
    assert not [line for line in server.said if b"EXAMINE" in line]
