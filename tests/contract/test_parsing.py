"""Real children: what each kind of poison does, to its own message and to those beside it."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from services.parser.children import process
from services.parser.children.pool import Children
from services.parser.children.process import Functions
from services.parser.domain.given_up import PARSING_GAVE_UP
from services.parser.domain.message import parse_message
from services.parser.ports import Outcome, Parsing
from shared.errors import TransientError
from shared.service.identity import identity_of
from tests.fakes.parsing import ParsingHere
from tests.harness.poison import POISONED
from tests.harness.specimens import SPECIMENS
from tests.harness.wait import eventually, eventually_sync, within

HEAD = (
    b"Message-ID: <7@x.example>\r\nReferences: <1@x.example>\r\nFrom: Ada <ada@x.example>\r\n"
    b"Date: Mon, 23 Nov 2026 12:00:00 +0100\r\nSubject: %s\r\n"
)
HEALTHY = [b"Subject: healthy %d\r\n\r\ntext %d" % (number, number) for number in range(4)]
CAUSES = {
    "hang": "hang",
    "memory": "memory",
    "abort": "crash",
    "segfault": "crash",
    "exit": "crash",
    "kill": "killed",
    "error": "error: ValueError at ",
    "panic": "error: _PanicError at ",
}


@pytest.fixture
async def children() -> AsyncIterator[Children]:
    async with Children(POISONED) as started:
        yield started


def poison(subject: bytes, more: bytes = b"") -> bytes:
    return HEAD % subject + more + b"Content-Type: text/html\r\n\r\nits text"


def is_there(pid: int) -> bool:
    return identity_of(pid) is not None


@pytest.mark.parametrize(("kind", "cause"), CAUSES.items(), ids=CAUSES)
async def test_the_culprit_is_given_up_and_those_beside_it_are_parsed(
    children: Children, kind: str, cause: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "SILENT_S", 1000.0)  # the child's own limits are meant
    async with within(30):
        outcomes = await children.parse([*HEALTHY[:2], poison(b"poison " + kind.encode()), *HEALTHY[2:]])
    *healthy, culprit = [*outcomes[:2], *outcomes[3:], outcomes[2]]
    assert [(each.message.subject, each.message.plain_body, each.gave_up) for each in healthy] == [
        (f"healthy {number}", f"text {number}", "") for number in range(4)
    ]
    assert (culprit.gave_up.startswith(cause), "said in the mail" in culprit.gave_up) == (True, False)
    message = culprit.message
    assert (message.subject, message.html_body, message.defects) == (f"poison {kind}", "", (PARSING_GAVE_UP,))
    assert (message.message_id, message.references) == ("7@x.example", ("1@x.example",))
    assert [each.address for each in message.from_addresses] == ["ada@x.example"]
    assert message.is_automatic


async def test_where_the_header_is_poison_too_the_ids_are_left(children: Children) -> None:
    raw = poison(b"poison abort", b"X-Header: poison\r\n")
    [outcome, after] = await children.parse([raw, HEALTHY[0]])
    message, whole = outcome.message, parse_message(raw)
    assert (message.message_id, message.references, message.subject) == ("7@x.example", ("1@x.example",), "")
    assert (message.from_written, message.date_written) == (whole.from_written, whole.date_written)
    assert (message.defects, after.message.subject) == ((PARSING_GAVE_UP,), "healthy 0")


async def test_one_that_sleeps_is_killed_by_the_parser(children: Children, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "SILENT_S", 1.0)
    async with within(30):
        outcomes = await children.parse([poison(b"poison sleep"), HEALTHY[0]])
    assert [each.gave_up for each in outcomes] == ["hang", ""]


async def test_a_parser_that_stood_still_itself_blames_no_child(
    children: Children, monkeypatch: pytest.MonkeyPatch
) -> None:
    await children.parse(HEALTHY)
    before = children.pids
    monkeypatch.setattr(process, "SILENT_S", 0.2)
    now = asyncio.get_running_loop().time
    parsing = asyncio.create_task(children.parse(HEALTHY))
    await asyncio.sleep(0)
    still_until = now() + 1
    eventually_sync(lambda: now() > still_until, what="the loop stands still")
    assert [each.gave_up for each in await parsing] == [""] * 4
    await children.parse(HEALTHY)
    assert children.pids == before


@pytest.mark.parametrize("parsing", ["children", "here"])
async def test_the_fake_says_what_children_say(children: Children, parsing: str) -> None:
    tested: Parsing = children if parsing == "children" else ParsingHere()
    raws = [*SPECIMENS, *HEALTHY, b"", b"Content-Type: a/b\n\n" + b"x" * 3_000_000]
    assert list(await tested.parse(raws)) == [Outcome(parse_message(raw)) for raw in raws]
    assert (await tested.read_header(poison(b"plain"))).subject == "plain"


async def test_nothing_is_parsed_of_nothing(children: Children) -> None:
    assert list(await children.parse([])) == []


async def test_a_child_killed_from_outside_costs_no_message(children: Children, tmp_path: Path) -> None:
    file = tmp_path / "begun"
    parsing = asyncio.create_task(children.parse([*HEALTHY[:2], poison(b"once %s" % bytes(file)), *HEALTHY[2:]]))
    await eventually(file.exists, what="the message is in hand")
    [pid] = children.pids
    os.kill(pid, signal.SIGKILL)
    outcomes = await parsing
    assert [each.gave_up for each in outcomes] == [""] * 5
    assert [each.message.subject for each in outcomes][3:] == ["healthy 2", "healthy 3"]
    assert children.pids.isdisjoint({pid})


async def test_a_child_that_died_idle_is_replaced(children: Children) -> None:
    await children.parse(HEALTHY)
    [pid] = children.pids
    os.kill(pid, signal.SIGKILL)
    await eventually(lambda: not children.pids, what="its death is seen")
    assert [each.gave_up for each in await children.parse(HEALTHY)] == [""] * 4


async def test_signals_to_the_group_leave_a_child_at_its_work(children: Children) -> None:
    await children.parse(HEALTHY)
    before = children.pids
    for pid in before:
        os.kill(pid, signal.SIGTERM)
        os.kill(pid, signal.SIGINT)
    assert [each.gave_up for each in await children.parse(HEALTHY)] == [""] * 4
    assert children.pids == before


async def test_parsing_that_is_broken_off_leaves_no_answer_for_the_next(children: Children, tmp_path: Path) -> None:
    file = tmp_path / "begun"
    parsing = asyncio.create_task(children.parse([HEALTHY[0], poison(b"once %s" % bytes(file))]))
    await eventually(file.exists, what="the message is in hand")
    parsing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await parsing
    [outcome] = await children.parse([HEALTHY[3]])
    assert outcome.message.subject == "healthy 3"


async def test_a_child_knows_no_setting(children: Children, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMAIL_SECRET_KEY", "a secret")
    monkeypatch.setenv("PGPASSWORD", "a secret")
    async with Children(POISONED) as started:
        [outcome] = await started.parse([poison(b"show environment")])
    names = set(outcome.message.plain_body.split())
    assert ("PATH" in names, names & {"EMAIL_SECRET_KEY", "PGPASSWORD"}) == (True, set())


async def test_children_end_with_the_pool() -> None:
    async with Children(POISONED) as children:
        await children.parse(HEALTHY)
        [pid] = children.pids
        assert is_there(pid)
    assert not is_there(pid)


async def test_a_message_that_hangs_ends_with_the_pool_and_no_child_follows(tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    async with Children(POISONED) as children:
        parsing = asyncio.create_task(children.parse([poison(b"once %s" % bytes(begun))]))
        await eventually(begun.exists, what="the message is in hand")
        [pid] = children.pids
    assert not is_there(pid)
    async with within(5):
        with pytest.raises(TransientError, match="the parser ends"):
            await parsing
    assert children.pids == frozenset()


ORPHAN = """
import asyncio, sys
from services.parser.children.pool import Children
from tests.harness.poison import POISONED
async def main():
    async with Children(POISONED) as children:
        await children.parse([b"Subject: healthy"])
        print(*children.pids, flush=True)
        await children.parse([sys.argv[1].encode()])
        await asyncio.sleep(3600)
asyncio.run(main())
"""


@pytest.mark.parametrize("subject", ["plain", "once"], ids=["idle", "in a message that hangs"])
async def test_kill_9_of_the_parser_leaves_no_orphan(subject: str, tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    parser = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", ORPHAN, f"Subject: {subject} {begun}"), stdout=asyncio.subprocess.PIPE
    )
    assert parser.stdout is not None
    pid = int(await parser.stdout.readline())
    if subject == "once":
        await eventually(begun.exists, what="the message is in hand")
    assert is_there(pid)
    parser.kill()
    await parser.wait()
    await eventually(lambda: not is_there(pid), what="the child is gone")


async def test_children_that_cannot_start_are_a_fault_of_the_moment() -> None:
    async with Children(Functions("no.such:module", "no.such:module")) as children:
        with pytest.raises(TransientError, match="ended at its start"):
            await children.parse(HEALTHY)
