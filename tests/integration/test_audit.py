"""The accounts balance after a normal run, and every kind of loss is found and named."""

import json

import pytest
from pydantic import SecretStr

from deploy.local.endpoints import Endpoints
from services.api.audit_watch import EVERY_S, AuditWatch
from services.cli.app import run
from shared.audit.missing import Kind
from shared.audit.read import read_audit
from shared.clock import SystemClock
from shared.events.topics import OUTBOUND, PARSED, RAW_FETCHED, THREADED, Topic
from shared.metrics import OPEN_GAPS, UNACCOUNTED
from tests.harness.kafka import Planted
from tests.harness.wait import eventually, within
from tests.integration.books import ASKED, Books, imap_copy, mail, open_books, request, send

WAIT_S = 20.0
LAST_LINE = "accounts=1 seen=9 copies=5 gaps=2 mails=6 ruled=4 requests=8 set_aside={} on_its_way=0 unaccounted={}"


@pytest.fixture
async def books(
    stack: Endpoints, database_url: str, topic_prefix: str, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> Books:
    opened = await open_books(stack.kafka_servers, database_url, topic_prefix)
    monkeypatch.chdir(str(tmp_path))
    monkeypatch.setenv("EMAIL_KAFKA_SERVERS", stack.kafka_servers)
    monkeypatch.setenv("EMAIL_DATABASE_URL", database_url)
    monkeypatch.setenv("EMAIL_TOPIC_PREFIX", topic_prefix)
    return opened


@pytest.mark.parametrize(("role", "reads_requests"), [("cli", True), ("api", False)])
async def test_all_is_accounted_for(books: Books, role: str, reads_requests: bool) -> None:
    accounts = await read_audit(books.settings, role, reads_requests=reads_requests, wait_s=WAIT_S)
    assert (accounts.missing, accounts.behind, accounts.is_balanced) == ((), "", True)
    (account,) = accounts.accounts
    assert (account.seen, account.copies, account.gaps, account.unlisted, account.sent_copies) == (9, 5, 2, 0, 1)
    assert (account.mails, account.threaded, account.ruled) == (6, 5, 4)
    assert account.states == {
        "sent": 1,
        "failed": 1,
        "suppressed": 1,
        "rejected": 1,
        "cancelled": 1,
        "expired": 0,
        "in_doubt": 1,
        "waiting": 1,
    }
    of_other_programs = int(reads_requests)
    assert (account.requests, account.set_aside) == (7 + of_other_programs, 4 + of_other_programs)
    assert (account.on_its_way, account.unaccounted) == (0, 0)


COPY_2002 = f"DELETE FROM copy WHERE copy_id = '{imap_copy(2002)}'"


def without(table: str, column: str, value: object) -> str:
    """Damage: these rows are gone."""
    return f"DELETE FROM {table} WHERE {column} = '{value}'"


READ = "UPDATE fetch_gap SET closed_at = now(), closed_as = 'read' WHERE uid = {}"
PASSED_OVER = (
    "UPDATE fetch_gap SET reason = 'unaccounted', detail = 'why', next_try_at = '2126-01-01 UTC' WHERE uid = 2004"
)
LOSSES: dict[str, tuple[str, Kind, str]] = {
    "copy": (COPY_2002, Kind.COPY, "INBOX UID 2002 (UIDVALIDITY 7)"),
    "pop3 copy": (without("copy", "uidl", "p1"), Kind.COPY, "INBOX UIDL p1"),
    "gap": (without("fetch_gap", "uid", 2004), Kind.COPY, "INBOX UID 2004 (UIDVALIDITY 7)"),
    "pop3 gap": (without("fetch_gap", "uid", 902), Kind.COPY, "INBOX UIDL p2"),
    "copy of a gap that was read": (READ.format(2004), Kind.COPY, "INBOX UID 2004 (UIDVALIDITY 7)"),
    "copy of a pop3 gap that was read": (READ.format(902), Kind.COPY, "INBOX UIDL p2"),
    "fetch": (PASSED_OVER, Kind.FETCH, "INBOX UID 2004 (UIDVALIDITY 7)"),
    "cursor": ("UPDATE folder_cursor SET last_uid = 2007", Kind.PASSED, "INBOX UIDs 2007-2007 (UIDVALIDITY 7)"),
    "hole": (
        "UPDATE folder_cursor SET passed = '{[2001,2003), [2004,2007)}'",
        Kind.PASSED,
        "INBOX UIDs 2003-2003 (UIDVALIDITY 7)",
    ),
    "sent copy": (without("copy", "source", "sent"), Kind.SENT_COPY, f"send {send('sent')}"),
    "erasure": ("DELETE FROM erased", Kind.MAIL, f"mail {mail('erased')}"),
    "message": (without("message", "mail_id", mail("m2")), Kind.MAIL, f"mail {mail('m2')}"),
    "placement": (without("placement", "mail_id", mail("m3")), Kind.PLACEMENT, f"mail {mail('m3')}"),
    "rule run": (without("rule_run", "mail_id", mail("m4")), Kind.RULE_RUN, f"mail {mail('m4')}"),
    "placement and rule run": (
        f"{without('rule_run', 'mail_id', mail('m3'))}; {without('placement', 'mail_id', mail('m3'))}",
        Kind.PLACEMENT,
        f"mail {mail('m3')}",
    ),
    "request of a rule": (without("send", "send_id", send("sent")), Kind.REQUEST, f"send {send('sent')}"),
    "request of a program": (without("send", "send_id", send("failed")), Kind.REQUEST, f"send {send('failed')}"),
    "recipients": (without("send_recipient", "send_id", send("failed")), Kind.SEND, f"send {send('failed')}"),
    "attempt": (without("send_attempt", "send_id", send("in_doubt")), Kind.SEND, f"send {send('in_doubt')}"),
    "next attempt": ("UPDATE send SET next_attempt_at = NULL", Kind.SEND, f"send {send('waiting')}"),
}


@pytest.mark.parametrize(("damage", "kind", "name"), LOSSES.values(), ids=LOSSES)
async def test_a_loss_is_found_and_named(books: Books, damage: str, kind: Kind, name: str) -> None:
    books.run(damage)
    accounts = await read_audit(books.settings, "cli", wait_s=WAIT_S)
    assert [(each.kind, each.name) for each in accounts.missing] == [(kind, name)]
    assert (accounts.unaccounted, accounts.is_balanced) == (1, False)
    assert accounts.accounts[0].set_aside == 5


async def test_without_its_dead_letter_what_was_set_aside_is_lost(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.events.topics.DLQ_SUFFIX", ".elsewhere")
    accounts = await read_audit(books.settings, "cli", wait_s=WAIT_S)
    assert {each.name for each in accounts.missing} == {
        "INBOX UID 2005 (UIDVALIDITY 7)",
        "INBOX UIDL p3",
        f"mail {mail('unthreaded')}",
        f"mail {mail('unruled')}",
        f"send {send('aside')}",
    }


@pytest.mark.parametrize(
    ("damage", "service", "topic"),
    [
        (COPY_2002, "parser", RAW_FETCHED),
        (without("placement", "mail_id", mail("m3")), "threader", PARSED),
        (without("rule_run", "mail_id", mail("m3")), "rules", THREADED),
        (without("send", "send_id", send("sent")), "sender", OUTBOUND),
    ],
    ids=["copy", "placement", "rule run", "request"],
)
async def test_what_is_on_its_way_is_not_lost_until_it_has_gone_through(
    books: Books, damage: str, service: str, topic: Topic
) -> None:
    books.run(damage)
    await books.plant(books.names.of(topic), request(books.account_id, "sent"))
    accounts = await read_audit(books.settings, "cli", wait_s=0)
    (account,) = accounts.accounts
    assert (account.on_its_way, account.unaccounted, accounts.is_balanced) == (1, 0, False)
    assert accounts.behind == f"{service} has 1 records of {topic.name} to do"
    await books.commit(service, topic, len(ASKED) + 3 if topic is OUTBOUND else 1)
    await eventually(lambda: _is_lost(books), deadline_s=20, what="the loss")


async def _is_lost(books: Books) -> bool:
    return (await read_audit(books.settings, "cli", wait_s=0)).unaccounted == 1


async def test_what_a_later_stage_has_to_do_hides_no_loss_of_an_earlier_one(books: Books) -> None:
    books.run(without("placement", "mail_id", mail("m3")))
    await books.plant(books.names.of(THREADED), Planted(b"1", b"{}"))
    accounts = await read_audit(books.settings, "cli", wait_s=0)
    assert [each.kind for each in accounts.missing] == [Kind.PLACEMENT]


async def test_a_copy_that_the_cursor_did_not_see_again_is_unlisted(books: Books) -> None:
    books.run("UPDATE seen_uid SET uids = '{[2001,2002), [2003,2007)}'")
    accounts = await read_audit(books.settings, "cli", wait_s=WAIT_S)
    assert (accounts.accounts[0].seen, accounts.accounts[0].unlisted, accounts.is_balanced) == (8, 1, True)


async def test_of_an_account_that_was_deleted_everything_still_counts(books: Books) -> None:
    books.run("DELETE FROM account")
    (account,) = (await read_audit(books.settings, "cli", wait_s=WAIT_S)).accounts
    assert (account.address, account.seen, account.mails) == ("", 9, 6)


def test_the_command_says_all_in_its_last_line(books: Books, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["audit"]) == 0
    printed = capsys.readouterr().out
    assert printed.splitlines()[-1] == LAST_LINE.format(5, 0)
    assert "a@books.test" in printed
    assert "seen: messages that servers listed and polls passed; copies: those stored, gaps:" in printed
    assert f"{books.account_id} a@books.test: set aside 5, " in printed
    books.run(f"{COPY_2002}; UPDATE folder_cursor SET last_uid = 2007")
    assert run(["audit", "--account-id", str(books.account_id)]) == 1
    *_, copy, hole, letters, last = capsys.readouterr().out.splitlines()
    assert letters.startswith("dead letters that wait: 7 (`mailweave dlq list`)")
    assert copy == (
        f"account {books.account_id}: INBOX UID 2002 (UIDVALIDITY 7): no copy; seen last by the poller, which passed "
        f"it as acknowledged on raw.fetched; next: set last_uid of account {books.account_id}, folder INBOX in "
        "core.folder_cursor back to 2001: the next poll fetches it again, and nothing that is known happens twice"
    )
    assert "INBOX UIDs 2007-2007" in hole
    assert last == LAST_LINE.replace("copies=5", "copies=4").format(5, 2)
    assert run(["audit", "--account-id", "999"]) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("accounts=0 seen=0")


def test_a_discarded_letter_waits_no_more(books: Books, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["dlq", "list", "--format", "json"]) == 0
    letter = json.loads(capsys.readouterr().out)[0]
    place = ["--topic", letter["topic"], "--offset", letter["offset"]]
    assert run(["dlq", "discard", *place, "--reason", "a test"]) == 0
    capsys.readouterr()
    assert run(["audit", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["dead_letters"] == 6


def test_open_gaps_are_shown_with_their_next_try(books: Books, capsys: pytest.CaptureFixture[str]) -> None:
    books.run(PASSED_OVER)
    books.run("UPDATE fetch_gap SET closed_at = now(), closed_as = 'gone' WHERE uid = 2001")
    books.run("INSERT INTO server_witness (account_id, said) VALUES (%s, 'it is away')", books.account_id)
    assert run(["audit"]) == 1
    printed = capsys.readouterr().out
    place = f"account {books.account_id}: INBOX UID"
    assert f"{place} 2004 (UIDVALIDITY 7): no fetch; seen last on the server, by its own list; next: nothing" in printed
    assert f"open gap: {place} 2004: unaccounted (why); 0 attempts since, again at 2126-01-01 00:00:00 UTC" in printed
    assert f"open gap: {place} 902: refused (); 0 attempts since, not asked for any more" in printed
    assert f"{books.account_id} a@books.test: its server's own list was not compared: it is away" in printed
    assert printed.splitlines()[-1] == LAST_LINE.format(5, 1)
    assert run(["audit", "--format", "json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert [gap["uid"] for gap in document["open_gaps"]] == [2004, 902]
    account = document["accounts"][0]
    assert (account["gaps"], account["open_gaps"], account["witnessed_at"]) == (2, 2, None)


def test_json_names_all_and_text_the_first_twenty(books: Books, capsys: pytest.CaptureFixture[str]) -> None:
    books.run("UPDATE seen_uid SET uids = uids + '{[2007,2040)}'")
    assert run(["audit", "--format", "json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert (document["unaccounted"], len(document["missing"]), document["is_balanced"]) == (33, 33, False)
    assert document["missing"][0]["kind"] == "copy"
    assert document["accounts"][0]["states"]["in_doubt"] == 1
    assert run(["audit"]) == 1
    printed = capsys.readouterr().out.splitlines()
    assert [line for line in printed if "…" in line] == ["… and 13 more: --format json names all"]
    assert sum("no copy" in line for line in printed) == 20


def test_without_kafka_the_command_says_what_to_check(
    books: Books, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("EMAIL_KAFKA_SERVERS", "127.0.0.1:1")
    assert run(["audit", "--account-id", str(books.account_id)]) == 1
    assert "is it up, and EMAIL_KAFKA_SERVERS right?" in capsys.readouterr().err


async def test_the_api_keeps_the_metric_true(books: Books) -> None:
    books.run(COPY_2002)
    UNACCOUNTED.set({})  # what another test left may be the same
    watch = AuditWatch(books.settings, SystemClock())
    try:
        async with within(40):
            while _samples() != {str(books.account_id): 1}:
                await watch.look()
        reasons = {sample.labels["reason"]: sample.value for sample in next(iter(OPEN_GAPS.collect())).samples}
        assert reasons == {"gone": 2, "refused": 1}
    finally:
        UNACCOUNTED.set({})


async def test_the_metric_says_nothing_when_nothing_is_known(books: Books, caplog: pytest.LogCaptureFixture) -> None:
    UNACCOUNTED.set({books.account_id: 0})
    away = books.settings.model_copy(update={"database_url": SecretStr("postgresql://nobody@127.0.0.1:1/x")})
    assert await AuditWatch(away, SystemClock()).look() >= EVERY_S
    assert "the audit could not be read: PostgreSQL cannot be reached" in caplog.text
    assert _samples() == {}


def _samples() -> dict[str, float]:
    (family,) = UNACCOUNTED.collect()
    return {sample.labels["account_id"]: sample.value for sample in family.samples}
