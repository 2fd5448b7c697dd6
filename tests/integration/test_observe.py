"""An account that only observes: all is read and decided, nothing is sent or changed, now or ever for that mail."""

import asyncio
from functools import partial
from uuid import UUID

import pytest

from services.poller.domain.command import ONLY_OBSERVES
from services.poller.store.requests import add_commands
from services.rules.handlers import on_message_threaded
from services.rules.store import PostgresRuns
from services.sender.domain.guard import Caps
from services.sender.handlers import on_send_messages
from services.sender.store import IntakeStore, SendingAccounts
from services.sender.store.cancel import OBSERVES
from shared.clock import SystemClock
from shared.events import (
    Effects,
    Event,
    MailboxAction,
    MailboxRequested,
    MessageRuled,
    MessageThreaded,
    RawFetched,
    SendMessage,
)
from shared.ids import AccountId
from shared.postgres.sessions import Pool, database_pool
from shared.seal import Vault
from tests.fakes.smtp_server import Script, scripted_smtp_server
from tests.harness.accounts import add_account
from tests.harness.pipe import Pipe, pipe_on
from tests.harness.wait import eventually
from tests.integration.poller import Bench
from tests.integration.rest import RunningApi
from tests.integration.sender_rig import Rig, auto_reply, request
from tests.integration.test_api_changes import patch
from tests.integration.test_poller_commands import flags_of
from tests.integration.test_rules import CONFIGURATION
from tests.unit.rules.letters import threaded

FROM_A_CUSTOMER = b"From: Ada <ada@customer.test>\r\nSubject: %s\r\nMessage-ID: <%s@customer.test>\r\n\r\nHello\r\n"
GO_LIVE = "UPDATE account SET mode = 'live', activation = activation + 1, version = version + 1 WHERE id = %s"
OBSERVE = "UPDATE account SET mode = 'observe', version = version + 1 WHERE id = %s"
WOULD_HAVE = "the account only observes (mode: observe): otherwise it would have fired"
COMMAND = "SELECT state, result FROM account_command"


def mail(name: bytes) -> bytes:
    return FROM_A_CUSTOMER % (name, name)


def commands(events: list[Event]) -> list[SendMessage]:
    return [event for event in events if isinstance(event, SendMessage)]


def withheld(events: list[Event]) -> list[str]:
    return [decision.withheld for event in events if isinstance(event, MessageRuled) for decision in event.decisions]


async def in_generation(pool: Pool, generation: int, threaded_events: list[MessageThreaded]) -> list[Event]:
    """The rules over these, as a replay runs them."""
    runs = PostgresRuns(pool)
    return list(await on_message_threaded(threaded_events, runs=runs, generation=generation, max_age_s=86_400))


async def test_what_was_withheld_stays_withheld_when_the_account_goes_live(bench: Bench, topic_prefix: str) -> None:
    address = f"{topic_prefix}trial@example.org"
    account_id = bench.add_account(address, mode="observe")
    for statement in filter(str.strip, CONFIGURATION.split(";\n")):
        bench.execute(statement)
    async with (
        pipe_on(bench.database_url, bench.settings.secret_key, bench.settings.blob_url) as pipe,
        bench.poller() as run,
    ):
        observed = await _next_event(bench, account_id, address, b"observed")
        assert observed.effects is Effects.OBSERVE
        during = await pipe.handle([observed])
        assert (commands(during), withheld(during)) == ([], [WOULD_HAVE])
        on_its_way = await _next_event(bench, account_id, address, b"ruled later")
        await run.publisher.publish([_flag(account_id, observed)])
        refused = [{"state": "refused", "result": ONLY_OBSERVES}]
        await eventually(lambda: bench.rows(COMMAND) == refused, deadline_s=20, what="the command is refused")
        bench.execute(GO_LIVE, account_id)
        moved = "SELECT 1 FROM read_folder_cursor WHERE account_id = %s AND activation = 2"
        await eventually(lambda: bench.rows(moved, account_id), deadline_s=20, what="the live poll begins anew")
        live = await _next_event(bench, account_id, address, b"live")
        assert live.effects is Effects.ALLOWED
        await _check_after_going_live(pipe, observed, live, during)
        late = await pipe.handle([on_its_way])
        assert (commands(late), withheld(late)) == ([], [WOULD_HAVE]), "by the event's own word"


async def _check_after_going_live(pipe: Pipe, observed: RawFetched, live: RawFetched, during: list[Event]) -> None:
    assert len(commands(await pipe.handle([live]))) == 1
    elsewhere = observed.model_copy(update={"copy_id": UUID(int=9), "folder": "Archive", "effects": Effects.ALLOWED})
    for seen_again in (observed, elsewhere):
        again = await pipe.handle([seen_again])
        assert (commands(again), withheld(again)) == ([], [WOULD_HAVE])
    messages = [event for event in during if type(event) is MessageThreaded]
    assert len(messages) == 1
    for generation in (1, 2, 0):
        replayed = await in_generation(pipe.rules, generation, messages)
        assert (commands(replayed), withheld(replayed)) == ([], [WOULD_HAVE]), generation


