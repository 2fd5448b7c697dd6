"""What a server says about sessions is charged to the sessions: fewer, a pause, and no try of any send used up."""

import logging

import pytest

from shared.events import AccountChanged, SendMessage
from shared.events.topics import ACCOUNT_CHANGED
from shared.metrics import SENDER
from tests.fakes.smtp_server import Script, scripted_smtp_server
from tests.harness.kafka import read_all
from tests.harness.wait import eventually
from tests.integration.rest import free_port
from tests.integration.sender_rig import ATTEMPTS, Rig, request

HEALTH = "SELECT state, reason, connections, next_try_at IS NOT NULL FROM read_sending_health WHERE account_id = %s"
REASON = "SELECT state, attempts, reason FROM read_send WHERE send_id = %s"
ANSWERED = "SELECT count(*)::int FROM send_attempt WHERE is_answered"
OLD = "UPDATE send SET created_at = created_at - interval '5 days'"
OVER = {
    "421 to the connection": ("greeting", "421 4.7.0 too many connections"),
    "421 to EHLO": ("EHLO", "421 4.3.2 too many concurrent sessions"),
    "432 to MAIL": ("MAIL", "432 4.3.2 concurrent connections limit exceeded"),
    "450 to MAIL": ("MAIL", "450 4.7.0 too many connections from you"),
    "454 to MAIL": ("MAIL", "454 4.7.0 temporary authentication failure"),
    "421 to RCPT": ("RCPT", "421 4.4.5 too many messages"),
    "451 to RCPT": ("RCPT", "451 4.3.2 not accepting now"),
}


@pytest.mark.parametrize("over", OVER.values(), ids=OVER)
async def test_all_is_sent_over_the_one_session_that_a_server_serves(rig: Rig, over: tuple[str, str]) -> None:
    async with (
        scripted_smtp_server(Script(most_sessions=1, over_limit=over)) as smtp,
        rig.start(smtp_connections_per_account=4, max_retry_attempts=0),
    ):
        account_id = await rig.account(smtp.port)
        wanted = [request(account_id) for _ in range(40)]
        await rig.publish(*wanted)
        for one in wanted:
            await rig.until(one.send_id, "sent")
        assert {len(await rig.rows(ATTEMPTS, one.send_id)) for one in wanted} == {1}
        assert sum(smtp.struck.values()) >= 1
        assert sorted(received.raw for received in smtp.received) == sorted({one.raw for one in smtp.received})
        assert await eventually_health(rig, account_id, "ok") == ("ok", "", 1, False)
        assert SENDER.get_sample_value("mailweave_smtp_sessions_allowed", {"account_id": str(account_id)}) == 1


async def eventually_health(rig: Rig, account_id: int, state: str) -> tuple[object, ...]:
    async def shown() -> bool:
        found[:] = await rig.rows(HEALTH, account_id)
        return bool(found) and found[0][0] == state

    found: list[tuple[object, ...]] = []
    await eventually(shown, deadline_s=40, what=f"sending health {state}")
    return found[0]


ASKED = {
    "its own words": ("421 4.7.0 rate limited, try again in 5 minutes", 300),
    "milliseconds": ("432 4.3.2 throttled. Suggested Backoff Time: 60000 milliseconds", 60),
}


@pytest.mark.parametrize(("reply", "seconds"), ASKED.values(), ids=ASKED)
async def test_a_server_that_serves_nobody_is_left_alone_for_as_long_as_it_asks(
    rig: Rig, caplog: pytest.LogCaptureFixture, reply: str, seconds: int
) -> None:
    caplog.set_level(logging.WARNING)
    async with scripted_smtp_server(Script({"MAIL": reply})) as smtp, rig.start(max_retry_attempts=0):
        account_id = await rig.account(smtp.port)
        wanted = request(account_id)
        await rig.publish(wanted)
        await rig.until(wanted.send_id, "deferred")
        line = (
            f"account {account_id} (support@shop.example): SMTP server localhost:{smtp.port} refuses to serve "
            f"({reply}): it is tried again later"
        )
        assert await rig.rows(REASON, wanted.send_id) == [("waiting", 0, line)]
        assert f"{line}; tried again in {seconds} s" in caplog.messages
        assert await eventually_health(rig, account_id, "waiting") == ("waiting", line, 1, True)
        assert (SENDER.get_sample_value("mailweave_sending_pauses_total", {"reply_code": reply[:3]}) or 0) >= 1


