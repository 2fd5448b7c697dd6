"""SMTP servers as they are: what they promise and do not keep, and what they refuse in another place than others."""

import pytest

from services.sender.ports import ConnectionLostError, Envelope, ServerFaultError
from tests.contract.smtp_port import ENVELOPE, QUEUED, RAW, connector, server_at, session
from tests.fakes.smtp_server import Script, scripted_smtp_server

TO = ENVELOPE.forward_paths


async def test_a_server_that_drops_what_came_together_is_served_one_by_one_from_then_on() -> None:
    async with scripted_smtp_server(Script(drops_what_came_together=True)) as fake:
        connect = connector(timeout_s=0.3).connect
        first = await connect(server_at(fake.port))
        with pytest.raises(ConnectionLostError):
            await first.offer(ENVELOPE)
        await first.close()
        for _ in range(2):
            connection = await connect(server_at(fake.port))
            assert [reply.code for reply in (await connection.offer(ENVELOPE)).values()] == [250] * len(TO)
            assert await connection.transmit(RAW) == QUEUED
            await connection.close()
        assert [received.raw for received in fake.received] == [RAW, RAW]


async def test_another_server_still_gets_them_together() -> None:
    async with (
        scripted_smtp_server(Script(drops_what_came_together=True)) as broken,
        scripted_smtp_server(Script()) as whole,
    ):
        connect = connector(timeout_s=0.3).connect
        lost = await connect(server_at(broken.port))
        with pytest.raises(ConnectionLostError):
            await lost.offer(ENVELOPE)
        await lost.close()
        connection = await connect(server_at(whole.port))
        await connection.offer(ENVELOPE)
        await connection.close()
        assert whole.commands.index("QUIT") == 2 + len(TO)


@pytest.mark.parametrize(
    ("replies", "mails"),
    [
        pytest.param({"MAIL ": "550 5.1.7 no null sender"}, 2, id="at MAIL"),
        pytest.param({"RCPT": "550 5.7.1 sender refused|550 5.7.1 sender refused|250 ok"}, 2, id="at RCPT"),
    ],
)
async def test_a_null_reverse_path_that_is_refused_gives_way_to_the_own_address(
    replies: dict[str, str], mails: int
) -> None:
    envelope = Envelope(("", "own@a.example"), TO, len(RAW))
    async with scripted_smtp_server(Script(replies=replies)) as fake, session(fake) as connection:
        assert [reply.code for reply in (await connection.offer(envelope)).values()] == [250] * len(TO)
        assert await connection.transmit(RAW) == QUEUED
        assert sum(command.startswith("MAIL") for command in fake.commands) == mails
        assert fake.received[0].reverse_path == "own@a.example"


async def test_recipients_that_nobody_knows_are_refused_under_either_path() -> None:
    envelope = Envelope(("", "own@a.example"), TO, len(RAW))
    async with (
        scripted_smtp_server(Script(replies={"RCPT": "550 5.1.1 no such user"})) as fake,
        session(fake) as connection,
    ):
        assert {str(reply) for reply in (await connection.offer(envelope)).values()} == {"550 5.1.1 no such user"}


@pytest.mark.parametrize("hangs_up", [True, False], ids=["and hangs up", "and goes on"])
async def test_the_first_refusal_of_a_login_is_what_is_told(hangs_up: bool) -> None:
    script = Script(login=("ada", "right"), auth_methods="PLAIN LOGIN", hangs_up_after_refused_login=hangs_up)
    async with scripted_smtp_server(script) as fake:
        with pytest.raises(ServerFaultError, match=r"refused the login of ada \(535 5.7.8 wrong password\)"):
            await connector().connect(server_at(fake.port, username="ada", password="guess"))
