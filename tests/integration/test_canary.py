"""Canaries go out by the account's SMTP and come back by its mailbox: seen, never shown, deleted, and only they."""

import json
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import ANY
from uuid import UUID, uuid4

import pytest

from services.cli.settings import CliSettings
from services.poller.domain import canary
from shared import metrics
from shared.audit.read import read_audit
from shared.crash import CrashPoint
from shared.events import CANARY_FIELD, Effects, SendKind, SendMessage
from shared.events.topics import DELIVERY, OUTBOUND
from shared.ids import AccountId, AccountKey, SendId
from shared.seal import Vault
from tests.fakes.smtp_server import Script as SmtpScript
from tests.fakes.smtp_server import ScriptedSmtpServer, scripted_smtp_server
from tests.harness.accounts import SECRET_KEY
from tests.harness.dovecot import Dovecot
from tests.harness.service_process import service_process
from tests.harness.wait import eventually
from tests.integration.canaries import COMMANDS, GAPS, STATE, Canaries, canaries_on, carried
from tests.integration.poller import PASSWORD, Bench
from tests.integration.sender_rig import Rig, request
from tests.integration.test_import import asked, imported, walked
from tests.integration.test_poller_states import environment

WHY = "SELECT state, reason FROM read_send WHERE send_id = %s"
ADD_GAP = """
INSERT INTO fetch_gap (account_id, folder, uidvalidity, uid, reason, size_bytes, detail, next_try_at)
SELECT account_id, folder, uidvalidity, 1, 'refused', 1, '', now() FROM folder_cursor WHERE account_id = %s
"""
AUDITED = {"kafka_servers", "database_url", "topic_prefix"}
DAVE = "dave@shop.example"
SEALED_BY = Vault(SECRET_KEY)


@pytest.fixture
async def canaries(bench: Bench, rig: Rig) -> AsyncIterator[Canaries]:
    async with canaries_on(bench, rig) as both:
        yield both


async def audited(canaries: Canaries, account_id: AccountId) -> tuple[int, int, int]:
    """What the audit has seen, holds for gaps and misses."""
    settings = CliSettings(**canaries.rig.settings.model_dump(include=AUDITED), _env_file=None)
    audit = await read_audit(settings, "cli", reads_requests=True, wait_s=1.0)
    [account] = [each for each in audit.accounts if each.account_id == account_id]
    assert audit.missing == ()
    return account.seen, account.gaps, account.unaccounted


def token(account_key: UUID, send_id: UUID) -> str:
    mark = SEALED_BY.mark(canary.marked_content(AccountKey(account_key), send_id))
    return canary.token_text(send_id, mark)


def key_of(bench: Bench, account_id: AccountId) -> UUID:
    [row] = bench.rows("SELECT account_key FROM account WHERE id = %s", account_id)
    return UUID(str(row["account_key"]))


@pytest.mark.parametrize("protocol", ["imap", "pop3"])
async def test_a_canary_goes_round_is_seen_and_deleted_and_is_nobodys_mail(
    canaries: Canaries, topic_prefix: str, protocol: str
) -> None:
    bench, address = canaries.bench, f"{topic_prefix}round@example.org"
    rounds = metrics.CANARY_SECONDS._sum.get()
    account_id = canaries.add_account(address, incoming_protocol=protocol)
    async with canaries.sender(), bench.poller():
        [row] = await canaries.in_state(account_id, "seen")
        [command] = await canaries.commanded(account_id, "done")
        await eventually(lambda: count_in(bench, address) == 0, deadline_s=20, what="an empty mailbox")
        await canaries.rig.until_published()
        ages = {tuple(s.labels.values()): s.value for each in metrics.CANARY_AGES.collect() for s in each.samples}
    assert (row["seen_folder"], row["said"], command["result"]) == ("INBOX", "", "deleted")
    assert [(gap["reason"], gap["closed_as"]) for gap in bench.rows(GAPS, account_id)] == [("canary", "canary")]
    assert await bench.fetched(account_id) == []
    assert await canaries.rig.records(DELIVERY) == []
    assert [(send["state"], send["attempts"]) for send in canaries.sent(account_id)] == [("sent", 1)]
    assert metrics.CANARY_SECONDS._sum.get() > rounds
    assert 0 <= ages[str(account_id),] < 60
    assert [row["state"] for row in bench.rows(STATE, account_id)] == ["ok"]
    assert await audited(canaries, account_id) == (1, 1, 0)
    assert bench.rows("SELECT messages_found FROM poll_log WHERE messages_found > 0") == []


def count_in(bench: Bench, address: str) -> int:
    with bench.imap(address) as imap:
        return int(imap.select(readonly=True)[1][0])