async def test_it_goes_on_when_the_server_serves_again(rig: Rig) -> None:
    async with scripted_smtp_server(Script({"AUTH": "454 4.7.0 later"}, login=("ada", "right"))) as smtp, rig.start():
        account_id = await rig.account(smtp.port, username="ada", password="right")
        wanted = request(account_id)
        await rig.publish(wanted)
        await eventually_health(rig, account_id, "waiting")
        smtp.script = Script(login=("ada", "right"))
        await rig.until(wanted.send_id, "sent")
        assert [attempt for attempt, _ in await rig.rows(ATTEMPTS, wanted.send_id)] == [1]
        assert (await eventually_health(rig, account_id, "ok"))[1] == ""
        waiting, well = await changes(rig, 2)
    assert [(each.account_id, each.service, each.from_state, each.to_state) for each in (waiting, well)] == [
        (account_id, "sender", None, "waiting"),
        (account_id, "sender", "waiting", "ok"),
    ]
    assert "454 4.7.0 later" in waiting.reason
    assert waiting.next_try_at is not None
    assert waiting.next_try_at > waiting.since


async def changes(rig: Rig, count: int) -> list[AccountChanged]:
    """What account.changed holds, once it is so many, and all is marked as told."""

    async def told() -> list[AccountChanged]:
        records = await read_all(rig.settings.kafka_servers, rig.names.of(ACCOUNT_CHANGED))
        found = [AccountChanged.from_record(record.value, record.headers) for record in records]
        untold = await rig.rows("SELECT FROM sending_change")
        return found if len(found) >= count and not untold else []

    return await eventually(told, deadline_s=20, what=f"{count} events on account.changed")


async def test_a_change_that_a_sender_has_left_untold_is_told_by_the_next_though_nothing_is_due(rig: Rig) -> None:
    account_id = await rig.account(1)
    left = "INSERT INTO sending_change (account_id, to_state, reason, since) VALUES (%s, 'failing', 'x', now())"
    await rig.rows(left, account_id)
    async with rig.start():
        [change] = await changes(rig, 1)
    assert (change.account_id, change.to_state, change.reason, change.from_state) == (account_id, "failing", "x", None)


CORRECT = "UPDATE account SET smtp_port = %s, version = version + 1 WHERE id = %s"
RENAME = "UPDATE account SET name = 'Help', version = version + 1 WHERE id = %s"
NEXT_TRY = "SELECT next_attempt_at FROM read_send WHERE send_id = %s"


