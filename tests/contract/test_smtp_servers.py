"""The SMTP port's contract on real servers: GreenMail and Postfix's smtp-sink."""

from dataclasses import replace
from pathlib import Path

import pytest

from deploy.local.endpoints import Endpoints
from deploy.local.mail_server import create_user
from services.sender.domain.reply import Reply
from services.sender.ports import ConnectionLostError, Envelope, InDoubtError, ServerFaultError
from shared.trust import Security
from tests.contract.smtp_port import ENVELOPE, RAW, connector, credential_of, server_at
from tests.harness.smtp_sink import SmtpSink


async def test_greenmail_takes_a_message_and_refuses_a_wrong_password(stack: Endpoints) -> None:
    mail = stack.greenmail
    assert mail is not None
    create_user(mail, "smtp-port@greenmail.example", "right")
    login = {"username": "smtp-port@greenmail.example", "password": "right"}
    server = server_at(mail.smtps, Security.IMPLICIT_TLS, **login)
    connection = await connector(Path(mail.ca_file)).connect(server)
    envelope = Envelope(("from@a.example",), ("smtp-port@greenmail.example",), len(RAW))
    assert [reply.code for reply in (await connection.offer(envelope)).values()] == [250]
    assert (await connection.transmit(RAW)).is_positive
    await connection.check()
    await connection.close()
    with pytest.raises(ServerFaultError, match=r"refused the login of smtp-port@greenmail.example"):
        await connector(Path(mail.ca_file)).connect(replace(server, credential=credential_of("wrong")))


async def test_a_server_that_forgets_the_null_reverse_path_gets_the_next_one(stack: Endpoints) -> None:
    """GreenMail 2.1 accepts `<>` and then asks every recipient for a MAIL first."""
    mail = stack.greenmail
    assert mail is not None
    create_user(mail, "null-path@greenmail.example", "right")
    connection = await connector().connect(server_at(mail.smtp))
    envelope = Envelope(("", "from@a.example"), ("null-path@greenmail.example",), len(RAW))
    assert [reply.code for reply in (await connection.offer(envelope)).values()] == [250]
    assert (await connection.transmit(RAW)).is_positive
    await connection.close()


async def test_smtp_sink_gets_the_envelope_and_the_bytes(smtp_sink: SmtpSink) -> None:
    connection = await connector().connect(server_at(smtp_sink.port))
    await connection.offer(replace(ENVELOPE, reverse_paths=("",)))
    assert (await connection.transmit(RAW)).is_positive
    await connection.close()
    (received,) = smtp_sink.messages()
    assert (received.reverse_path, received.forward_paths) == ("", ENVELOPE.forward_paths)
    assert received.raw == RAW.replace(b"\r\n", b"\n")


SINK_FAULTS = {
    "4yz at RCPT": (("-r", "RCPT"), 4),
    "5yz at the message": (("-f", "."), 5),
    "hang-up at the final dot": (("-q", "."), InDoubtError),
    "hang-up at DATA": (("-q", "DATA"), ConnectionLostError),
}


@pytest.mark.parametrize(("options", "expected"), SINK_FAULTS.values(), ids=SINK_FAULTS)
async def test_smtp_sink_errs_like_the_scripted_server(
    smtp_sink: SmtpSink, options: tuple[str, ...], expected: int | type[Exception]
) -> None:
    smtp_sink.stop()
    smtp_sink.start(*options)
    connection = await connector().connect(server_at(smtp_sink.port))

    async def last_reply() -> Reply:
        (reply, *_) = (await connection.offer(ENVELOPE)).values()
        return await connection.transmit(RAW) if reply.is_positive else reply

    try:
        if isinstance(expected, int):
            assert (await last_reply()).code // 100 == expected
        else:
            with pytest.raises(expected):
                await last_reply()
    finally:
        await connection.close()
