"""Large messages by IMAP in pieces: the same bytes, or the whole where the pieces do not make it."""

from collections.abc import Mapping

import pytest

from services.poller.domain.copies import Listed
from services.poller.imap import pieces
from services.poller.ports import SourceFailedError
from tests.contract.scripted_imap import imap
from tests.fakes.mail_server import Answer, ScriptedServer

RAW = b"Subject: x\r\n\r\n0123456789"
DONE = b"<tag> OK done\r\n"
WHOLE = "UID FETCH 1 (UID BODY.PEEK[])"


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "LARGE_BYTES", 5)
    monkeypatch.setattr(pieces, "PIECE_BYTES", 10)


def piece(offset: int, length: int) -> str:
    return f"UID FETCH 1 (UID BODY.PEEK[]<{offset}.{length}>)"


def told(offset: int, raw: bytes) -> bytes:
    return b"* 1 FETCH (UID 1 BODY[]<%d> {%d}\r\n%s)\r\n" % (offset, len(raw), raw) + DONE


IN_PIECES = {piece(0, 10): told(0, RAW[:10]), piece(10, 10): told(10, RAW[10:20]), piece(20, 5): told(20, RAW[20:])}
AT_ONCE = {WHOLE: b"* 1 FETCH (UID 1 BODY[] {%d}\r\n%s)\r\n" % (len(RAW), RAW) + DONE}


def fetches(server: ScriptedServer) -> list[str]:
    said = [line.decode().partition(" ")[2] for line in server.said]
    return [command for command in said if command.startswith("UID FETCH")]


@pytest.mark.parametrize(
    ("answers", "size_bytes", "asked"),
    [
        pytest.param(IN_PIECES, 24, [*IN_PIECES], id="in pieces"),
        pytest.param(
            {**IN_PIECES, piece(20, 5): b'* 1 FETCH (BODY[]<20> "%s" UID 1)\r\n' % RAW[20:] + DONE},
            24,
            [*IN_PIECES],
            id="one as a quoted string",
        ),
        pytest.param(
            {**IN_PIECES, piece(20, 1): told(20, RAW[20:21])},
            20,
            [piece(0, 10), piece(10, 10), piece(20, 1), WHOLE],
            id="the size was too small",
        ),
        pytest.param(
            {**IN_PIECES, piece(20, 10): told(20, RAW[20:])},
            40,
            [piece(0, 10), piece(10, 10), piece(20, 10), WHOLE],
            id="the size was too large",
        ),
        pytest.param({piece(0, 10): b"<tag> BAD what?\r\n"}, 24, [piece(0, 10), WHOLE], id="pieces are refused"),
        pytest.param({piece(0, 10): DONE}, 24, [piece(0, 10), WHOLE], id="pieces are left out"),
        pytest.param({piece(0, 10): told(0, RAW)}, 24, [piece(0, 10), WHOLE], id="the whole comes for a piece"),
        pytest.param({piece(0, 10): told(0, b"")}, 24, [piece(0, 10), WHOLE], id="nothing comes for a piece"),
        pytest.param({}, 5, [WHOLE], id="not large"),
    ],
)
async def test_the_message_is_whole(answers: Mapping[str, Answer], size_bytes: int, asked: list[str]) -> None:
    async with imap() as (server, source):
        server.answers = {**server.answers, **AT_ONCE, **answers}
        assert await source.fetch([Listed(1, size_bytes)]) == {1: RAW}
        assert fetches(server) == asked


async def test_a_server_that_gives_no_pieces_is_asked_for_them_once() -> None:
    async with imap() as (server, source):
        server.answers = {**server.answers, **AT_ONCE, piece(0, 10): b"<tag> NO not in pieces\r\n"}
        for _ in range(2):
            assert await source.fetch([Listed(1, 24)]) == {1: RAW}
        assert fetches(server) == [piece(0, 10), WHOLE, WHOLE]


async def test_words_about_time_are_no_refusal_of_pieces() -> None:
    async with imap() as (server, source):
        server.answers = {**server.answers, **AT_ONCE, piece(0, 10): b"<tag> NO [UNAVAILABLE] try again later\r\n"}
        with pytest.raises(SourceFailedError, match="asks to wait"):
            await source.fetch([Listed(1, 24)])
