"""The SMTP port's contract, on a scripted server that errs on demand."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace

import pytest

from deploy.local.tls import Certificates, certificates
from services.sender.domain.reply import Reply
from services.sender.ports import ConnectionLostError, Envelope, InDoubtError
from shared.trust import Security
from tests.contract.smtp_port import (
    ACCEPTED,
    ENVELOPE,
    QUEUED,
    RAW,
    connector,
    server_at,
    session,
    tls_context,
)
from tests.fakes.smtp_server import PIPELINING, Received, Script, ScriptedSmtpServer, scripted_smtp_server

Serve = Callable[[Script], AbstractAsyncContextManager[ScriptedSmtpServer]]


@pytest.fixture(params=[True, False], ids=["pipelining", "one by one"])
def serve(request: pytest.FixtureRequest) -> Serve:
    """A server that follows a script and takes commands together, or one that does not."""

    def start(script: Script) -> AbstractAsyncContextManager[ScriptedSmtpServer]:
        kept = tuple(each for each in script.extensions if request.param or each != PIPELINING)
        return scripted_smtp_server(replace(script, extensions=kept))

    return start


@pytest.fixture(scope="module")
def tls_files(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return certificates(tmp_path_factory.mktemp("tls"))


async def test_a_message_arrives_byte_for_byte_and_the_session_serves_the_next(serve: Serve) -> None:
    async with serve(Script()) as fake, session(fake) as connection:
        for _ in range(2):
            assert await connection.offer(ENVELOPE) == dict.fromkeys(ENVELOPE.forward_paths, ACCEPTED)
            assert await connection.transmit(RAW) == QUEUED
        assert fake.received == [Received("from@a.example", ENVELOPE.forward_paths, RAW)] * 2
        assert fake.sessions == 1
        assert f"MAIL FROM:<from@a.example> SIZE={len(RAW)}" in fake.commands


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.IMPLICIT_TLS])
async def test_tls_and_login(serve: Serve, security: Security, tls_files: Certificates) -> None:
    script = Script(
        tls=tls_context(tls_files), is_tls_from_start=security is Security.IMPLICIT_TLS, login=("a@b.example", "right")
    )
    async with serve(script) as fake:
        server = server_at(fake.port, security, username="a@b.example", password="right")
        connection = await connector(tls_files.ca_file).connect(server)
        await connection.offer(ENVELOPE)
        assert await connection.transmit(RAW) == QUEUED
        await connection.close()
        assert not connection.is_open


async def test_automatic_replies_leave_under_the_null_reverse_path_without_reports(serve: Serve) -> None:
    envelope = Envelope(("", "from@a.example"), ("to@b.example",), wants_no_reports=True)
    async with serve(Script()) as fake, session(fake) as connection:
        await connection.offer(envelope)
        await connection.transmit(RAW)
        assert fake.received[0].reverse_path == ""
        assert "RCPT TO:<to@b.example> NOTIFY=NEVER" in fake.commands


async def test_the_next_reverse_path_is_tried_where_the_null_one_is_refused(serve: Serve) -> None:
    envelope = Envelope(("", "from@a.example"), ("to@b.example",))
    async with serve(Script({"MAIL ": "501 5.1.7 who are you"})) as fake, session(fake) as connection:
        assert await connection.offer(envelope) == {"to@b.example": ACCEPTED}
        await connection.transmit(RAW)
        assert fake.received[0].reverse_path == "from@a.example"


REFUSED_OFFERS = {
    "4yz at MAIL": ({"MAIL": "451 4.3.0 later"}, [Reply(451, "4.3.0 later")] * 2),
    "5yz at MAIL": ({"MAIL": "552 5.3.4 too big"}, [Reply(552, "5.3.4 too big")] * 2),
    "4yz at one RCPT": ({"RCPT cc@b.example": "450 4.2.0 greylisted"}, [ACCEPTED, Reply(450, "4.2.0 greylisted")]),
    "5yz at one RCPT": ({"RCPT to@b.example": "550 5.1.1 no such user"}, [Reply(550, "5.1.1 no such user"), ACCEPTED]),
    "421 at RCPT": ({"RCPT": "421 4.3.2 closing"}, [Reply(421, "4.3.2 closing")] * 2),
    "lines and bytes that hurt": (
        {"RCPT": "550-5.1.1 no\\r\n550 \x1b[31muser"},
        [Reply(550, "5.1.1 no [31muser")] * 2,
    ),
}


@pytest.mark.parametrize(("replies", "expected"), REFUSED_OFFERS.values(), ids=REFUSED_OFFERS)
async def test_refusals_before_data(serve: Serve, replies: dict[str, str], expected: list[Reply]) -> None:
    async with serve(Script(replies)) as fake, session(fake) as connection:
        offered = await connection.offer(ENVELOPE)
        assert list(offered.values()) == expected


REFUSED_DATA = {
    "4yz to DATA": ({"DATA": "451 4.3.0 later"}, Reply(451, "4.3.0 later")),
    "5yz to DATA": ({"DATA": "554 5.5.1 no valid recipients"}, Reply(554, "5.5.1 no valid recipients")),
    "4yz to the message": ({".": "452 4.3.1 disk full"}, Reply(452, "4.3.1 disk full")),
    "5yz to the message": ({".": "554 5.7.1 spam"}, Reply(554, "5.7.1 spam")),
}


@pytest.mark.parametrize(("replies", "expected"), REFUSED_DATA.values(), ids=REFUSED_DATA)
async def test_a_real_reply_to_data_or_to_the_message_is_no_doubt(
    serve: Serve, replies: dict[str, str], expected: Reply
) -> None:
    async with serve(Script(replies)) as fake, session(fake) as connection:
        await connection.offer(ENVELOPE)
        assert await connection.transmit(RAW) == expected
        assert fake.received == []


LOST = {
    "hangs up at MAIL": (Script(hangs_up_at="MAIL"), ConnectionLostError),
    "hangs up at RCPT": (Script(hangs_up_at="RCPT"), ConnectionLostError),
    "silent at RCPT": (Script(silent_at="RCPT"), ConnectionLostError),
    "garbage at RCPT": (Script({"RCPT": "what?"}), ConnectionLostError),
    "hangs up at DATA": (Script(hangs_up_at="DATA"), ConnectionLostError),
    "silent at DATA": (Script(silent_at="DATA"), ConnectionLostError),
    "250 to DATA": (Script({"DATA": "250 sure"}), ConnectionLostError),
    "hangs up after the final dot": (Script(hangs_up_at="."), InDoubtError),
    "silent after the final dot": (Script(silent_at="."), InDoubtError),
    "garbage after the final dot": (Script({".": "what?"}), InDoubtError),
    "3yz after the final dot": (Script({".": "354 more"}), InDoubtError),
}


@pytest.mark.parametrize(("script", "expected"), LOST.values(), ids=LOST)
async def test_a_lost_connection_is_in_doubt_only_after_the_message_was_on_its_way(
    serve: Serve, script: Script, expected: type[Exception]
) -> None:
    async with serve(script) as fake, session(fake, timeout_s=0.3, data_timeout_s=0.6) as connection:
        with pytest.raises(expected):  # noqa: PT012 - either step may fail
            await connection.offer(ENVELOPE)
            await connection.transmit(RAW)
        assert not connection.is_open


async def test_a_hang_up_in_the_middle_of_the_message_is_in_doubt(serve: Serve) -> None:
    async with serve(Script(hangs_up_at="354")) as fake, session(fake) as connection:
        await connection.offer(ENVELOPE)
        with pytest.raises((InDoubtError, ConnectionLostError)):
            await connection.transmit(RAW)
        assert fake.received == []


async def test_a_hang_up_after_the_last_reply_costs_nothing(serve: Serve) -> None:
    async with serve(Script(hangs_up_at="250")) as fake, session(fake) as connection:
        await connection.offer(ENVELOPE)
        assert await connection.transmit(RAW) == QUEUED
        with pytest.raises(ConnectionLostError):
            await connection.check()
        assert len(fake.received) == 1


async def test_cancelled_in_the_middle_nobody_uses_the_session_again(serve: Serve) -> None:
    async with serve(Script(silent_at=".")) as fake, session(fake) as connection:
        await connection.offer(ENVELOPE)
        sending = asyncio.create_task(connection.transmit(RAW))
        await fake.reached.wait()
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending
        assert not connection.is_open


async def test_reset_forgets_the_envelope_and_check_says_noop(serve: Serve) -> None:
    async with serve(Script()) as fake, session(fake) as connection:
        await connection.offer(ENVELOPE)
        await connection.reset()
        await connection.check()
        assert fake.commands[-2:] == ["RSET", "NOOP"]


async def test_commands_leave_together_only_where_the_server_takes_them_so(serve: Serve) -> None:
    async with serve(Script({"MAIL": "451 4.3.0 later"})) as fake, session(fake) as connection:
        await connection.offer(ENVELOPE)
        recipients = [command for command in fake.commands if command.startswith("RCPT")]
        is_pipelining = PIPELINING in fake.script.extensions
        assert recipients == ([f"RCPT TO:<{each}>" for each in ENVELOPE.forward_paths] if is_pipelining else [])
        assert connection.is_open


async def test_each_of_many_recipients_gets_its_own_reply(serve: Serve) -> None:
    envelope = Envelope(("from@a.example",), tuple(f"r{number}@b.example" for number in range(500)))
    refusals = {f"RCPT r{number}@b.example": f"550 5.1.1 not {number}" for number in range(0, 500, 7)}
    async with serve(Script(refusals)) as fake, session(fake) as connection:
        replies = await connection.offer(envelope)
        assert list(replies) == list(envelope.forward_paths)
        assert {f"RCPT {each}": str(reply) for each, reply in replies.items() if not reply.is_positive} == refusals
        await connection.transmit(RAW)
        assert len(fake.received[0].forward_paths) == 500 - len(refusals)


async def test_a_server_that_speaks_unasked_is_not_listened_to(serve: Serve) -> None:
    """Its second reply would be taken for the one to the next command."""
    async with serve(Script({"NOOP": "250 ok\\r\\n250 more"})) as fake, session(fake) as connection:
        await connection.check()
        assert not connection.is_open
        with pytest.raises(ConnectionLostError, match=r"the server spoke unasked: 250 more after MAIL"):
            await connection.offer(ENVELOPE)


async def test_a_reply_without_end_is_not_kept(serve: Serve) -> None:
    async with serve(Script({"NOOP": "250-more\\r\\n" * 10_000 + "250 ok"})) as fake, session(fake) as connection:
        with pytest.raises(ConnectionLostError, match="response too long"):
            await connection.check()


async def test_an_address_with_a_line_end_is_no_second_command(serve: Serve) -> None:
    envelope = Envelope(("from@a.example",), ("to@b.example>\r\nRCPT TO:<x@c.example",))
    async with serve(Script()) as fake, session(fake) as connection:
        with pytest.raises(ValueError, match="line end"):
            await connection.offer(envelope)
        assert not any("x@c.example" in command for command in fake.commands)
