"""SMTP servers as they are: what they promise and do not keep, and what they refuse in another place than others."""

import pytest

from deploy.local.tls import Certificates, certificates
from services.sender.domain.reply import Reply
from services.sender.ports import (
    ConnectionLostError,
    Envelope,
    ReversePathRefusedError,
    ServerFaultError,
    SessionRefusedError,
)
from services.sender.smtp.connect import AioSmtpConnector
from shared.trust import Security
from tests.contract.smtp_port import ACCEPTED, ENVELOPE, QUEUED, RAW, connector, server_at, session, tls_context
from tests.fakes.smtp_server import Script, scripted_smtp_server

TO = ENVELOPE.forward_paths
AUTOMATIC = Envelope(("", "own@a.example"), TO, len(RAW))


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


ABOUT_THE_SENDER = {
    "in words": "550 5.7.1 null sender not allowed",
    "by its status": "553 5.1.7 who is that",
    "without a status": "554 Sender address rejected: empty",
    "Exchange": "550 5.7.60 SMTP; Client does not have permissions to send as this sender",
}


@pytest.mark.parametrize("refusal", ABOUT_THE_SENDER.values(), ids=ABOUT_THE_SENDER)
async def test_a_null_reverse_path_that_is_refused_after_the_message_gives_way(refusal: str) -> None:
    async with scripted_smtp_server(Script({".": f"{refusal}|250 2.0.0 queued"})) as fake:
        connect = connector().connect
        first = await connect(server_at(fake.port))
        await first.offer(AUTOMATIC)
        with pytest.raises(ReversePathRefusedError) as refused:
            await first.transmit(RAW)
        assert str(refused.value.reply) == refusal
        await first.close()
        second = await connect(server_at(fake.port))
        await second.offer(AUTOMATIC)
        assert await second.transmit(RAW) == QUEUED
        await second.close()
        assert [received.reverse_path for received in fake.received] == ["own@a.example"]


NOT_ABOUT_IT = {
    "spam": (AUTOMATIC, "550 5.7.1 message looks like spam"),
    "a refusal without reason": (AUTOMATIC, "554 5.7.1 never"),
    "for now": (AUTOMATIC, "450 4.1.8 sender address rejected"),
    "of the own address": (ENVELOPE, "550 5.7.1 sender not allowed"),
}


@pytest.mark.parametrize(("envelope", "reply"), NOT_ABOUT_IT.values(), ids=NOT_ABOUT_IT)
async def test_other_refusals_after_the_message_stand(envelope: Envelope, reply: str) -> None:
    async with scripted_smtp_server(Script({".": reply})) as fake, session(fake) as connection:
        await connection.offer(envelope)
        assert str(await connection.transmit(RAW)) == reply


REMEMBERED = {"MAIL": {"MAIL ": "550 5.1.7 no null sender"}, "RCPT": {"RCPT": "550 5.7.1 no|550 5.7.1 no|250 ok"}}


@pytest.mark.parametrize("replies", REMEMBERED.values(), ids=REMEMBERED)
async def test_a_server_that_refused_the_null_reverse_path_is_not_offered_it_again(replies: dict[str, str]) -> None:
    async with scripted_smtp_server(Script(replies)) as fake:
        connect = connector().connect
        for _ in range(2):
            connection = await connect(server_at(fake.port))
            await connection.offer(AUTOMATIC)
            await connection.close()
        assert sum(command.startswith("MAIL FROM:<>") for command in fake.commands) == 1


async def test_recipients_unknown_under_either_path_say_nothing_about_the_null_one() -> None:
    async with scripted_smtp_server(Script({"RCPT": "550 5.1.1 no such user"})) as fake:
        connect = connector().connect
        for _ in range(2):
            connection = await connect(server_at(fake.port))
            await connection.offer(AUTOMATIC)
            await connection.close()
        assert sum(command.startswith("MAIL FROM:<>") for command in fake.commands) == 2


async def test_a_hang_up_after_an_unknown_recipient_says_nothing_about_the_null_path() -> None:
    script = Script({"RCPT": "550 5.1.1 no such user"}, hangs_up_after="RCPT")
    async with scripted_smtp_server(script) as fake, session(fake) as connection:
        envelope = Envelope(("", "own@a.example"), TO[:1])
        assert await connection.offer(envelope) == {TO[0]: Reply(550, "5.1.1 no such user")}


async def test_a_server_that_hangs_up_at_the_null_reverse_path_gets_the_own_address_next() -> None:
    script = Script({"MAIL ": "550 5.1.7 no null sender"}, hangs_up_after="MAIL")
    async with scripted_smtp_server(script) as fake:
        connect = connector().connect
        first = await connect(server_at(fake.port))
        with pytest.raises(ConnectionLostError, match=r"refused the reverse-path \(550 5.1.7 no null sender\)"):
            await first.offer(AUTOMATIC)
        await first.close()
        second = await connect(server_at(fake.port))
        assert list((await second.offer(AUTOMATIC)).values()) == [ACCEPTED] * len(TO)
        await second.close()


