"""UTF-8 on an IMAP connection (RFC 6855): agreed upon where it is offered, and folder names as they are only then."""

import pytest

from services.poller.domain.list_answer import ListedFolder
from shared.walk import Walk
from tests.contract.mail_source import Place, opened
from tests.fakes.mail_server import Answer, scripted_imap_server
from tests.integration.imap_answers import folder

OK = b"<tag> OK done\r\n"
ENABLED = b"* ENABLED UTF8=ACCEPT\r\n" + OK
SMALL = b"* enabled utf8=accept\r\n" + OK
ELSE = b"* ENABLED CONDSTORE\r\n" + OK
ASKED = ["ENABLE UTF8=ACCEPT"]
ENCODED, AS_IT_IS = ['EXAMINE "Entw&APw-rfe"'], ['EXAMINE "Entwürfe"']


@pytest.mark.parametrize(
    ("offers", "answer", "said"),
    [
        pytest.param(b"UTF8=ACCEPT ENABLE", ENABLED, ASKED + AS_IT_IS, id="offered and agreed"),
        pytest.param(b"utf8=accept enable", SMALL, ASKED + AS_IT_IS, id="in small letters"),
        pytest.param(b"UTF8=ONLY ENABLE", ENABLED, ASKED + AS_IT_IS, id="nothing else"),
        pytest.param(b"UTF8=ACCEPT ENABLE", OK, ASKED + ENCODED, id="OK, but not enabled"),
        pytest.param(b"UTF8=ACCEPT ENABLE", ELSE, ASKED + ENCODED, id="something else enabled"),
        pytest.param(b"UTF8=ACCEPT ENABLE", b"<tag> NO not now\r\n", ASKED + ENCODED, id="refused"),
        pytest.param(b"UTF8=ACCEPT ENABLE", b"<tag> BAD what?\r\n", ASKED + ENCODED, id="not understood"),
        pytest.param(b"ENABLE CONDSTORE", ENABLED, ENCODED, id="not offered"),
    ],
)
async def test_a_folder_is_named_as_was_agreed(offers: bytes, answer: Answer, said: list[str]) -> None:
    capability = b"* CAPABILITY IMAP4rev1 %s\r\n<tag> OK\r\n" % offers
    async with (
        scripted_imap_server(CAPABILITY=capability, ENABLE=answer, EXAMINE=folder(7, 1)) as server,
        opened(Place("imap", server.port)) as source,
    ):
        await source.examine("Entwürfe")
        commands = [line.decode().partition(" ")[2] for line in server.said]
    assert [line for line in commands if line.startswith(("ENABLE", "EXAMINE"))] == said


@pytest.mark.parametrize(
    ("answer", "name"),
    [pytest.param(ENABLED, "A&APw-é", id="as it is"), pytest.param(OK, "Aüé", id="encoded")],
)
async def test_a_folder_is_listed_as_was_agreed(answer: Answer, name: str) -> None:
    capability = b"* CAPABILITY IMAP4rev1 UTF8=ACCEPT ENABLE\r\n<tag> OK\r\n"
    listed = '* LIST () "/" "A&APw-é"\r\n'.encode() + OK
    async with (
        scripted_imap_server(CAPABILITY=capability, ENABLE=answer, LIST=listed) as server,
        opened(Place("imap", server.port)) as source,
    ):
        found = await source.look(("INBOX",), Walk((), iter(range(1000)).__next__))
    assert found == [ListedFolder(name)]
