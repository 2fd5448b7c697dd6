"""Commands for the servers: through their table, done by the lease's holder, and only with permission."""

from typing import Any
from uuid import UUID

import pytest

from shared.events import Effects, MailboxAction, MailboxRequested, PollRequested
from shared.ids import AccountId
from tests.fakes.mail_server import HANG_UP, scripted_imap_server
from tests.harness.wait import eventually
from tests.integration.imap_answers import bodies, listed
from tests.integration.poller import Bench
from tests.integration.poller_by_hand import add_scripted

RAW = b"Subject: flag me\r\n\r\n"
SELECTED = b"* OK [UIDVALIDITY 7] valid\r\n* OK [UIDNEXT 2] next\r\n<tag> OK done\r\n"
STATES = "SELECT state, result FROM account_command WHERE state <> 'waiting' ORDER BY command_id"


def command(bench: Bench, account_id: AccountId, number: int, **fields: Any) -> MailboxRequested:
    [row] = bench.rows("SELECT uidvalidity FROM read_folder_cursor WHERE account_id = %s", account_id)
    values = {
        "account_id": account_id,
        "command_id": UUID(int=number),
        "action": MailboxAction.FLAG,
        "folder": "INBOX",
        "uidvalidity": row["uidvalidity"],
        "uid": 1,
        "flags": ("\\Seen",),
        "effects": Effects.ALLOWED,
    }
    return MailboxRequested.model_validate({**values, **fields})


def flags_of(bench: Bench, address: str) -> str:
    with bench.imap(address) as imap:
        imap.select("INBOX", readonly=True)
        return str(imap.uid("FETCH", "1:*", "(FLAGS)"))


async def outcomes(bench: Bench, count: int) -> list[dict[str, Any]]:
    await eventually(lambda: len(bench.rows(STATES)) == count, deadline_s=30, what=f"{count} commands finished")
    return bench.rows(STATES)


async def test_commands_are_done_once_each_and_only_what_they_say(bench: Bench, topic_prefix: str) -> None:
    address = f"{topic_prefix}commands@example.org"
    account_id = bench.add_account(address, poll_frequency=3600)
    async with bench.poller() as run:
        await bench.live(account_id)
        bench.append(address, RAW, RAW)
        await bench.moved_to(account_id, 2)
        assert "Seen" not in flags_of(bench, address)
        flag = command(bench, account_id, 1)
        delete = command(bench, account_id, 2, action=MailboxAction.DELETE, uid=2)
        await run.publisher.publish([flag, delete, flag])
        done = await outcomes(bench, 2)
        bench.append(address, RAW)
        await bench.moved_to(account_id, 3)
    assert done == [{"state": "done", "result": "flagged \\Seen"}, {"state": "done", "result": "deleted"}]
    assert "Seen" in flags_of(bench, address)
    with bench.imap(address) as imap:
        imap.select("INBOX", readonly=True)
        assert imap.uid("SEARCH", "ALL")[1] == [b"1 3"]


@pytest.mark.parametrize(
    ("fields", "result"),
    [
        pytest.param(
            {"effects": None},
            "refused: a change on the server needs effects=allowed, and this command carries effects=none",
            id="no permission",
        ),
        pytest.param(
            {"effects": Effects.REPLAY},
            "refused: a change on the server needs effects=allowed, and this command carries effects=replay",
            id="a replayed message",
        ),
        pytest.param({"generation": 2}, "refused: generation 2 is a replay, which has no effects", id="a replay"),
        pytest.param(
            {"uidvalidity": 1}, "the folder INBOX was renumbered, UID 1 means nothing now", id="another UIDVALIDITY"
        ),
        pytest.param(
            {"flags": ("\\Seen\r\n",)},
            r"refused: '\\Seen\r\n' is no IMAP flag: give one word of ASCII, with a backslash for a system flag",
            id="a line break in a flag",
        ),
        pytest.param(
            {"flags": ("$Done", "a)")},
            "refused: 'a)' is no IMAP flag: give one word of ASCII, with a backslash for a system flag",
            id="a parenthesis in a flag",
        ),
        pytest.param(
            {"action": MailboxAction.MOVE, "to_folder": "Done\n"},
            r"refused: the folder 'Done\n' holds a control character: give its name as the server lists it",
            id="a line break in a folder",
        ),
    ],
)
async def test_what_may_not_be_done_is_refused_with_a_line(
    bench: Bench, topic_prefix: str, fields: dict[str, Any], result: str, caplog: pytest.LogCaptureFixture
) -> None:
    address = f"{topic_prefix}refused@example.org"
    account_id = bench.add_account(address, poll_frequency=3600)
    async with bench.poller() as run:
        await bench.live(account_id)
        bench.append(address, RAW)
        await bench.moved_to(account_id, 1)
        await run.publisher.publish([command(bench, account_id, 1, **fields)])
        assert await outcomes(bench, 1) == [{"state": "refused", "result": result}]
        await eventually(lambda: result in caplog.text, deadline_s=5, what="the line in the log")
    assert "Seen" not in flags_of(bench, address)


async def test_a_copy_that_is_not_safe_yet_is_not_touched(bench: Bench, topic_prefix: str) -> None:
    address = f"{topic_prefix}unsafe@example.org"
    account_id = bench.add_account(address, auto_polling_enabled=False)
    poll = PollRequested(account_id=account_id, force=True)
    async with bench.poller() as run:
        bench.append(address, RAW)
        await run.publisher.publish([poll])
        await bench.moved_to(account_id, 1)
        bench.append(address, RAW)
        unsafe = command(bench, account_id, 1, action=MailboxAction.DELETE, uid=2)
        await run.publisher.publish([unsafe, command(bench, account_id, 2)])
        assert await outcomes(bench, 1) == [{"state": "done", "result": "flagged \\Seen"}]
        await run.publisher.publish([poll])
        deleted, _ = await outcomes(bench, 2)
        assert deleted == {"state": "done", "result": "deleted"}
        assert [event.uid for event in await bench.fetched(account_id)] == [1, 2]


async def test_a_command_at_which_the_server_hangs_up_is_given_up_and_the_next_one_done(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    async with scripted_imap_server(
        SELECT=[HANG_UP] * 3 + [SELECTED], UID_STORE=b"<tag> OK done\r\n", UID_FETCH=(listed(1), bodies(1))
    ) as server:
        account_id = add_scripted(bench, server)
        async with bench.poller() as run:
            await bench.live(account_id)
            await run.publisher.publish([command(bench, account_id, 1)])
            await run.publisher.publish([command(bench, account_id, 2)])
            given_up, done = await outcomes(bench, 2)
    assert given_up["state"] == "refused"
    assert given_up["result"].startswith("given up after 3 attempts: ")
    assert done == {"state": "done", "result": "flagged \\Seen"}
    assert f"account {account_id} (scripted@example.org): command {UUID(int=1)}: given up" in caplog.text