async def test_a_canary_that_lies_in_another_folder_that_is_read_counts_and_says_where(
    canaries: Canaries, dovecot: Dovecot, topic_prefix: str
) -> None:
    address = f"{topic_prefix}junk@example.org"
    async with scripted_smtp_server(SmtpScript()) as smtp:
        account_id = add_on_dovecot(canaries, dovecot, address, smtp, folders=["INBOX", "Junk"])
        dovecot.maildir(address, "Junk")
        async with (
            carried(smtp, lambda raw: dovecot.deliver(address, raw, "Junk")),
            canaries.sender(),
            canaries.bench.poller(tls_ca_file=Path(dovecot.server.ca_file)),
        ):
            [row] = await canaries.in_state(account_id, "seen")
            [command] = await canaries.commanded(account_id, "done")
    assert (row["seen_folder"], command["folder"], command["result"]) == ("Junk", "Junk", "deleted")
    assert await canaries.bench.fetched(account_id) == []
    assert smtp.received[0].forward_paths == (address,)


def add_on_dovecot(
    canaries: Canaries, dovecot: Dovecot, address: str, smtp: ScriptedSmtpServer, **changes: object
) -> AccountId:
    dovecot.add_user(address, PASSWORD)
    dovecot.maildir(address)
    incoming = {"incoming_server": dovecot.server.host, "incoming_port": dovecot.server.imaps}
    sends = {"smtp_server": "localhost", "smtp_port": smtp.port}
    return canaries.add_account(address, **incoming, **sends, **changes)


async def test_a_canary_that_is_sent_again_is_mail_and_stays(
    canaries: Canaries, dovecot: Dovecot, topic_prefix: str, caplog: pytest.LogCaptureFixture
) -> None:
    address, delivered = f"{topic_prefix}again@example.org", list[bytes]()

    def deliver(raw: bytes) -> None:
        delivered.append(raw)
        dovecot.deliver(address, raw)

    async with scripted_smtp_server(SmtpScript()) as smtp:
        account_id = add_on_dovecot(canaries, dovecot, address, smtp)
        async with (
            carried(smtp, deliver),
            canaries.sender(),
            canaries.bench.poller(tls_ca_file=Path(dovecot.server.ca_file)),
        ):
            await canaries.commanded(account_id, "done")
            again = delivered[0]
            dovecot.deliver(address, again)
            dovecot.deliver(address, b"Received: from elsewhere\r\n" + again)
            await eventually(lambda: canaries.bench.last_uid(account_id) == 3, deadline_s=30, what="both are read")
    raws = [await canaries.bench.opened(event) for event in await canaries.bench.fetched(account_id)]
    assert raws == [again, b"Received: from elsewhere\r\n" + again]
    assert [command["uid"] for command in canaries.bench.rows(COMMANDS, account_id)] == [1]
    assert caplog.text.count("is a canary that was seen before, or forgotten; it is read as mail") == 2
    assert len(list(dovecot.maildir(address).glob("*/*.localhost*"))) == 2


def other_mark(text: str) -> str:
    head, mark = text.split(".")
    return f"{head}.{'A' if mark[0] != 'A' else 'B'}{mark[1:]}"


FORGED: dict[str, Callable[[UUID, UUID, UUID], bytes]] = {
    "another mark": lambda mine, _, send_id: field_of(other_mark(token(mine, send_id))),
    "of another mail": lambda mine, _, __: field_of(token(mine, uuid4())),
    "of another account": lambda _, other, send_id: field_of(token(other, send_id)),
    "of no token": lambda *_: field_of("hello"),
    "twice": lambda mine, _, send_id: field_of(token(mine, send_id)) * 2,
    "in the body": lambda mine, _, send_id: b"Subject: x\r\n\r\n" + field_of(token(mine, send_id)),
}


def field_of(text: str) -> bytes:
    return f"{CANARY_FIELD}: {text}\r\n".encode()


@pytest.mark.parametrize("forged", FORGED)
async def test_what_pretends_to_be_a_canary_is_mail_and_stays(bench: Bench, topic_prefix: str, forged: str) -> None:
    address = f"{topic_prefix}forged@example.org"
    account_id = bench.add_account(address)
    other_id = bench.add_account(f"{topic_prefix}other@example.org")
    waiting = uuid4()
    bench.execute(
        "INSERT INTO canary (send_id, account_id, due_at, told_at) VALUES (%s, %s, now(), now())", waiting, account_id
    )
    raw = FORGED[forged](key_of(bench, account_id), key_of(bench, other_id), waiting) + b"Subject: y\r\n\r\nz\r\n"
    async with bench.poller():
        await bench.live(account_id)
        bench.deliver(address, raw)
        await bench.moved_to(account_id, 1)
    [event] = await bench.fetched(account_id)
    assert raw.rstrip() in await bench.opened(event)
    assert bench.rows(COMMANDS, account_id) == []
    assert [row["state"] for row in bench.rows("SELECT state FROM canary")] == ["waiting"]
    assert count_in(bench, address) == 1


