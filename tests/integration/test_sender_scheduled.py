"""Sends of a later time, and those that are of no use after one."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from services.sender.domain.work import Work
from services.sender.store import AttemptStore, CancelStore
from services.sender.store.cancel import EXPIRED
from shared.events import DeliveryChanged, SendMessage
from shared.events.topics import DELIVERY
from shared.seal import Vault
from tests.fakes.smtp_server import Script, scripted_smtp_server
from tests.integration.sender_ledger import Ledger, begun, recorded
from tests.integration.sender_rig import Rig, auto_reply, process_of, request

SEND = "SELECT state, reason FROM read_send WHERE send_id = %s"
RECIPIENTS = "SELECT state FROM read_send_recipient WHERE send_id = %s ORDER BY address"
CORRECT = "UPDATE account SET smtp_username = 'corrected', version = version + 1 WHERE id = %s"
LATER = "UPDATE send SET send_at = now() + interval '1 hour', next_attempt_at = now() + interval '1 hour'"
FAILING = "INSERT INTO sending_health (account_id, state, connections, account_version) VALUES (%s, 'failing', 1, 1)"
ASKED_LONG_AGO = "UPDATE send SET created_at = now() - interval '30 days', send_at = now() - interval '1 second'"
OVER = "UPDATE send SET expires_at = now() - interval '1 second'"


def soon(seconds: float) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=seconds)


async def test_it_leaves_at_its_time_and_is_dated_by_it(rig: Rig) -> None:
    async with scripted_smtp_server(Script()) as smtp, rig.start():
        account_id = await rig.account(smtp.port)
        at = soon(4)
        later, now = request(account_id, send_at=at), request(account_id)
        await rig.publish(later, now)
        await rig.until(now.send_id, "sent")
        await rig.until(later.send_id, "sent")
        ((sent_at, send_at),) = await rig.rows("SELECT sent_at, send_at FROM send WHERE send_id = %s", later.send_id)
    assert send_at == at
    assert sent_at >= at
    assert f"Date: {at:%a, %d %b %Y %H:%M:%S} +0000".encode() in smtp.received[-1].raw


async def test_what_is_put_off_survives_a_killed_sender(rig: Rig) -> None:
    async with scripted_smtp_server(Script()) as smtp:
        account_id = await rig.account(smtp.port)
        later = request(account_id, send_at=soon(12))
        await rig.publish(later)
        async with process_of(rig) as process:
            await rig.until(later.send_id, "waiting")
            process.kill()
        assert smtp.received == []
        async with rig.start():
            await rig.until(later.send_id, "sent")
        assert len(smtp.received) == 1


async def test_a_corrected_account_sends_nothing_before_its_time(ledger: Ledger) -> None:
    lease, (send,) = await ledger.sends(1)
    attempts = AttemptStore(ledger.pool, Vault(ledger.rig.settings.secret_key))
    await attempts.defer_account(send.account_id, lease, "its server refuses the login", 3600)
    await ledger.rig.rows(FAILING, send.account_id)
    await ledger.rig.rows(LATER)
    await ledger.rig.rows(CORRECT, send.account_id)
    assert await attempts.begin_anew_when_corrected(send.account_id, lease) == 1
    assert await attempts.due(send.account_id, 9) == []
    await ledger.rig.rows("UPDATE send SET send_at = now(), next_attempt_at = now()")
    assert [one.send_id for one in await attempts.due(send.account_id, 9)] == [send.send_id]


async def test_what_is_over_ends_once_and_is_never_begun(ledger: Ledger) -> None:
    lease, (on_wire, waits) = await ledger.sends(2)
    attempts, cancels = AttemptStore(ledger.pool, Vault(ledger.rig.settings.secret_key)), CancelStore(ledger.pool)
    await recorded(ledger, begun(lease, on_wire))
    await ledger.rig.rows(OVER)
    assert await attempts.due(waits.account_id, 9) == [], "before anybody has said so"
    assert (await attempts.accounts_with_work())[waits.account_id].has_expired
    assert [await cancels.expire(waits.account_id) for _ in range(2)] == [1, 0]
    assert await ledger.rig.rows(SEND, waits.send_id) == [("expired", EXPIRED)]
    assert await ledger.rig.rows(SEND, on_wire.send_id) == [("sending", "")]
    assert await recorded(ledger, begun(lease, waits)) == [False], "who holds it in memory may not put it on the wire"
    assert (await attempts.accounts_with_work()).get(waits.account_id, Work()).has_expired is True, "one is on the wire"


async def test_what_a_server_puts_off_for_too_long_expires_and_is_told_with_what_was_given(rig: Rig) -> None:
    given = {"tags": ("order", "4711"), "metadata": {"ticket": "T-1"}}
    async with scripted_smtp_server(Script(replies={"RCPT": "451 4.3.0 later"})) as smtp, rig.start(retry_base_s=3600):
        account_id = await rig.account(smtp.port)
        asked = request(account_id, expires_at=soon(6), **given)
        await rig.publish(asked)
        await rig.until(asked.send_id, "deferred")
        await rig.until(asked.send_id, "expired")
        await rig.until_published()
    told = [DeliveryChanged.from_record(record.value, record.headers) for record in await rig.records(DELIVERY)]
    assert [(event.state.value, event.tags, event.metadata) for event in told] == [
        (state, given["tags"], given["metadata"]) for state in ("deferred", "expired")
    ]
    assert smtp.received == []


async def test_the_time_that_it_was_put_off_for_is_no_time_of_trying(ledger: Ledger) -> None:
    _, (send,) = await ledger.sends(1)
    await ledger.rig.rows(ASKED_LONG_AGO)
    ((found),) = await AttemptStore(ledger.pool, Vault(ledger.rig.settings.secret_key)).due(send.account_id, 9)
    assert found.age_s < 60


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"send_at": soon(600), "expires_at": soon(300)}, "expires_at is not after send_at"),
        ({"reply_to": ("nobody",)}, "nobody"),
        ({"reply_to": ("a@b.example\r\nBcc: x@y.example",)}, "reply_to holds a line break"),
    ],
    ids=["over before it begins", "an answer to nobody", "injection"],
)
async def test_what_can_never_be_sent_is_rejected_with_the_reason(
    rig: Rig, fields: dict[str, object], words: str
) -> None:
    assert words in await reason_of(rig, request(await rig.account(1), **fields))


async def test_automatic_mail_is_not_put_off(rig: Rig) -> None:
    assert "only requests can be put off" in await reason_of(rig, auto_reply(await rig.account(1), send_at=soon(600)))


async def reason_of(rig: Rig, refused: SendMessage) -> str:
    await rig.publish(refused)
    async with rig.start():
        await rig.until(refused.send_id, "rejected")
    rows: Sequence[tuple[str, str]] = await rig.rows(SEND, refused.send_id)
    return rows[0][1]
