"""The SMTP port's contract, on a scripted server that errs on demand."""

import asyncio

import pytest

from deploy.local.tls import Certificates, certificates
from services.sender.domain.account import Security
from services.sender.domain.reply import Reply
from services.sender.ports import ConnectionLostError, Envelope, InDoubtError
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
from tests.fakes.smtp_server import Received, Script, scripted_smtp_server


@pytest.fixture(scope="module")
def tls_files(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return certificates(tmp_path_factory.mktemp("tls"))


async def test_a_message_arrives_byte_for_byte_and_the_session_serves_the_next() -> None:
    async with scripted_smtp_server(Script()) as fake, session(fake) as connection:
        for _ in range(2):
            assert await connection.offer(ENVELOPE) == dict.fromkeys(ENVELOPE.forward_paths, ACCEPTED)
            assert await connection.transmit(RAW) == QUEUED
        assert fake.received == [Received("from@a.example", ENVELOPE.forward_paths, RAW)] * 2
        assert fake.sessions == 1
        assert f"MAIL FROM:<from@a.example> SIZE={len(RAW)}" in fake.commands


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.IMPLICIT_TLS])
async def test_tls_and_login(security: Security, tls_files: Certificates) -> None:
    script = Script(
        tls=tls_context(tls_files), is_tls_from_start=security is Security.IMPLICIT_TLS, login=("a@b.example", "right")
    )
    async with scripted_smtp_server(script) as fake:
        server = server_at(fake.port, security, username="a@b.example", password="right")
        connection = await connector(tls_files.ca_file).connect(server)
        await connection.offer(ENVELOPE)
        assert await connection.transmit(RAW) == QUEUED
        await connection.close()
        assert not connection.is_open


async def test_automatic_replies_leave_under_the_null_reverse_path_without_reports() -> None:
    envelope = Envelope(("", "from@a.example"), ("to@b.example",), wants_no_reports=True)
    async with scripted_smtp_server(Script()) as fake, session(fake) as connection:
        await connection.offer(envelope)
        await connection.transmit(RAW)
        assert fake.received[0].reverse_path == ""
        assert "RCPT TO:<to@b.example> NOTIFY=NEVER" in fake.commands


async def test_the_next_reverse_path_is_tried_where_the_null_one_is_refused() -> None:
    envelope = Envelope(("", "from@a.example"), ("to@b.example",))
    async with scripted_smtp_server(Script({"MAIL ": "501 5.1.7 who are you"})) as fake, session(fake) as connection:
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
async def test_refusals_before_data(replies: dict[str, str], expected: list[Reply]) -> None:
    async with scripted_smtp_server(Script(replies)) as fake, session(fake) as connection:
        offered = await connection.offer(ENVELOPE)
        assert list(offered.values()) == expected


REFUSED_DATA = {
    "4yz to DATA": ({"DATA": "451 4.3.0 later"}, Reply(451, "4.3.0 later")),
    "5yz to DATA": ({"DATA": "554 5.5.1 no valid recipients"}, Reply(554, "5.5.1 no valid recipients")),
    "4yz to the message": ({".": "452 4.3.1 disk full"}, Reply(452, "4.3.1 disk full")),
    "5yz to the message": ({".": "554 5.7.1 spam"}, Reply(554, "5.7.1 spam")),
}


@pytest.mark.parametrize(("replies", "expected"), REFUSED_DATA.values(), ids=REFUSED_DATA)
async def test_a_real_reply_to_data_or_to_the_message_is_no_doubt(replies: dict[str, str], expected: Reply) -> None:
    async with scripted_smtp_server(Script(replies)) as fake, session(fake) as connection:
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
    script: Script, expected: type[Exception]
) -> None:
    async with scripted_smtp_server(script) as fake, session(fake, timeout_s=0.3, data_timeout_s=0.6) as connection:
        with pytest.raises(expected):  # noqa: PT012 - either step may fail
            await connection.offer(ENVELOPE)
            await connection.transmit(RAW)
        assert not connection.is_open


async def test_a_hang_up_in_the_middle_of_the_message_is_in_doubt() -> None:
    async with scripted_smtp_server(Script(hangs_up_at="354")) as fake, session(fake) as connection:
        await connection.offer(ENVELOPE)
        with pytest.raises((InDoubtError, ConnectionLostError)):
            await connection.transmit(RAW)
        assert fake.received == []


async def test_a_hang_up_after_the_last_reply_costs_nothing() -> None:
    async with scripted_smtp_server(Script(hangs_up_at="250")) as fake, session(fake) as connection:
        await connection.offer(ENVELOPE)
        assert await connection.transmit(RAW) == QUEUED
        with pytest.raises(ConnectionLostError):
            await connection.check()
        assert len(fake.received) == 1


async def test_cancelled_in_the_middle_nobody_uses_the_session_again() -> None:
    async with scripted_smtp_server(Script(silent_at=".")) as fake, session(fake) as connection:
        await connection.offer(ENVELOPE)
        sending = asyncio.create_task(connection.transmit(RAW))
        await fake.reached.wait()
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending
        assert not connection.is_open


async def test_reset_forgets_the_envelope_and_check_says_noop() -> None:
    async with scripted_smtp_server(Script()) as fake, session(fake) as connection:
        await connection.offer(ENVELOPE)
        await connection.reset()
        await connection.check()
        assert fake.commands[-2:] == ["RSET", "NOOP"]
