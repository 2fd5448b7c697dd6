"""What an account wants done on its server comes after the message is stored, once, and only to live mail."""

import poplib
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from deploy.local.mail_server import MailServer
from shared.events import RawFetched
from shared.ids import AccountId
from tests.harness.wait import eventually
from tests.integration.parser_by_hand import Parser
from tests.integration.poller import PASSWORD, Bench
from tests.integration.projections import database_of

FIRST, SECOND = b"Subject: first\r\n\r\n1\r\n", b"Subject: second\r\n\r\n2\r\n"
UID, FLAGS = re.compile(r"UID (\d+)"), re.compile(r"FLAGS \(([^)]*)\)")
COMMANDS = "SELECT uid, state, result FROM account_command WHERE account_id = %s ORDER BY uid"


@asynccontextmanager
async def parser(bench: Bench, folder: Path) -> AsyncIterator[Parser]:
    async with database_of("parser", bench.database_url) as database:
        yield Parser(database, folder)


async def fetched(bench: Bench, account_id: AccountId, count: int) -> Sequence[RawFetched]:
    found: list[RawFetched] = []

    async def are_there() -> bool:
        found[:] = await bench.fetched(account_id)
        return len(found) == count

    await eventually(are_there, deadline_s=20, what=f"{count} messages fetched")
    return found


async def done(bench: Bench, account_id: AccountId, count: int = 1) -> list[dict[str, Any]]:
    """The commands that are done, once there are so many."""
    query = "SELECT uid, result FROM account_command WHERE account_id = %s AND state = 'done' ORDER BY uid"
    await eventually(lambda: len(bench.rows(query, account_id)) == count, deadline_s=20, what=f"{count} commands done")
    return bench.rows(query, account_id)


def flags_in(bench: Bench, address: str, folder: str = "INBOX") -> dict[int, set[str]]:
    """By uid, without \\Recent."""
    with bench.imap(address) as imap:
        imap.select(folder, readonly=True)
        lines = [line.decode() for line in imap.uid("FETCH", "1:*", "(FLAGS)")[1] if line]
    return {
        int(uid[1]): set(flags[1].split()) - {"\\Recent"}
        for line in lines
        if (uid := UID.search(line)) and (flags := FLAGS.search(line))
    }


def pop3_count(server: MailServer, address: str) -> int:
    pop3 = poplib.POP3(server.host, server.pop3)
    pop3.user(address)
    pop3.pass_(PASSWORD)
    count, _ = pop3.stat()
    pop3.quit()
    return count


@pytest.mark.parametrize(
    ("wants", "result", "left", "moved"),
    [
        ({"after_fetch": "seen"}, "flagged \\Seen", {1: {"\\Seen"}, 2: set()}, 0),
        ({"after_fetch": "flag"}, "flagged \\Flagged", {1: {"\\Flagged"}, 2: set()}, 0),
        ({"after_fetch": "move", "after_fetch_folder": "Done"}, "moved to Done", {2: set()}, 1),
        ({"after_fetch": "delete"}, "deleted", {2: set()}, 0),
    ],
    ids=["seen", "flag", "move", "delete"],
)
async def test_a_message_is_changed_once_it_is_stored(
    bench: Bench,
    topic_prefix: str,
    tmp_path: Path,
    wants: dict[str, object],
    result: str,
    left: dict[int, set[str]],
    moved: int,
) -> None:
    address = f"{topic_prefix}after@example.org"
    account_id = bench.add_account(address, poll_frequency=3600, **wants)
    with bench.imap(address) as imap:
        imap.create("Done")
    async with parser(bench, tmp_path) as stores, bench.poller():
        await bench.live(account_id)
        bench.append(address, FIRST, SECOND)
        first, _ = await fetched(bench, account_id, 2)
        await bench.moved_to(account_id, 2)
        assert bench.rows("SELECT state FROM account_command") == [{"state": "waiting"}] * 2
        assert flags_in(bench, address) == {1: set(), 2: set()}
        await stores.handle(first)
        assert await done(bench, account_id) == [{"uid": 1, "result": result}]
        assert flags_in(bench, address) == left
        assert len(flags_in(bench, address, "Done")) == moved