async def test_an_account_that_is_corrected_is_not_kept_waiting(rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    async with scripted_smtp_server(Script()) as smtp, rig.start(retry_base_s=3600):
        account_id = await rig.account(free_port())
        wanted = [request(account_id) for _ in range(3)]
        await rig.publish(*wanted)
        for one in wanted:
            await rig.until(one.send_id, "deferred")
        assert await eventually_health(rig, account_id, "failing")
        await rig.rows(CORRECT, smtp.port, account_id)
        for one in wanted:
            await rig.until(one.send_id, "sent")
        assert (await eventually_health(rig, account_id, "ok"))[1] == ""
    assert f"account {account_id} was changed: 3 sends that waited for its server are tried now" in caplog.messages


async def test_what_a_server_put_off_itself_keeps_its_time(rig: Rig) -> None:
    """Of a corrected account, too: a second try before its time would use up one of the few that it has."""
    async with scripted_smtp_server(Script({".": "450 4.2.0 greylisted"})) as smtp, rig.start(retry_base_s=3600):
        account_id = await rig.account(smtp.port)
        greylisted = request(account_id)
        await rig.publish(greylisted)
        await rig.until(greylisted.send_id, "deferred")
        time = await rig.rows(NEXT_TRY, greylisted.send_id)
        await rig.rows(CORRECT, free_port(), account_id)
        other = request(account_id)
        await rig.publish(other)
        assert await eventually_health(rig, account_id, "failing")
        await rig.rows(CORRECT, smtp.port, account_id)
        smtp.script = Script()
        await rig.until(other.send_id, "sent")
        assert await rig.rows(NEXT_TRY, greylisted.send_id) == time


async def test_a_correction_that_does_not_help_is_one_try(rig: Rig) -> None:
    async with scripted_smtp_server(Script({"AUTH": "535 5.7.8 no"}, login=("ada", "right"))) as smtp:
        async with rig.start(retry_base_s=3600):
            account_id = await rig.account(smtp.port, username="ada", password="wrong")
            wanted = request(account_id)
            await rig.publish(wanted)
            await eventually_health(rig, account_id, "failing")
            first = await rig.rows(NEXT_TRY, wanted.send_id)
            await rig.rows(RENAME, account_id)
            await eventually(lambda: smtp.struck.total() == 2, deadline_s=40, what="a second login")

            async def waits_again() -> bool:
                return (await rig.rows(NEXT_TRY, wanted.send_id)) > first

            await eventually(waits_again, deadline_s=40, what="a later try")
        assert smtp.struck.total() == 2


WITHOUT_END = {
    "sessions refused": (Script({"MAIL": "421 4.7.0 too many connections"}), "refuses to serve (421 4.7.0 too many"),
    "connections lost": (Script(hangs_up_at="RCPT"), "connection lost after RCPT"),
    "silence at the greeting": (Script(hangs_up_at="greeting"), "cannot be reached"),
    "sessions refused at the final dot": (Script({".": "432 4.3.2 thread limit"}), "432 4.3.2 thread limit"),
    "too many recipients, one alone": (Script({"RCPT": "452 4.5.3 too many recipients"}), "452 4.5.3 too many"),
}


@pytest.mark.parametrize(("script", "why"), WITHOUT_END.values(), ids=WITHOUT_END)
async def test_what_has_no_end_of_its_own_ends_after_five_days(rig: Rig, script: Script, why: str) -> None:
    async with scripted_smtp_server(script) as smtp, rig.start(max_retry_attempts=0):
        wanted = request(await rig.account(smtp.port))
        await rig.publish(wanted)
        await eventually(lambda: smtp.struck.total() >= 3, deadline_s=40)
        assert await rig.rows("SELECT state FROM read_send WHERE state = 'failed'") == []
        await rig.rows(OLD)
        await rig.until(wanted.send_id, "failed")
        ((reason,),) = await rig.rows("SELECT reason FROM read_send_recipient WHERE send_id = %s", wanted.send_id)
        assert reason.startswith("given up 5 days after it was asked for: ")
        assert why in reason
        await rig.until_published()
        assert await rig.rows(ANSWERED) == [(0,)]
        assert smtp.received == []


async def test_a_send_at_which_alone_sessions_are_refused_holds_up_no_other_and_ends(rig: Rig) -> None:
    script = Script({"RCPT poison@customer.example": "421 4.3.2 closing"})
    async with scripted_smtp_server(script) as smtp, rig.start(max_retry_attempts=1):
        account_id = await rig.account(smtp.port)
        poison = request(account_id, "poison@customer.example")
        others: list[SendMessage] = []

        async def has_ended() -> bool:
            others.append(request(account_id))
            await rig.publish(others[-1])
            return await rig.rows(REASON, poison.send_id) == [("failed", 2, "421 4.3.2 closing")]

        await rig.publish(poison)
        await eventually(has_ended, deadline_s=60, what="the end of the poisonous send")
        for one in others:
            await rig.until(one.send_id, "sent")
        assert len(smtp.received) == len(others)
