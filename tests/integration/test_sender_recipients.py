"""Recipients as people write them, and what each of them is told by servers that refuse in odd places."""

import pytest

from tests.fakes.smtp_server import Script, scripted_smtp_server
from tests.integration.sender_rig import ATTEMPTS, Rig, auto_reply, request

REASONS = "SELECT address, state, reply_code, enhanced_status FROM read_send_recipient WHERE send_id = %s ORDER BY 1"
TRIES = "SELECT attempt, is_answered FROM read_send_attempt WHERE send_id = %s ORDER BY attempt"
SMTPUTF8 = ("SIZE 50000000", "8BITMIME", "SMTPUTF8", "PIPELINING")


async def test_names_are_kept_for_the_header_and_addresses_alone_go_by_smtp(rig: Rig) -> None:
    async with scripted_smtp_server(Script()) as smtp, rig.start():
        to = ("Ada Berg <ada@b.example>", " <bo@b.example> ", '"Öl, C." <c@bücher.example.>', "a..b@b.example")
        wanted = request(await rig.account(smtp.port), *to, cc_emails=("Dee <ADA@b.example>", "d@b.example"))
        await rig.publish(wanted)
        await rig.until(wanted.send_id, *["sent"] * 5)
        (received,) = smtp.received
        assert set(received.forward_paths) == {
            "ada@b.example",
            "bo@b.example",
            "c@xn--bcher-kva.example",
            '"a..b"@b.example',
            "d@b.example",
        }
        header = received.raw.partition(b"\r\n\r\n")[0].decode("ascii")
        assert "To: Ada Berg <ada@b.example>,\r\n bo@b.example,\r\n" in header
        assert '<c@xn--bcher-kva.example>,\r\n "a..b"@b.example\r\n' in header
        assert "Cc: Dee <ADA@b.example>,\r\n d@b.example\r\n" in header


@pytest.mark.parametrize(
    ("extensions", "state"), [(SMTPUTF8, "sent"), (("PIPELINING",), "failed")], ids=["with", "without"]
)
async def test_who_needs_smtputf8_stops_nobody_else(rig: Rig, extensions: tuple[str, ...], state: str) -> None:
    async with scripted_smtp_server(Script(extensions=extensions)) as smtp, rig.start():
        wanted = request(await rig.account(smtp.port), "Ada <ada@b.example>", "jürgen@bücher.example")
        await rig.publish(wanted)
        await rig.until(wanted.send_id, "sent", state)
        (received,) = smtp.received
        is_utf8 = state == "sent"
        assert len(received.forward_paths) == 1 + is_utf8
        assert ("jürgen@xn--bcher-kva.example".encode() in received.raw) is is_utf8
        rows = await rig.rows(REASONS, wanted.send_id)
        expected = (250, "2.0.0") if is_utf8 else (553, "5.6.7")
        assert rows[1] == ("jürgen@xn--bcher-kva.example", state, *expected)


async def test_a_null_reverse_path_refused_at_the_final_dot_costs_no_try_and_no_copy(rig: Rig) -> None:
    script = Script({".": "550 5.7.1 null sender not allowed|250 2.0.0 queued"})
    async with scripted_smtp_server(script) as smtp, rig.start(max_retry_attempts=0):
        account_id = await rig.account(smtp.port)
        first, second = auto_reply(account_id), auto_reply(account_id, "b@customer.example")
        await rig.publish(first)
        await rig.until(first.send_id, "sent")
        assert await rig.rows(TRIES, first.send_id) == [(1, False), (2, False)]
        await rig.publish(second)
        await rig.until(second.send_id, "sent")
        assert len(await rig.rows(ATTEMPTS, second.send_id)) == 1
        assert [received.reverse_path for received in smtp.received] == ["support@shop.example"] * 2


async def test_who_was_refused_before_the_server_hung_up_is_not_asked_again(rig: Rig) -> None:
    script = Script({"RCPT a@b.example": "550 5.1.1 no such user"}, hangs_up_after="RCPT")
    async with scripted_smtp_server(script) as smtp, rig.start():
        wanted = request(await rig.account(smtp.port), "a@b.example", "b@b.example")
        await rig.publish(wanted)
        await rig.until(wanted.send_id, "failed", "sent")
        assert (await rig.rows(REASONS, wanted.send_id))[0] == ("a@b.example", "failed", 550, "5.1.1")
        assert sum("a@b.example" in command for command in smtp.commands) == 1


NO_SUCH_USER = {"RCPT a@b.example": "550 5.1.1 no"}
NEXT = {
    "RSET is refused": Script(NO_SUCH_USER | {"RSET": "421 4.3.2 closing"}),
    "RSET hangs up": Script(NO_SUCH_USER, hangs_up_at="RSET"),
    "the next MAIL is refused": Script(NO_SUCH_USER | {"MAIL": "250 ok|421 4.7.0 too many|250 ok"}),
    "RCPT hangs up": Script(NO_SUCH_USER, hangs_up_after="RCPT"),
}


@pytest.mark.parametrize("script", NEXT.values(), ids=NEXT)
async def test_what_ends_a_session_between_two_messages_costs_the_next_one_nothing(rig: Rig, script: Script) -> None:
    async with scripted_smtp_server(script) as smtp, rig.start(smtp_connections_per_account=1, max_retry_attempts=0):
        account_id = await rig.account(smtp.port)
        refused, after = request(account_id, "a@b.example"), request(account_id, "b@b.example")
        await rig.publish(refused)
        await rig.until(refused.send_id, "failed")
        await rig.publish(after)
        await rig.until(after.send_id, "sent")
        assert await rig.rows(TRIES, after.send_id) == [(1, False)]
        assert len(smtp.received) == 1