@pytest.mark.parametrize(
    "point",
    [CrashPoint.POLLER_AFTER_CANARY, CrashPoint.POLLER_AFTER_CANARY_SEEN, CrashPoint.POLLER_AFTER_ACKNOWLEDGEMENT],
)
async def test_a_poller_that_dies_sends_no_second_canary_and_shows_none(
    canaries: Canaries, tmp_path: Path, topic_prefix: str, point: CrashPoint
) -> None:
    bench, address = canaries.bench, f"{topic_prefix}killed@example.org"
    account_id = canaries.add_account(address)
    (tmp_path / point).touch()
    async with canaries.sender():
        async with service_process(tmp_path, environment(bench, tmp_path), "services.poller") as process:
            assert await process.end() == -9
        async with bench.poller():
            await canaries.in_state(account_id, "seen")
            await canaries.commanded(account_id, "done")
            await eventually(lambda: count_in(bench, address) == 0, deadline_s=20, what="an empty mailbox")
    assert [(send["state"], send["attempts"]) for send in canaries.sent(account_id)] == [("sent", 1)]
    assert await bench.fetched(account_id) == []
    assert await audited(canaries, account_id) == (1, 1, 0)


async def test_a_request_that_was_told_and_not_marked_so_is_told_again_to_the_byte(
    canaries: Canaries, topic_prefix: str
) -> None:
    bench, address = canaries.bench, f"{topic_prefix}twice@example.org"
    account_id = canaries.add_account(address)
    async with bench.poller():
        await eventually(lambda: told(bench, account_id), deadline_s=20, what="the request is told")
    bench.execute("UPDATE canary SET told_at = NULL WHERE account_id = %s", account_id)
    async with bench.poller():
        await eventually(lambda: told(bench, account_id), deadline_s=20, what="the request is told again")
    records = await canaries.rig.records(OUTBOUND)
    assert len(records) == 2
    assert len({record.value for record in records}) == 1
    assert json.loads(records[0].value)["kind"] == "canary"


def told(bench: Bench, account_id: AccountId) -> list[object]:
    return [*bench.rows("SELECT FROM canary WHERE account_id = %s AND told_at IS NOT NULL", account_id)]


@pytest.mark.parametrize(
    "changes",
    [{"mode": "observe"}, {"auto_polling_enabled": False}, {"canary_every_s": 0}],
    ids=["observes", "is polled when asked", "has none"],
)
async def test_an_account_that_may_not_or_will_not_asks_for_none(
    canaries: Canaries, topic_prefix: str, changes: dict[str, object]
) -> None:
    bench, address = canaries.bench, f"{topic_prefix}none@example.org"
    account_id = canaries.add_account(address, **changes)
    other_id = canaries.add_account(f"{topic_prefix}some@example.org")
    async with bench.poller():
        await eventually(lambda: told(bench, other_id), deadline_s=20, what="the other one's canary")
    assert bench.rows("SELECT FROM canary WHERE account_id = %s", account_id) == []


def canary_request(account_id: AccountId, address: str, **fields: object) -> SendMessage:
    allowed = {"kind": SendKind.CANARY, "effects": Effects.ALLOWED, "canary": "a.b", "requested_at": datetime.now(UTC)}
    return request(account_id, address, **{**allowed, **fields})


@pytest.mark.parametrize(
    ("to", "fields", "state", "reason"),
    [
        (DAVE, {"generation": 2}, "rejected", "of generation 2 (a replay) is never sent"),
        (DAVE, {"effects": None}, "rejected", "needs `effects: allowed`"),
        (DAVE, {"effects": Effects.OBSERVE}, "rejected", "needs `effects: allowed`"),
        ("ada@customer.example", {}, "rejected", "a canary goes to its own account and to nobody else"),
        (DAVE, {"bcc_emails": ("ada@customer.example",)}, "rejected", "a canary goes to its own account"),
        (DAVE, {"canary": None}, "rejected", "a canary goes to its own account"),
        (DAVE, {"requested_at": datetime.now(UTC) - timedelta(seconds=400)}, "suppressed", "a later one says more"),
    ],
    ids=["replay", "no permission", "observe", "to another", "and to another", "without a token", "late"],
)
async def test_the_sender_refuses_what_is_no_canary_of_now(
    rig: Rig, to: str, fields: dict[str, object], state: str, reason: str
) -> None:
    async with scripted_smtp_server(SmtpScript()) as smtp, rig.start():
        account_id = await rig.account(smtp.port, DAVE)
        wanted = canary_request(account_id, to, **fields)
        await rig.publish(wanted)
        await eventually(lambda: refused(rig, wanted.send_id, state), deadline_s=20, what=state)
        [(_, why)] = await rig.rows(WHY, wanted.send_id)
    assert reason in why
    assert smtp.received == []