async def _next_event(bench: Bench, account_id: AccountId, address: str, name: bytes) -> RawFetched:
    """The event of one more mail in the mailbox."""
    await bench.live(account_id)
    before = bench.last_uid(account_id)
    bench.append(address, mail(name))
    await bench.moved_to(account_id, before + 1)
    return (await bench.fetched(account_id))[-1]


def _flag(account_id: AccountId, event: RawFetched) -> MailboxRequested:
    return MailboxRequested(
        account_id=account_id,
        command_id=UUID(int=1),
        action=MailboxAction.FLAG,
        folder=event.folder,
        uidvalidity=event.uidvalidity or 0,
        uid=event.uid or 0,
        flags=("\\Seen",),
        effects=Effects.ALLOWED,
    )


async def test_a_command_that_waits_when_the_account_begins_to_observe_is_refused(
    bench: Bench, topic_prefix: str
) -> None:
    address = f"{topic_prefix}waits@example.org"
    account_id = bench.add_account(address)
    async with bench.poller():
        fetched = await _next_event(bench, account_id, address, b"while live")
    async with database_pool(bench.settings, service="poller") as pool:
        assert await add_commands(pool, [_flag(account_id, fetched)]) == [""]
    bench.execute(OBSERVE, account_id)
    async with bench.poller():
        refused = [{"state": "refused", "result": ONLY_OBSERVES}]
        await eventually(lambda: bench.rows(COMMAND) == refused, deadline_s=40, what="the command is refused")
    assert "Seen" not in flags_of(bench, address)


async def test_the_rules_ask_the_account_too(database_url: str, bench: Bench) -> None:
    """The first fence stands even where an event was stamped a moment before the account was switched."""
    account_id, _ = add_account(database_url, mode="observe")
    for statement in filter(str.strip, CONFIGURATION.split(";\n")):
        bench.execute(statement)
    async with database_pool(bench.settings, service="rules") as pool:
        message = threaded("a").model_copy(update={"account_id": account_id})
        assert message.effects is Effects.ALLOWED
        found = await in_generation(pool, 0, [message])
    assert (commands(found), withheld(found)) == ([], [WOULD_HAVE])


@pytest.mark.parametrize("is_automatic", [True, False], ids=["a rule's answer", "a person's request"])
async def test_the_sender_refuses_every_request(rig: Rig, is_automatic: bool) -> None:
    async with scripted_smtp_server(Script()) as smtp, rig.start():
        account_id = await rig.account(smtp.port)
        await rig.rows(OBSERVE, account_id)
        wanted = auto_reply(account_id) if is_automatic else request(account_id)
        await rig.publish(wanted)
        await rig.until(wanted.send_id, "rejected")
        (reason,) = (await rig.rows("SELECT reason FROM read_send WHERE send_id = %s", wanted.send_id))[0]
        assert "the account only observes" in reason
        await rig.rows(GO_LIVE, account_id)
        later = request(account_id)
        await rig.publish(wanted, later)
        await rig.until(later.send_id, "sent")
        assert len(smtp.received) == 1
        await rig.until(wanted.send_id, "rejected")


async def test_what_waits_when_the_account_begins_to_observe_is_called_off(rig: Rig) -> None:
    account_id = await rig.account(2525)
    asked = request(account_id)
    async with database_pool(rig.settings, service="sender") as pool:
        vault = Vault(rig.settings.secret_key)
        take_in = partial(on_send_messages, ledger=IntakeStore(pool, vault), accounts=SendingAccounts(pool, vault))
        await take_in([asked], clock=SystemClock(), caps=Caps(3, 2, 3600), wake=asyncio.Event())
    await rig.rows(OBSERVE, account_id)
    async with rig.start():
        await rig.until(asked.send_id, "cancelled")
    assert await rig.rows("SELECT reason FROM read_send WHERE send_id = %s", asked.send_id) == [(OBSERVES,)]


def test_going_live_is_an_activation_and_observing_is_none(api: RunningApi) -> None:
    account = api.add_account(mode="observe")
    path = f"/accounts/{account['id']}/"
    activations = []
    for mode in ("live", "observe", "observe", "live", "live"):
        assert patch(api, path, {"mode": mode})["mode"] == mode
        activations += api.run("SELECT activation FROM account WHERE id = %s", account["id"])
    assert [found for (found,) in activations] == [2, 2, 2, 3, 3]
