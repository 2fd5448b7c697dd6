"""An account is in one state at each moment; each change is told once, whoever dies in between."""

import logging
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import pytest
from aiokafka import ConsumerRecord

from deploy.local.endpoints import Endpoints
from services.poller.domain import backoff
from services.poller.domain.failures import FailureKind
from shared import metrics
from shared.crash import VARIABLE, CrashPoint
from shared.events import AccountChanged
from shared.events.topics import ACCOUNT_CHANGED, TopicNames
from shared.ids import AccountId
from tests.fakes.mail_server import HANG_UP, IMAP_ANSWERS, Answer, ScriptedServer, scripted_imap_server
from tests.harness.accounts import SECRET_KEY
from tests.harness.kafka import read_all
from tests.harness.service_process import service_process
from tests.harness.wait import eventually
from tests.integration.imap_answers import NO_HISTORY, folder
from tests.integration.poller import Bench, Row, bench_of
from tests.integration.poller_by_hand import add_scripted
from tests.integration.rest import RunningApi
from tests.integration.terminal import Terminal

STATE = "SELECT * FROM read_receiving_state WHERE account_id = %s AND state = %s"
CHANGES = "SELECT * FROM read_receiving_change WHERE account_id = %s ORDER BY position"
POLLS = "SELECT coalesce(sum(polls), 0)::integer AS polls FROM read_poll_log WHERE account_id = %s"
ASK = "INSERT INTO poll_request (account_id, force) VALUES (%s, true) ON CONFLICT (account_id) DO NOTHING"
CHANGE = "UPDATE account SET {} version = version + 1 WHERE id = %s"
REFUSED = b"<tag> NO [AUTHENTICATIONFAILED] wrong\r\n"
QUIET = {"EXAMINE": folder(7, 1), "UID_SEARCH": NO_HISTORY}
WELL = b"<tag> OK logged in\r\n"


async def in_state(bench: Bench, account_id: AccountId, state: str) -> Row:
    query = lambda: bench.rows(STATE, account_id, state)  # noqa: E731
    [row] = await eventually(query, deadline_s=20, what=f"the state {state}")
    return row


async def told(bench: Bench) -> list[ConsumerRecord[bytes | None, bytes | None]]:
    return await read_all(bench.settings.kafka_servers, TopicNames(bench.settings.topic_prefix).of(ACCOUNT_CHANGED))


async def all_told(bench: Bench) -> None:
    untold = "SELECT FROM read_receiving_change WHERE told_at IS NULL"
    await eventually(lambda: not bench.rows(untold), deadline_s=20, what="all is told")


async def polled(bench: Bench, account_id: AccountId, times: int) -> None:
    """Returns after so many more polls."""

    def count() -> int:
        return int(bench.rows(POLLS, account_id)[0]["polls"])

    wanted = count() + times
    await eventually(lambda: count() >= wanted, deadline_s=20, what=f"{times} polls of account {account_id}")


def answers(server: ScriptedServer, changed: Mapping[str, Answer]) -> None:
    """From now on."""
    assert isinstance(server.answers, dict)
    server.answers.update(changed)