async def refused(rig: Rig, send_id: SendId, state: str) -> bool:
    return [found for found, _ in await rig.rows(WHY, send_id)] == [state]


@pytest.mark.parametrize(
    ("script", "said"),
    [
        (SmtpScript({"RCPT": "451 4.3.0 later"}), "451 4.3.0 later"),
        (SmtpScript({"RCPT": "550 5.1.1 unknown"}), "550 5.1.1 unknown"),
        (SmtpScript({"greeting": "421 4.7.0 busy"}), "a canary is tried once: "),
        (SmtpScript(hangs_up_at="RCPT"), "a canary is tried once: "),
        (SmtpScript(hangs_up_at="."), "in doubt: "),
    ],
    ids=["4yz", "5yz", "no session", "cut", "in doubt"],
)
async def test_a_canary_that_fails_is_dropped_and_named_and_holds_up_no_mail(
    canaries: Canaries, topic_prefix: str, script: SmtpScript, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    bench = canaries.bench
    async with scripted_smtp_server(script) as smtp:
        account_id = canaries.add_account(f"{topic_prefix}fails@example.org", smtp_port=smtp.port)
        async with canaries.sender(), bench.poller(canary_overdue_s=20.0):
            [row] = await canaries.in_state(account_id, "not_sent")
            real = request(account_id, "ada@customer.example")
            await canaries.rig.publish(real)
            await eventually(
                lambda: taken(canaries.rig, real.send_id), deadline_s=20, what="the other mail is taken up"
            )
    [send] = canaries.sent(account_id)
    assert send["state"] in ("failed", "in_doubt")
    assert said in send["reason"]
    assert row["said"].endswith(f"was not sent: {send['reason']}")
    assert f"was not sent: {send['reason']}" in caplog.text
    assert [state["state"] for state in bench.rows(STATE, account_id)] == ["ok"]
    assert sum(command.startswith("MAIL") for command in smtp.commands) <= 3


async def taken(rig: Rig, send_id: SendId) -> bool:
    return await rig.rows(WHY, send_id) != []


def planted(bench: Bench, account_id: AccountId) -> bytes:
    """A canary that was asked for, as it lies in a mailbox."""
    send_id = uuid4()
    add = "INSERT INTO canary (send_id, account_id, due_at, told_at) VALUES (%s, %s, now(), now())"
    bench.execute(add, send_id, account_id)
    return b"Received: from a by b\r\n" + field_of(token(key_of(bench, account_id), send_id)) + b"\r\nx\r\n"


async def test_a_canary_that_an_import_comes_upon_is_no_history(bench: Bench, topic_prefix: str) -> None:
    address = f"{topic_prefix}import@example.org"
    account_id = bench.add_account(address)
    bench.append(address, planted(bench, account_id), b"Subject: old\r\n\r\nx\r\n", folder="Old")
    async with bench.poller() as run:
        await bench.live(account_id)
        wanted = asked(account_id, datetime.now(UTC).date() - timedelta(days=2), "Old")
        await run.publisher.publish([wanted])
        [row] = await walked(bench, wanted.import_id, "done")
    assert (row["found"], row["read"], row["known"], row["failed"]) == (2, 1, 1, 0)
    assert await imported(bench, account_id) == ([ANY], ["old"])
    assert [(gap["uid"], gap["closed_as"]) for gap in bench.rows(GAPS, account_id)] == [(1, "canary")]


async def test_a_canary_that_could_not_be_had_at_first_is_known_later(bench: Bench, topic_prefix: str) -> None:
    address = f"{topic_prefix}gap@example.org"
    account_id = bench.add_account(address)
    async with bench.poller():
        await bench.live(account_id)
    bench.append(address, planted(bench, account_id))
    bench.execute("UPDATE folder_cursor SET last_uid = 1, passed = '{[1,2)}' WHERE account_id = %s", account_id)
    bench.execute(ADD_GAP, account_id)
    async with bench.poller():
        await eventually(lambda: closed(bench, account_id), deadline_s=20, what="the gap is closed")
    assert [(gap["reason"], gap["closed_as"]) for gap in bench.rows(GAPS, account_id)] == [("refused", "canary")]
    assert await bench.fetched(account_id) == []
    assert [row["state"] for row in bench.rows("SELECT state FROM canary")] == ["seen"]


def closed(bench: Bench, account_id: AccountId) -> list[object]:
    return [*bench.rows("SELECT FROM fetch_gap WHERE account_id = %s AND closed_at IS NOT NULL", account_id)]