async def test_over_pop3_what_is_stored_is_deleted_at_the_end_of_a_session(
    bench: Bench, topic_prefix: str, tmp_path: Path
) -> None:
    address = f"{topic_prefix}pop@example.org"
    account_id = bench.add_account(address, incoming_protocol="pop3", poll_frequency=3600, after_fetch="delete")
    async with parser(bench, tmp_path) as stores, bench.poller(default_poll_frequency=1):
        await bench.live(account_id)
        bench.append(address, FIRST, SECOND)
        bench.execute("UPDATE account SET poll_frequency = 1, version = version + 1 WHERE id = %s", account_id)
        first, second = await fetched(bench, account_id, 2)
        await stores.handle(first)
        assert [row["result"] for row in await done(bench, account_id)] == ["deleted"]
        await eventually(lambda: pop3_count(bench.mail, address) == 1, what="one message left")
        await stores.handle(second)
        assert len(await done(bench, account_id, 2)) == 2
        await eventually(lambda: pop3_count(bench.mail, address) == 0, what="none left")
        assert len(await bench.fetched(account_id)) == 2


async def test_it_waits_for_the_days_that_the_account_says(bench: Bench, topic_prefix: str, tmp_path: Path) -> None:
    address = f"{topic_prefix}days@example.org"
    account_id = bench.add_account(address, poll_frequency=3600, after_fetch="delete", after_fetch_days=14)
    async with parser(bench, tmp_path) as stores, bench.poller():
        await bench.live(account_id)
        bench.append(address, FIRST)
        await stores.handle(*await fetched(bench, account_id, 1))
        await bench.moved_to(account_id, 1)
        [row] = bench.rows("SELECT state, due_at FROM account_command")
        assert row["state"] == "waiting"
        assert timedelta(days=13) < row["due_at"] - datetime.now(UTC) <= timedelta(days=14)
        assert 1 in flags_in(bench, address)
        bench.execute("UPDATE account_command SET due_at = now()")
        assert await done(bench, account_id) == [{"uid": 1, "result": "deleted"}]


async def test_what_the_account_does_not_want_any_more_is_given_up(
    bench: Bench, topic_prefix: str, tmp_path: Path
) -> None:
    address = f"{topic_prefix}given-up@example.org"
    account_id = bench.add_account(address, poll_frequency=3600, after_fetch="delete")
    async with parser(bench, tmp_path) as stores, bench.poller():
        await bench.live(account_id)
        bench.append(address, FIRST)
        first = await fetched(bench, account_id, 1)
        await bench.moved_to(account_id, 1)
        change = "UPDATE account SET after_fetch = 'nothing', version = version + 1 WHERE id = %s"
        bench.execute(change, account_id)
        await stores.handle(*first)
        refused = "SELECT result FROM account_command WHERE state = 'refused'"
        [row] = await eventually(lambda: bench.rows(refused), deadline_s=20, what="the command given up")
        assert row["result"] == "given up: the account wants something else now"
        assert 1 in flags_in(bench, address)


async def test_mail_from_before_the_account_was_live_is_left_alone(
    bench: Bench, topic_prefix: str, tmp_path: Path
) -> None:
    address = f"{topic_prefix}history@example.org"
    account_id = bench.add_account(address, poll_frequency=3600, after_fetch="delete", initial_history_days=7)
    bench.append(address, FIRST)
    async with parser(bench, tmp_path) as stores, bench.poller():
        await stores.handle(*await fetched(bench, account_id, 1))
        await bench.live(account_id)
        bench.append(address, SECOND)
        _, second = await fetched(bench, account_id, 2)
        await stores.handle(second)
        assert await done(bench, account_id) == [{"uid": 2, "result": "deleted"}]
        assert bench.rows(COMMANDS, account_id) == [{"uid": 2, "state": "done", "result": "deleted"}]
        assert 1 in flags_in(bench, address)
