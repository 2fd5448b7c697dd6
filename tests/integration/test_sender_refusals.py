"""What is never sent: a row with the reason, a line that names it, a `rejected` event; and the loop guard."""

import asyncio
import logging
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest

from services.sender.domain.guard import Caps
from services.sender.handlers import on_send_messages
from services.sender.store import IntakeStore, SendingAccounts
from shared.clock import SystemClock
from shared.events import Effects, SendKind, SendMessage
from shared.postgres.sessions import database_pool
from shared.seal import Vault
from tests.fakes.smtp_server import Script, scripted_smtp_server
from tests.integration.sender_rig import Rig, auto_reply, request

WHY = "SELECT state, reason FROM read_send WHERE send_id = %s"
CAPS = Caps(per_recipient_hour=3, per_thread=2, max_age_s=3600)


@pytest.fixture
async def take_in(rig: Rig) -> AsyncIterator[Any]:
    """The handler alone, on the real database."""
    async with database_pool(rig.settings, service="sender") as pool:
        vault = Vault(rig.settings.secret_key)
        yield partial(
            on_send_messages,
            ledger=IntakeStore(pool, vault),
            accounts=SendingAccounts(pool, vault),
            clock=SystemClock(),
            caps=CAPS,
            wake=asyncio.Event(),
        )


def rejected(account_id: int) -> dict[str, tuple[SendMessage, str]]:
    automatic = partial(request, account_id, kind=SendKind.AUTO_REPLY)
    injected = "holds a line break or another control character: header injection is refused"
    return {
        "no permission": (
            automatic(),
            "automatic mail (auto_reply) needs `effects: allowed`, the record says nothing",
        ),
        "permission for history": (
            automatic(effects=Effects.HISTORY),
            "automatic mail (auto_reply) needs `effects: allowed`, the record says history",
        ),
        "from a replay": (
            automatic(effects=Effects.ALLOWED, generation=2),
            "automatic mail (auto_reply) of generation 2 (a replay) is never sent",
        ),
        "unknown account": (
            request(4711),
            "account 4711 does not exist: create it or correct account_id, then send again",
        ),
        "subject": (request(account_id, subject="Hi\r\nBcc: victim@x.example"), f"subject {injected}"),
        "nul": (request(account_id, subject="Hi\0"), f"subject {injected}"),
        "in_reply_to": (request(account_id, in_reply_to="a@b>\nBcc: v@x.example"), f"in_reply_to {injected}"),
        "references": (request(account_id, references=("a@b", "c\r@d")), f"references {injected}"),
        "address": (request(account_id, "a\0@x.example"), f"to_emails {injected}"),
        "address without a domain": (
            request(account_id, "ada"),
            "'ada' is no address: write it as name@domain",
        ),
        "two addresses in one": (
            request(account_id, "a@x.example, b@x.example"),
            "'a@x.example, b@x.example' holds several addresses: give each one as an entry of its own",
        ),
    }


async def test_refused_with_a_row_a_line_and_an_event(rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    async with scripted_smtp_server(Script()) as smtp, rig.start():
        cases = rejected(await rig.account(smtp.port))
        good = request(await rig.account(smtp.port, "other@shop.example"))
        await rig.publish(*(wanted for wanted, _ in cases.values()), good)
        await rig.until(good.send_id, "sent")
        for name, (wanted, reason) in cases.items():
            await rig.until(wanted.send_id, "rejected")
            assert await rig.rows(WHY, wanted.send_id) == [("rejected", reason)], name
            assert f"send {wanted.send_id} of account {wanted.account_id} is rejected: {reason}" in caplog.messages
        await rig.until_published()
        for name, (wanted, _) in cases.items():
            assert [state for _, state, _ in await rig.deliveries(wanted.send_id)] == ["rejected"], name
        assert len(smtp.received) == 1


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        pytest.param(
            {"host": ""}, "account {id} (support@shop.example): it has no SMTP server: set smtp_server on the account"
        ),
        pytest.param(
            {"allow_plaintext": False},
            "account {id} (support@shop.example): sending without TLS is refused: set smtp_tls, or allow_plaintext "
            "if localhost has no TLS and the network is trusted",
        ),
    ],
    ids=["no SMTP server", "plaintext"],
)
async def test_an_account_that_cannot_send(rig: Rig, take_in: Any, fields: dict[str, Any], reason: str) -> None:
    account_id = await rig.account(2525, **fields)
    wanted = request(account_id)
    await take_in([wanted])
    assert await rig.rows(WHY, wanted.send_id) == [("rejected", reason.format(id=account_id))]


