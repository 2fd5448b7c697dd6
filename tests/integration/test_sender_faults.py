"""A server that cannot be used: the account's sends wait with one clear line, and go when it is repaired."""

import itertools
import logging
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest

from deploy.local.tls import certificates
from services.sender.step import Step
from services.sender.store.outcomes import OutcomeStore
from shared.credentials import LoginServer
from shared.errors import TransientError
from shared.events import ConnectivityRequested
from shared.ids import AccountId, AccountKey
from tests.contract.smtp_port import tls_context
from tests.fakes.smtp_server import Script, scripted_smtp_server
from tests.harness.accounts import sealed_password
from tests.harness.wait import eventually
from tests.integration.sender_rig import Rig, request

REASON = "SELECT state, reason FROM read_send WHERE send_id = %s"
RECIPIENT = "SELECT state, reason FROM read_send_recipient WHERE send_id = %s"
NEW_PASSWORD = "UPDATE account_secret SET smtp_password = %s"
CHECKED = "SELECT ok, message FROM read_sender_check WHERE check_id = %s"


async def test_a_wrong_password_defers_and_the_right_one_sends(rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    async with scripted_smtp_server(Script(login=("support", "right"))) as smtp, rig.start(retry_base_s=0.3):
        account_id = await rig.account(smtp.port, username="support", password="guess")
        wanted = request(account_id)
        await rig.publish(wanted)
        await rig.until(wanted.send_id, "deferred")
        line = (
            f"account {account_id} (support@shop.example): SMTP server localhost:{smtp.port} refused the login of "
            "support (535 5.7.8 wrong password): check smtp_username and the SMTP password"
        )
        assert await rig.rows(REASON, wanted.send_id) == [("waiting", line)]
        assert await rig.rows(RECIPIENT, wanted.send_id) == [("deferred", line)]
        assert f"{line}; tried again in 0 s" in caplog.messages
        ((key,),) = await rig.rows("SELECT account_key FROM account")
        await rig.rows(NEW_PASSWORD, sealed_password(key, LoginServer.SMTP, "right"))
        await rig.until(wanted.send_id, "sent")
        await rig.until_published()
        assert [state for _, state, _ in await rig.deliveries(wanted.send_id)] == ["deferred", "sent"]
        assert len(smtp.received) == 1


async def test_a_broken_account_holds_up_no_other(rig: Rig) -> None:
    async with scripted_smtp_server(Script()) as smtp, rig.start(retry_base_s=60):
        broken = request(await rig.account(1, "broken@shop.example"))
        good = request(await rig.account(smtp.port, "good@shop.example"))
        await rig.publish(broken, good)
        await rig.until(good.send_id, "sent")
        await rig.until(broken.send_id, "deferred")
        ((_, reason),) = await rig.rows(REASON, broken.send_id)
        assert reason.endswith(
            " localhost:1 cannot be reached (connection refused): check smtp_server, smtp_port and the network"
        )


async def test_a_limit_of_the_server_on_connections_is_no_fault(rig: Rig) -> None:
    greeting = "220 fake.example ESMTP|421 4.7.0 too many connections"
    async with scripted_smtp_server(Script({"greeting": greeting})) as smtp, rig.start(retry_base_s=60):
        account_id = await rig.account(smtp.port)
        wanted = [request(account_id) for _ in range(6)]
        await rig.publish(*wanted)
        for one in wanted:
            await rig.until(one.send_id, "sent")
        assert len(smtp.received) == 6


async def test_a_session_with_an_open_envelope_is_not_used_again(rig: Rig) -> None:
    script = Script(silent_at="RCPT", sessions_with_fault=1)
    async with scripted_smtp_server(script) as smtp, rig.start(smtp_timeout_s=20):
        wanted = request(await rig.account(smtp.port))
        await rig.publish(wanted)
        await smtp.reached.wait()
        # Another process has the lease for a moment: `on_wire` cannot be committed after RCPT was accepted.
        await rig.rows("UPDATE lease SET epoch = epoch + 1, expires_at = '-infinity'")
        smtp.go_on.set()
        await rig.until(wanted.send_id, "sent")
        assert (smtp.sessions, len(smtp.received)) == (2, 1)


async def test_a_refused_data_leaves_no_open_envelope(rig: Rig) -> None:
    async with scripted_smtp_server(Script({"DATA": "451 4.3.0 later|354 go on"})) as smtp, rig.start():
        wanted = request(await rig.account(smtp.port))
        await rig.publish(wanted)
        await rig.until(wanted.send_id, "sent")
        assert (smtp.sessions, len(smtp.received)) == (1, 1)


async def test_a_commit_whose_answer_is_lost_loses_no_send(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of both steps: that it is on the wire, and its outcome."""
    record, count = OutcomeStore.record, itertools.count()

    async def without_answer(store: OutcomeStore, steps: Sequence[Step]) -> Sequence[bool | Exception]:
        results = await record(store, steps)
        if next(count) in (0, 2):
            raise TransientError("the answer was lost")
        return results

    monkeypatch.setattr(OutcomeStore, "record", without_answer)
    async with scripted_smtp_server(Script()) as smtp, rig.start():
        wanted = request(await rig.account(smtp.port))
        await rig.publish(wanted)
        await rig.until(wanted.send_id, "sent")
        assert len(smtp.received) == 1
        assert next(count) >= 3


async def test_lost_connections_use_up_no_retry(rig: Rig) -> None:
    """Three connections lost at MAIL, then greylisting: the first real reply is not the last word."""
    replies = {"RCPT": "450 4.2.0 greylisted|250 2.1.5 ok"}
    async with (
        scripted_smtp_server(Script(replies, hangs_up_at="MAIL", sessions_with_fault=3)) as smtp,
        rig.start(retry_base_s=0.02, max_retry_attempts=1),
    ):
        wanted = request(await rig.account(smtp.port))
        await rig.publish(wanted)
        await rig.until(wanted.send_id, "sent")
        assert len(smtp.received) == 1


async def test_too_many_recipients_at_once_go_with_later_attempts(rig: Rig) -> None:
    """RFC 5321 §4.5.3.1.10: 452 puts off those beyond a server's limit, however often; nobody is given up."""
    ok, limit = "250 2.1.5 ok", "452 4.5.3 too many recipients"
    replies = {"RCPT": f"{ok}|{limit}|{limit}|{ok}|{limit}|{ok}"}
    async with scripted_smtp_server(Script(replies)) as smtp, rig.start(retry_base_s=0.02, max_retry_attempts=0):
        account_id = await rig.account(smtp.port)
        wanted = request(account_id).model_copy(update={"to_emails": ("a@b.example", "b@b.example", "c@b.example")})
        await rig.publish(wanted)
        await rig.until(wanted.send_id, "sent", "sent", "sent")
        assert sorted(path for received in smtp.received for path in received.forward_paths) == list(wanted.to_emails)


async def test_a_password_that_does_not_open_stops_its_account_alone(rig: Rig) -> None:
    async with scripted_smtp_server(Script()) as smtp, rig.start(retry_base_s=60):
        broken_id = await rig.account(smtp.port, "broken@shop.example", username="support", password="moved")
        await rig.rows(NEW_PASSWORD, sealed_password(AccountKey(uuid4()), LoginServer.SMTP, "moved"))
        broken, good = request(broken_id), request(await rig.account(smtp.port, "good@shop.example"))
        check = ConnectivityRequested(account_id=broken_id, check_id=uuid4())
        await rig.publish(broken, check)
        await rig.until(broken.send_id, "deferred")
        ((_, reason),) = await rig.rows(REASON, broken.send_id)
        assert reason.startswith(f"account {broken_id} (broken@shop.example): ")
        assert reason.endswith("; put that key back, or set smtp_password again")
        (row,) = await eventually(partial(rig.rows, CHECKED, check.check_id))
        assert row == (False, reason)
        await rig.publish(good)
        await rig.until(good.send_id, "sent")


async def test_connectivity_is_checked_and_written_down(rig: Rig, tmp_path: Path) -> None:
    files = certificates(tmp_path)
    good = Script(tls=tls_context(files), login=("support", "right"))
    async with scripted_smtp_server(good) as smtp, rig.start(tls_ca_file=files.ca_file):
        right = await rig.account(smtp.port, "right@x.example", use_tls=True, username="support", password="right")
        wrong = await rig.account(smtp.port, "wrong@x.example", use_tls=True, username="support", password="guess")
        without = await rig.account(smtp.port, "without@x.example", use_tls=True, username="support")
        refused = (
            f"account {wrong} (wrong@x.example): SMTP server localhost:{smtp.port} refused the login of support "
            "(535 5.7.8 wrong password): check smtp_username and the SMTP password"
        )
        missing = f"account {without} (without@x.example): it has smtp_username but no SMTP password: set smtp_password"
        expected = {
            right: (True, "SMTP: connected and logged in"),
            wrong: (False, refused),
            without: (False, missing),
            AccountId(4711): (False, "account 4711 does not exist"),
        }
        checks = {account: ConnectivityRequested(account_id=account, check_id=uuid4()) for account in expected}
        skipped = ConnectivityRequested(account_id=right, check_id=uuid4(), test_type="incoming")
        await rig.publish(*checks.values(), skipped)
        for account, check in checks.items():
            (row,) = await eventually(partial(rig.rows, CHECKED, check.check_id))
            assert row == expected[account]
        assert await rig.rows(CHECKED, skipped.check_id) == []
        assert smtp.received == []