async def test_a_refused_login_is_told_once_and_left_alone_until_the_account_is_changed(
    bench: Bench, topic_prefix: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with scripted_imap_server(**QUIET, LOGIN=REFUSED) as server:
        refused, other = add_scripted(bench, server), bench.add_account(f"{topic_prefix}other@example.org")
        caplog.set_level(logging.INFO)
        for _ in range(2):  # the second time after a restart
            async with bench.poller():
                await in_state(bench, refused, "failing")
                await polled(bench, other, 3)
        async with bench.poller():
            bench.execute(ASK, refused)
            await eventually(lambda: server.sessions > 1, deadline_s=20, what="the poll that was asked for")
            await polled(bench, other, 2)
            assert server.sessions == 2
            answers(server, {"LOGIN": WELL})
            bench.execute(CHANGE.format(""), refused)
            await in_state(bench, refused, "ok")
            await all_told(bench)
    warned = [
        each for each in caplog.records if each.levelno >= logging.WARNING and "refused the login" in each.message
    ]
    assert [each.name for each in warned] == ["services.poller.standing"]
    mine = [*{event.position: event for event in await events(bench) if event.account_id == refused}.values()]
    assert [(each.from_state, each.to_state, each.kind) for each in mine] == [
        (None, "failing", "auth"),
        ("failing", "ok", None),
    ]
    assert mine[0].next_try_at is not None
    assert mine[0].next_try_at > mine[0].since


async def events(bench: Bench) -> list[AccountChanged]:
    return [AccountChanged.from_record(record.value, record.headers) for record in await told(bench)]


async def test_a_change_that_a_killed_poller_has_not_told_is_told_by_the_next_one(
    bench: Bench, tmp_path: Path, topic_prefix: str
) -> None:
    account_id = bench.add_account(f"{topic_prefix}killed@example.org")
    armed = tmp_path / CrashPoint.POLLER_AFTER_STATE
    armed.touch()
    async with service_process(tmp_path, environment(bench, tmp_path), "services.poller") as process:
        assert await process.end() == -9
    assert not armed.exists()
    [change] = bench.rows(CHANGES, account_id)
    assert (change["to_state"], change["told_at"], await told(bench)) == ("ok", None, [])
    async with bench.poller():
        [record] = await eventually(lambda: told(bench), deadline_s=40, what="the event")
    event = AccountChanged.from_record(record.value, record.headers)
    assert {name: getattr(event, name) for name in change if name != "told_at"} == {
        name: value for name, value in change.items() if name != "told_at"
    }
    assert (record.key, event.service) == (str(account_id).encode(), "poller")
    bench.execute("UPDATE receiving_change SET told_at = NULL")
    async with bench.poller():
        records = await eventually(lambda: more_than(bench, 1), deadline_s=40, what="the repeat")
    assert {(each.key, each.value) for each in records} == {(record.key, record.value)}


async def more_than(bench: Bench, count: int) -> list[ConsumerRecord[bytes | None, bytes | None]]:
    found = await told(bench)
    return found if len(found) > count else []


def environment(bench: Bench, crash_folder: Path) -> dict[str, str]:
    settings = bench.settings
    return {
        VARIABLE: str(crash_folder),
        "EMAIL_KAFKA_SERVERS": settings.kafka_servers,
        "EMAIL_DATABASE_URL": bench.database_url,
        "EMAIL_TOPIC_PREFIX": settings.topic_prefix,
        "EMAIL_SECRET_KEY": SECRET_KEY.get_secret_value(),
        "EMAIL_TLS_CA_FILE": str(settings.tls_ca_file),
        "EMAIL_BLOB_URL": settings.blob_url,
        "EMAIL_LEASE_TTL_S": "2",
        "PATH": os.environ["PATH"],
    }


async def test_an_account_that_is_paused_says_so_also_while_no_poller_ran(bench: Bench, topic_prefix: str) -> None:
    paused, away = (bench.add_account(f"{topic_prefix}{name}@example.org") for name in ("paused", "away"))
    async with bench.poller():
        await in_state(bench, paused, "ok")
        await in_state(bench, away, "ok")
        bench.execute(CHANGE.format("status = 'inactive',"), paused)
        await in_state(bench, paused, "paused")
    bench.execute(CHANGE.format("status = 'inactive',"), away)
    async with bench.poller():
        await in_state(bench, away, "paused")
        await all_told(bench)
    once = {each.position: each for each in await events(bench)}  # one that was told while its poller stopped, twice
    found = [(each.account_id, each.to_state) for each in once.values()]
    assert sorted(found) == sorted([(paused, "ok"), (paused, "paused"), (away, "ok"), (away, "paused")])


async def test_when_no_poller_renews_the_proof_the_state_says_so(bench: Bench, topic_prefix: str) -> None:
    account_id = bench.add_account(f"{topic_prefix}forgotten@example.org")
    async with bench.poller():
        await in_state(bench, account_id, "ok")
    bench.execute("UPDATE receiving_state SET doubtful_at = now() - interval '1 second'")
    row = await in_state(bench, account_id, "slow")
    assert row["reason"].endswith("check that the poller runs")


async def test_every_state_is_shown_alike_everywhere(
    api: RunningApi, mailweave: Terminal, stack: Endpoints, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The table state → since, reason, next try is printed with `pytest -s`."""
    monkeypatch.setitem(backoff.FIRST_DELAY_S, FailureKind.NETWORK, 60.0)
    bench = bench_of(stack, api.database_url, api.settings.topic_prefix, tmp_path)
    async with scripted_imap_server(**QUIET) as server:
        account_id = add_scripted(bench, server)
        steps: list[tuple[str, str, Mapping[str, Answer], str]] = [
            ("ok", "", {}, ""),
            ("slow", "network", {"greeting": HANG_UP}, "closed the connection"),
            ("ok", "", {"greeting": IMAP_ANSWERS["greeting"]}, ""),
            ("waiting", "quota", {"LOGIN": b"<tag> NO [LIMIT] too many logins\r\n"}, "it limits logins"),
            ("ok", "", {"LOGIN": WELL}, ""),
            ("failing", "auth", {"LOGIN": REFUSED}, "refused the login"),
            ("ok", "", {"LOGIN": WELL}, ""),
        ]
        lines = []
        async with bench.poller():
            for state, kind, changed, said in steps:
                if changed:
                    answers(server, changed)
                    bench.execute(ASK, account_id)
                    await polled(bench, account_id, 1)
                await in_state(bench, account_id, state)
                await eventually(lambda: shown_in_metrics(account_id)[:2] == (state, kind), what="the metric")  # noqa: B023
                lines.append(check_shown(api, mailweave, account_id, (state, kind), said))
            bench.execute(CHANGE.format("auto_polling_enabled = false,"), account_id)
            await in_state(bench, account_id, "paused")
            await eventually(lambda: shown_in_metrics(account_id)[:2] == ("paused", ""), what="the metric")
            lines.append(check_shown(api, mailweave, account_id, ("paused", ""), "automatic polling is off"))
    print("", *lines, sep="\n")


def shown_in_metrics(account_id: AccountId) -> tuple[str, str, float | None, float | None]:
    """State, kind, since and next try."""
    samples = {family.name: family.samples for family in metrics.RECEIVING.collect()}
    mine = {
        name: next((each for each in found if each.labels.get("account_id") == str(account_id)), None)
        for name, found in samples.items()
    }
    state = mine["mailweave_receiving_state"]
    since, again = (mine[f"mailweave_receiving_{name}_timestamp_seconds"] for name in ("since", "next_try"))
    labels = state.labels if state is not None else {}
    return (
        *(labels.get("state", ""), labels.get("kind", "")),
        *(since.value if since is not None else None, again.value if again is not None else None),
    )


def check_shown(api: RunningApi, mailweave: Terminal, account_id: AccountId, state: tuple[str, str], said: str) -> str:
    [health] = api.get(f"/health/?receiving_state={state[0]}")["results"]
    account = api.get(f"/accounts/{account_id}/")
    [active] = api.get("/monitor/")["accounts"]
    fields = [name for name in health if name.startswith("receiving_")]
    assert [health[name] for name in fields] == [account[name] for name in fields] == [active[name] for name in fields]
    assert (health["receiving_state"], health["receiving_kind"] or "") == state
    printed = mailweave("email-monitor")[1]
    assert (f"{state[0]} ({state[1]})" if state[1] else state[0]) in printed
    _, _, since, next_try = shown_in_metrics(account_id)
    reason, next_try_at = health["receiving_reason"], health["receiving_next_try_at"]
    assert datetime.fromisoformat(health["receiving_since"]).timestamp() == since
    assert (datetime.fromisoformat(next_try_at).timestamp() if next_try_at else None) == next_try
    assert (next_try_at is not None) is bool(state[1])
    assert said in reason
    if state[1]:
        assert reason in printed
        assert f"next try at {next_try_at[:19].replace('T', ' ')}" in printed
    began, again = health["receiving_since"][:19], (next_try_at or "-")[:19]
    return f"{state[0]:<9} {state[1]:<8} since {began}  next try {again:<19}  {reason}"
