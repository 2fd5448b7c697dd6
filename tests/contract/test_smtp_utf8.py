"""Addresses whose local part is not ASCII (RFC 6531): sent where the server takes them, else rejected one by one."""

from dataclasses import replace

import pytest

from services.sender.ports import Envelope
from services.sender.smtp.session import NO_SMTPUTF8
from tests.contract.smtp_port import ACCEPTED, ENVELOPE, QUEUED, RAW, session
from tests.fakes.smtp_server import Script, scripted_smtp_server

JUERGEN, ADA = "jürgen@b.example", "ada@b.example"
WITH, WITHOUT = ("8BITMIME", "SMTPUTF8", "PIPELINING"), ("8BITMIME", "PIPELINING")
UTF8_RAW = f'To: "J. B." <{JUERGEN}>,\r\n {ADA}\r\nSubject: a\r\n\r\nBody to {ADA}\r\n'.encode()
BOTH = Envelope(("from@a.example",), (JUERGEN, ADA), has_utf8_header=True)


async def test_a_server_with_smtputf8_gets_everything_as_it_is() -> None:
    async with scripted_smtp_server(Script(extensions=WITH)) as fake, session(fake) as connection:
        assert await connection.offer(BOTH) == {JUERGEN: ACCEPTED, ADA: ACCEPTED}
        assert await connection.transmit(UTF8_RAW) == QUEUED
        assert "MAIL FROM:<from@a.example> BODY=8BITMIME SMTPUTF8" in fake.commands
        assert f"RCPT TO:<{JUERGEN}>" in fake.commands
        assert fake.received[0].raw == UTF8_RAW


async def test_a_server_without_is_asked_for_those_that_it_can_take() -> None:
    async with scripted_smtp_server(Script(extensions=WITHOUT)) as fake, session(fake) as connection:
        assert await connection.offer(BOTH) == {JUERGEN: NO_SMTPUTF8, ADA: ACCEPTED}
        assert await connection.transmit(UTF8_RAW) == QUEUED
        assert fake.commands[1:4] == ["MAIL FROM:<from@a.example>", f"RCPT TO:<{ADA}>", "DATA"]
        (received,) = fake.received
        header, _, body = received.raw.partition(b"\r\n\r\n")
        assert header.isascii()
        assert b'To: "J. B." =?utf-8?b?asO8cmdlbkBiLmV4YW1wbGU=?= :;,\r\n ada@b.example' in header
        assert body == UTF8_RAW.partition(b"\r\n\r\n")[2]


async def test_nothing_is_asked_of_a_server_that_can_take_nobody() -> None:
    async with scripted_smtp_server(Script(extensions=WITHOUT)) as fake, session(fake) as connection:
        assert await connection.offer(replace(BOTH, forward_paths=(JUERGEN,))) == {JUERGEN: NO_SMTPUTF8}
        assert [command for command in fake.commands if not command.startswith("EHLO")] == []


@pytest.mark.parametrize("extensions", [WITH, WITHOUT], ids=["with", "without"])
async def test_ascii_mail_is_as_ever(extensions: tuple[str, ...]) -> None:
    async with scripted_smtp_server(Script(extensions=extensions)) as fake, session(fake) as connection:
        assert set((await connection.offer(ENVELOPE)).values()) == {ACCEPTED}
        assert await connection.transmit(RAW) == QUEUED
        assert "MAIL FROM:<from@a.example>" in fake.commands
        assert fake.received[0].raw == RAW
