"""The sender as a whole: from a record in `outbound` to the mail, the ledger, `delivery` and the copy."""

from contextlib import AsyncExitStack

import pytest

from services.sender.app import build
from shared.blobs import BlobStore
from shared.errors import ConfigurationError
from shared.events import Direction, RawFetched, SendMessage
from shared.events.topics import DELIVERY, OUTBOUND
from shared.ids import content_hash, mail_id, sent_copy_id
from shared.postgres.sessions import database_pool, transaction
from shared.seal import Vault
from tests.fakes.smtp_server import Script, ScriptedSmtpServer, scripted_smtp_server
from tests.harness.kafka import Planted, plant
from tests.harness.service import idle
from tests.harness.smtp_sink import SmtpSink
from tests.harness.wait import eventually
from tests.integration.sender_rig import ATTEMPTS, Rig, auto_reply, request

KEY_OF_ACCOUNT = "SELECT account_key FROM account WHERE id = %s"


async def opened(rig: Rig, copy: RawFetched) -> bytes:
    """The plain bytes of a copy, as the parser would read them."""
    async with database_pool(rig.settings, service="parser") as pool, transaction(pool) as connection:
        key = (await Vault(rig.settings.secret_key).keys_of(connection, [copy.mail_id]))[copy.mail_id]
    if copy.blob is None:
        return key.open(copy.sealed)
    return await BlobStore(rig.settings.blob_url).get(key, copy.blob)


async def test_a_request_is_delivered_once_and_its_copy_joins_the_history(rig: Rig) -> None:
    async with scripted_smtp_server(Script()) as smtp, rig.start():
        account_id = await rig.account(smtp.port)
        wanted = request(account_id, "a@customer.example", bcc_emails=("b@customer.example",), subject="Größe")
        await rig.publish(wanted, wanted)
        await rig.publish(wanted)
        await rig.until(wanted.send_id, "sent", "sent")
        await rig.until_published()
        (received,) = smtp.received
        assert received.reverse_path == "support@shop.example"
        assert received.forward_paths == ("a@customer.example", "b@customer.example")
        assert b"b@customer.example" not in received.raw
        assert sorted(await rig.deliveries(wanted.send_id)) == [
            ("a@customer.example", "sent", 1),
            ("b@customer.example", "sent", 1),
        ]
        (copy,) = await rig.copies()
        ((key,),) = await rig.rows(KEY_OF_ACCOUNT, account_id)
        assert await opened(rig, copy) == received.raw
        assert (copy.source, copy.direction, copy.effects, copy.send_id) == (
            "sent",
            Direction.OUTBOUND,
            None,
            wanted.send_id,
        )
        assert copy.copy_id == sent_copy_id(key, wanted.send_id)
        assert copy.mail_id == mail_id(key, content_hash(received.raw))


async def test_a_large_message_goes_by_the_blob_store(rig: Rig) -> None:
    async with scripted_smtp_server(Script()) as smtp, rig.start():
        wanted = request(await rig.account(smtp.port), plain_body="lorem ipsum " * 40_000)
        await rig.publish(wanted)
        await rig.until(wanted.send_id, "sent")
        await rig.until_published()
        (copy,) = await rig.copies()
        assert copy.blob is not None
        assert copy.sealed == b""
        assert await opened(rig, copy) == smtp.received[0].raw


async def test_a_record_made_by_hand_is_delivered_to_smtp_sink(rig: Rig, smtp_sink: SmtpSink) -> None:
    account_id = await rig.account(smtp_sink.port)
    send_id = "6f1de4f0-5f5c-4b1e-9b0a-6a2b61f7a001"
    value = (
        f'{{"account_id": {account_id}, "send_id": "{send_id}", "to_emails": ["a@customer.example"], '
        '"subject": "By hand", "plain_body": "Hello"}'
    )
    async with rig.start():
        await plant(rig.settings.kafka_servers, rig.names.of(OUTBOUND), [Planted(None, value.encode())])
        (received,) = await eventually(smtp_sink.messages, deadline_s=20)
        assert b"Subject: By hand" in received.raw
        assert f"Message-ID: <{send_id}@shop.example>".encode() in received.raw


async def test_an_automatic_reply_says_that_it_is_one(rig: Rig) -> None:
    async with scripted_smtp_server(Script()) as smtp, rig.start():
        wanted = auto_reply(await rig.account(smtp.port), in_reply_to="question@customer.example")
        await rig.publish(wanted)
        await rig.until(wanted.send_id, "sent")
        (received,) = smtp.received
        assert received.reverse_path == ""
        for line in (
            b"Auto-Submitted: auto-replied",
            b"X-Auto-Response-Suppress: All",
            b"In-Reply-To: <question@customer.example>",
        ):
            assert line in received.raw


