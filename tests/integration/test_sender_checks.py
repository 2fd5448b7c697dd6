"""Connectivity tests of the real sender: step by step, and beside each other."""

from contextlib import AsyncExitStack
from functools import partial
from uuid import uuid4

import pytest

from services.sender import checks
from shared.events import ConnectivityRequested
from tests.fakes.smtp_server import Script, scripted_smtp_server
from tests.harness.wait import eventually
from tests.integration.sender_rig import Rig, request

STEPS = "SELECT ok, steps FROM read_sender_check WHERE check_id = %s"
SILENT_SERVERS = 20


async def test_the_steps_are_kept(rig: Rig) -> None:
    async with scripted_smtp_server(Script({"MAIL": "553 5.7.1 not yours"})) as smtp, rig.start():
        check = ConnectivityRequested(account_id=await rig.account(smtp.port), check_id=uuid4())
        await rig.publish(check)
        ((is_ok, steps),) = await eventually(partial(rig.rows, STEPS, check.check_id))
    assert not is_ok
    assert [step["name"] for step in steps if step["state"] == "failed"] == ["MAIL"]
    assert [step["said"] for step in steps if step["said"]] == ["553 5.7.1 not yours"]


async def test_tests_of_silent_servers_keep_nobody_waiting(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "CHECK_WITHIN_S", 3600.0)
    async with AsyncExitStack() as entered:
        contexts = [scripted_smtp_server(Script(silent_at="greeting")) for _ in range(SILENT_SERVERS)]
        silent = [await entered.enter_async_context(each) for each in contexts]
        good = await entered.enter_async_context(scripted_smtp_server(Script()))
        accounts = [await rig.account(each.port, f"s{at}@shop.example") for at, each in enumerate(silent)]
        good_id = await rig.account(good.port, "good@shop.example")
        check = ConnectivityRequested(account_id=good_id, check_id=uuid4())
        async with rig.start(smtp_timeout_s=3600.0):
            await rig.publish(*(ConnectivityRequested(account_id=each, check_id=uuid4()) for each in accounts))
            await eventually(lambda: all(each.sessions for each in silent), deadline_s=20, what="all are being tested")
            wanted = request(good_id)
            await rig.publish(check, wanted)
            ((is_ok, _),) = await eventually(partial(rig.rows, STEPS, check.check_id), deadline_s=20)
            assert is_ok
            await rig.until(wanted.send_id, "sent")
            assert not any(each.commands for each in silent)