async def test_one_automatic_mail_for_a_message_and_a_recipient_over_all_accounts(rig: Rig, take_in: Any) -> None:
    accounts = [await rig.account(2525, f"support{n}@shop.example") for n in range(4)]
    replies = [auto_reply(account, "A@x.example", answers_message_id="q@x.example") for account in accounts]
    other = auto_reply(accounts[0], "b@x.example", answers_message_id="q@x.example")
    await asyncio.gather(*(take_in([reply]) for reply in replies), take_in([other]))
    await take_in(replies)
    states = sorted(await rig.rows("SELECT state, count(*)::int FROM read_send GROUP BY state"))
    assert states == [("suppressed", 3), ("waiting", 2)]
    reasons = await rig.rows("SELECT DISTINCT reason FROM read_send_recipient WHERE state = 'suppressed'")
    assert reasons == [("suppressed: this message already had an automatic mail to this recipient",)]


async def test_the_cap_per_recipient_and_hour(rig: Rig, take_in: Any) -> None:
    account_id = await rig.account(2525)
    await take_in([auto_reply(account_id, "a@x.example") for _ in range(5)])
    await take_in([request(account_id, "a@x.example")])
    counted = "SELECT kind, state, count(*)::int FROM read_send GROUP BY kind, state ORDER BY kind, state"
    expected = [("auto_reply", "suppressed", 2), ("auto_reply", "waiting", 3), ("request", "waiting", 1)]
    assert await rig.rows(counted) == expected
    await rig.rows("UPDATE send_answer SET at = at - interval '61 minutes'")
    late = auto_reply(account_id, "a@x.example")
    await take_in([late])
    assert await rig.rows(WHY, late.send_id) == [("waiting", "")]


async def test_the_cap_per_thread(rig: Rig, take_in: Any) -> None:
    account_id = await rig.account(2525)
    thread = uuid4()
    replies = [auto_reply(account_id, f"{n}@x.example", answers_thread_id=thread) for n in range(3)]
    await take_in(replies)
    await take_in([auto_reply(account_id, "9@x.example", answers_thread_id=uuid4())])
    assert await rig.rows(WHY, replies[2].send_id) == [
        ("suppressed", "suppressed: 2 automatic replies in this thread (EMAIL_AUTO_REPLY_PER_THREAD=2)")
    ]
    assert await rig.rows("SELECT count(*)::int FROM read_send WHERE state = 'waiting'") == [(3,)]


async def test_automatic_mail_that_waited_too_long_is_not_sent(rig: Rig, take_in: Any) -> None:
    account_id = await rig.account(2525)
    yesterday = datetime.now(UTC) - timedelta(days=1)
    late, undated = auto_reply(account_id, requested_at=yesterday), auto_reply(account_id, requested_at=None)
    by_a_person = request(account_id, requested_at=yesterday)
    await take_in([late, undated, by_a_person])
    ((state, reason),) = await rig.rows(WHY, late.send_id)
    assert state == "suppressed"
    assert re.fullmatch(r"suppressed: it was asked for 864\d\d s ago, .* \(EMAIL_AUTO_REPLY_MAX_AGE_S=3600\)", reason)
    assert [state for state, _ in await rig.rows(WHY, undated.send_id)] == ["suppressed"]
    assert await rig.rows(WHY, by_a_person.send_id) == [("waiting", "")]


async def test_a_mail_that_was_erased_is_not_sent(rig: Rig, take_in: Any) -> None:
    async with scripted_smtp_server(Script()) as smtp:
        wanted = request(await rig.account(smtp.port))
        await take_in([wanted])
        await rig.rows("DELETE FROM content_key")
        async with rig.start():
            await rig.until(wanted.send_id, "failed")
        assert await rig.rows(WHY, wanted.send_id) == [("failed", f"send {wanted.send_id}: its mail was erased")]
        assert smtp.received == []
