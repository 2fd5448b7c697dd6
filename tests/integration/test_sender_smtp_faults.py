"""All SMTP faults, for a request, an automatic reply and a forward, against the table of smtp_fault_table.py."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from deploy.local.endpoints import Endpoints
from deploy.local.tls import Certificates, certificates
from shared.events import SendKind, SendMessage
from tests.contract.smtp_port import tls_context
from tests.fakes.smtp_server import Script, ScriptedSmtpServer, scripted_smtp_server
from tests.harness.accounts import SEARCH_PATH
from tests.harness.wait import eventually
from tests.integration import smtp_fault_table as table
from tests.integration.sender_rig import Rig, auto_reply, make_rig, request
from tests.integration.smtp_fault_table import ENDLESS, POINTS, Case, Expected, Row, SmtpFault

LEDGER = """
SELECT send_id, state, (SELECT count(*) FROM read_send_attempt AS one WHERE one.send_id = send.send_id)
FROM read_send AS send
"""
DEADLINE_S = 90.0
Ledger = psycopg.AsyncConnection[tuple[Any, ...]]


POINTS_OF = {  # of the automatic ones, those where their envelope or their policy is another than a request's
    SendKind.REQUEST: POINTS,
    SendKind.AUTO_REPLY: ("MAIL", "RCPT", "."),
    SendKind.FORWARD: (".",),
}
CASES = [Case(point, fault, kind) for kind, points in POINTS_OF.items() for point in points for fault in SmtpFault]


@dataclass(frozen=True, slots=True)
class Sent:
    """What was asked for, and the server that it goes to, which nobody else uses."""

    wanted: SendMessage
    server: ScriptedSmtpServer
    well: Script


@pytest.fixture(scope="module")
def tls_files(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return certificates(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def wells(tls_files: Certificates) -> Mapping[str, Script]:
    """Servers without fault, by the point that needs another one than all the rest."""
    return {"STARTTLS": Script(tls=tls_context(tls_files)), "AUTH": Script(login=("support", "right"))}


@pytest.fixture
def rig(stack: Endpoints, database_url: str, topic_prefix: str, tmp_path: Path, tls_files: Certificates) -> Rig:
    """A server has time to answer on a loaded machine too; only the faults use it up."""
    made = make_rig(stack.kafka_servers, database_url, topic_prefix, tmp_path)
    changed = {"smtp_timeout_s": 5, "smtp_data_timeout_s": 5, "kafka_session_timeout_s": 10, "lease_ttl_s": 30}
    return Rig(made.settings.model_copy(update={**changed, "tls_ca_file": tls_files.ca_file}))


@asynccontextmanager
async def all_sent(rig: Rig, wells: Mapping[str, Script], *, is_lasting: bool) -> AsyncIterator[Mapping[Case, Sent]]:
    """Every case with a server and an account of its own, all published at once."""
    async with AsyncExitStack() as servers:
        sent: dict[Case, Sent] = {}
        for number, case in enumerate(CASES):
            well = wells.get(case.point, Script())
            script = table.script(well, case.fault, case.point, is_lasting=is_lasting)
            server = await servers.enter_async_context(scripted_smtp_server(script))
            user, password = well.login or ("", "")
            account_id = await rig.account(
                server.port,
                f"support{number}@shop.example",
                use_tls=well.tls is not None,
                username=user,
                password=password,
            )
            recipient = f"customer{number}@customer.example"  # each within the loop guard's caps
            is_asked_for = case.kind is SendKind.REQUEST
            wanted = (
                request(account_id, recipient) if is_asked_for else auto_reply(account_id, recipient, kind=case.kind)
            )
            sent[case] = Sent(wanted, server, well)
        await rig.publish(*(one.wanted for one in sent.values()))
        yield sent


@asynccontextmanager
async def ledger_of(rig: Rig) -> AsyncIterator[Ledger]:
    """One connection for many looks."""
    url = rig.settings.database_url.get_secret_value()
    async with await psycopg.AsyncConnection.connect(url, options=SEARCH_PATH, autocommit=True) as connection:
        yield connection


def expected_of(rows: Mapping[str, Row], otherwise: Mapping[Case, Expected]) -> dict[Case, Expected]:
    return {case: otherwise.get(case, rows[case.point][case.fault]) for case in CASES}


async def observed(ledger: Ledger, sent: Mapping[Case, Sent]) -> dict[Case, Expected]:
    """What ledger and servers hold now. Copies must be the send's own message, all with the same bytes.

    Strikes are what the server did, whatever its script says.

    A send that is tried on and on is now and then `sending`: that is committed before DATA.
    """
    rows = {send_id: values for send_id, *values in await (await ledger.execute(LEDGER)).fetchall()}
    found: dict[Case, Expected] = {}
    for case, one in sent.items():
        state, attempts = rows.get(one.wanted.send_id, ("unknown", 0))
        raws = [received.raw for received in one.server.received]
        assert len(set(raws)) <= 1
        assert all(f"<{one.wanted.send_id}@shop.example>".encode() in raw for raw in raws)
        strikes = min(one.server.struck[table.strike(case.fault, case.point)], ENDLESS)
        is_endless = state in ("waiting", "sending") and attempts >= ENDLESS
        found[case] = Expected(*(("waiting", ENDLESS) if is_endless else (state, attempts)), len(raws), strikes)
    return found


async def until(ledger: Ledger, sent: Mapping[Case, Sent], expected: Mapping[Case, Expected]) -> None:
    """Until every case is as expected; else the differences."""
    different: list[str] = []

    async def is_as_expected() -> bool:
        found = await observed(ledger, sent)
        different[:] = [
            f"{case}: {found[case]}, not {expected[case]}" for case in CASES if found[case] != expected[case]
        ]
        return not different

    try:
        await eventually(is_as_expected, deadline_s=DEADLINE_S)
    except AssertionError:
        pytest.fail("\n".join(different))


def hellos(sent: Mapping[Case, Sent]) -> list[str]:
    """How a session began on the server that knows no EHLO."""
    commands = sent[Case("EHLO", SmtpFault.PERMANENT, SendKind.REQUEST)].server.commands
    return [verb for verb in (command.partition(" ")[0] for command in commands) if verb in ("EHLO", "HELO")]


async def test_a_fault_of_one_session(rig: Rig, wells: Mapping[str, Script]) -> None:
    expected = expected_of(table.ONCE, table.ONCE_OTHERWISE)
    async with all_sent(rig, wells, is_lasting=False) as sent, rig.start(), ledger_of(rig) as ledger:
        await until(ledger, sent, expected)
        await rig.until_published()
        assert await observed(ledger, sent) == expected
        assert hellos(sent) == ["EHLO", "HELO"]


async def test_a_fault_of_every_session_until_the_server_is_well(rig: Rig, wells: Mapping[str, Script]) -> None:
    """What a reply ended stays ended, what waited for the server goes when it is well; nothing goes twice."""
    expected = expected_of(table.LASTING, table.LASTING_OTHERWISE)
    async with (
        all_sent(rig, wells, is_lasting=True) as sent,
        rig.start(max_retry_attempts=table.RETRIES_WHILE_LASTING),
        ledger_of(rig) as ledger,
    ):
        await until(ledger, sent, expected)
        waiting = {case for case in CASES if expected[case].state == "waiting"}
        assert hellos(sent) == ["EHLO", "HELO"]
        for one in sent.values():
            one.server.script = one.well
        await eventually(lambda: all(sent[case].server.received for case in waiting), deadline_s=DEADLINE_S)
        await rig.until_published()
        found = await observed(ledger, sent)
    assert {case: found[case].state for case in waiting} == dict.fromkeys(waiting, "sent")
    assert {case: found[case].copies for case in waiting} == dict.fromkeys(waiting, 1)
    ended = set(CASES) - waiting
    assert {case: found[case] for case in ended} == {case: expected[case] for case in ended}