@pytest.mark.parametrize("extensions", [("PIPELINING",), ()], ids=["pipelining", "one by one"])
@pytest.mark.parametrize("point", ["MAIL", "DATA"])
async def test_a_refusal_before_a_hang_up_is_the_servers_word(point: str, extensions: tuple[str, ...]) -> None:
    script = Script({point: "550 5.7.1 not from you"}, hangs_up_after=point, extensions=extensions)
    async with scripted_smtp_server(script) as fake, session(fake) as connection:
        replies = list((await connection.offer(ENVELOPE)).values())
        if point == "DATA":
            replies = [await connection.transmit(RAW)]
        assert set(replies) == {Reply(550, "5.7.1 not from you")}


@pytest.mark.parametrize("extensions", [("PIPELINING",), ()], ids=["pipelining", "one by one"])
async def test_who_was_refused_before_a_hang_up_is_told_with_it(extensions: tuple[str, ...]) -> None:
    script = Script({f"RCPT {TO[0]}": "550 5.1.1 no such user"}, hangs_up_after="RCPT", extensions=extensions)
    async with scripted_smtp_server(script) as fake, session(fake) as connection:
        with pytest.raises(ConnectionLostError) as lost:
            await connection.offer(ENVELOPE)
        assert lost.value.refused == {TO[0]: Reply(550, "5.1.1 no such user")}


@pytest.fixture(scope="module")
def tls_files(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return certificates(tmp_path_factory.mktemp("tls"))


@pytest.mark.parametrize(
    ("point", "reply"),
    [
        ("greeting", "554 5.7.1 not from your network"),
        ("EHLO", "550 5.7.1 not you"),
        ("EHLO", "421 4.7.0 too many connections"),
        ("STARTTLS", "454 4.7.0 TLS not available"),
        ("AUTH", "454 4.7.0 temporary authentication failure"),
        ("AUTH", "432 4.3.2 concurrent connections limit exceeded"),
    ],
)
async def test_the_reply_that_ended_a_session_is_what_is_told(point: str, reply: str, tls_files: Certificates) -> None:
    is_tls = point == "STARTTLS"
    login = ("ada", "right") if point == "AUTH" else None
    script = Script(
        {point: reply},
        hangs_up_after=point,
        login=login,
        auth_methods="PLAIN LOGIN",
        tls=tls_context(tls_files) if is_tls else None,
    )
    async with scripted_smtp_server(script) as fake:
        security = Security.STARTTLS if is_tls else Security.PLAINTEXT
        with pytest.raises(SessionRefusedError) as refused:
            await connector(tls_files.ca_file).connect(server_at(fake.port, security, username="ada", password="right"))
        assert str(refused.value.reply) == reply
        assert f"refuses to serve ({reply}): it is tried again later" in str(refused.value)
        assert sum(command.startswith("AUTH") for command in fake.commands) <= 1


NAMES = {
    "a full name": ("mail.shop.example", "mail.shop.example"),
    "a bare name": ("workstation", "[127.0.0.1]"),
    "localhost": ("localhost", "[127.0.0.1]"),
    "localhost with a domain": ("localhost.localdomain", "[127.0.0.1]"),
    "a name of the own network": ("printer.local", "[127.0.0.1]"),
    "no name": ("my computer_1.example", "[127.0.0.1]"),
    "nothing": ("", "[127.0.0.1]"),
}


@pytest.mark.parametrize(("name", "said"), NAMES.values(), ids=NAMES)
async def test_the_name_in_ehlo_is_one_that_servers_accept(name: str, said: str) -> None:
    async with scripted_smtp_server(Script(wants_name=r"\S+\.\S+")) as fake:
        connection = await AioSmtpConnector(5, 5, None, name).connect(server_at(fake.port))
        await connection.close()
        assert fake.commands[0] == f"EHLO {said}"


async def test_a_refused_name_gives_way_to_the_address() -> None:
    async with scripted_smtp_server(Script(wants_name=r"\[127\.0\.0\.1\]")) as fake:
        connection = await AioSmtpConnector(5, 5, None, "mail.shop.example").connect(server_at(fake.port))
        await connection.offer(ENVELOPE)
        await connection.close()
        assert fake.commands[:2] == ["EHLO mail.shop.example", "EHLO [127.0.0.1]"]
        assert "MAIL FROM:<from@a.example> SIZE=" in fake.commands[2]


async def test_after_starttls_the_name_is_said_again(tls_files: Certificates) -> None:
    async with scripted_smtp_server(Script(tls=tls_context(tls_files))) as fake:
        connection = await connector(tls_files.ca_file).connect(server_at(fake.port, Security.STARTTLS))
        await connection.close()
        assert fake.commands[:3] == ["EHLO [127.0.0.1]", "STARTTLS", "EHLO [127.0.0.1]"]