RETRIES = {
    "4yz at RCPT, then accepted": ({"RCPT": "450 4.2.0 greylisted|250 ok"}, ["deferred", "sent"]),
    "4yz to the message, then accepted": ({".": "451 4.3.0 busy|250 ok"}, ["deferred", "sent"]),
    "4yz until given up": ({"MAIL": "451 4.3.0 busy"}, ["deferred", "deferred", "deferred", "failed"]),
    "5yz at once": ({"RCPT": "550 5.1.1 no such user"}, ["failed"]),
    "5yz to the message": ({".": "554 5.7.1 spam"}, ["failed"]),
}


async def test_retries_by_what_the_server_said(rig: Rig) -> None:
    async with AsyncExitStack() as stack, rig.start():
        servers: dict[str, ScriptedSmtpServer] = {}
        wanted: dict[str, SendMessage] = {}
        for number, (name, (replies, _)) in enumerate(RETRIES.items()):
            servers[name] = await stack.enter_async_context(scripted_smtp_server(Script(replies)))
            wanted[name] = request(await rig.account(servers[name].port, f"support{number}@shop.example"))
        await rig.publish(*wanted.values())
        for name, (_, states) in RETRIES.items():
            await rig.until(wanted[name].send_id, states[-1])
        await rig.until_published()
        copied = {copy.send_id for copy in await rig.copies()}
        for name, (_, states) in RETRIES.items():
            expected = [("a@customer.example", state, attempt + 1) for attempt, state in enumerate(states)]
            assert await rig.deliveries(wanted[name].send_id) == expected, name
            assert len(servers[name].received) == (states[-1] == "sent"), name
            assert (wanted[name].send_id in copied) == (states[-1] == "sent"), name


async def test_each_recipient_has_its_own_fate(rig: Rig) -> None:
    replies = {"RCPT a@x.example": "550 5.1.1 no", "RCPT b@x.example": "450 4.2.0 later|250 ok"}
    async with scripted_smtp_server(Script(replies)) as smtp, rig.start():
        wanted = request(await rig.account(smtp.port), "a@x.example", "b@x.example", "c@x.example")
        await rig.publish(wanted)
        await rig.until(wanted.send_id, "failed", "sent", "sent")
        await rig.until_published()
        assert [received.forward_paths for received in smtp.received] == [("c@x.example",), ("b@x.example",)]
        assert {received.raw for received in smtp.received} == {smtp.received[0].raw}
        assert len(await rig.copies()) == 1
        rows = await rig.rows("SELECT state, attempts, reason FROM read_send")
        assert rows == [("failed", 2, "250 2.0.0 queued")]


IDLE = {
    "without a word": Script(hangs_up_at="250"),
    "with 421": Script({"MAIL": "250 ok|421 4.4.2 idle for too long|250 ok"}),
    "when it was used": Script({"MAIL": "250 ok|no reply at all|250 ok"}),
}


@pytest.mark.parametrize("script", IDLE.values(), ids=IDLE)
async def test_an_idle_session_that_the_server_ended_costs_no_attempt(rig: Rig, script: Script) -> None:
    async with scripted_smtp_server(script) as smtp, rig.start(smtp_connections_per_account=1):
        account_id = await rig.account(smtp.port)
        wanted = [request(account_id) for _ in range(2)]
        for one in wanted:
            await rig.publish(one)
            await rig.until(one.send_id, "sent")
            assert await rig.rows(ATTEMPTS, one.send_id) == [(1, "done")]
        assert (smtp.sessions, len(smtp.received)) == (2, 2)


async def test_a_repeat_of_an_event_is_byte_equal(rig: Rig) -> None:
    async with scripted_smtp_server(Script()) as smtp:
        wanted = request(await rig.account(smtp.port))
        async with rig.start():
            await rig.publish(wanted)
            await rig.until(wanted.send_id, "sent")
            await rig.until_published()
        await rig.rows("UPDATE send_change SET published_at = NULL")
        await rig.rows("UPDATE send SET copied_at = NULL")
        async with rig.start():
            await rig.until_published()
        deliveries = await rig.records(DELIVERY)
        assert [record.value for record in deliveries] == [deliveries[0].value] * 2
        copies = [(copy, copy.sealed) for copy in await rig.copies()]
        assert copies == copies[:1] * 2
        assert len(smtp.received) == 1


async def test_a_sender_that_stops_lets_the_message_on_the_wire_arrive(rig: Rig) -> None:
    async with scripted_smtp_server(Script(silent_at=".")) as smtp:
        wanted = request(await rig.account(smtp.port))
        async with rig.start() as run:
            await rig.publish(wanted)
            await smtp.reached.wait()
            run.stopping.set()
            smtp.go_on.set()
        assert await rig.rows(ATTEMPTS, wanted.send_id) == [(1, "done")]
        assert await rig.rows("SELECT state FROM read_send") == [("sent",)]
        # The lease was given back: nobody has to wait for it.
        assert await rig.rows("SELECT expires_at < now() FROM lease") == [(True,)]


async def test_a_replay_has_no_sender(rig: Rig) -> None:
    with pytest.raises(ConfigurationError, match="the sender has no part in a replay"):
        await build(idle(rig.settings.model_copy(update={"generation": 1})))  # type: ignore[arg-type]
