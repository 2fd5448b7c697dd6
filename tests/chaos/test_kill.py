"""Nothing is lost and nothing is sent twice while services die (issue 3; run whole by `make test-kill`)."""

import os
import re
import secrets
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from deploy.local.endpoints import Endpoints
from deploy.local.mail_server import create_user
from services.cli.demo.mailboxes import PASSWORD as CUSTOMER_PASSWORD
from tests.chaos.kill import SERVICES, Flow, answers, let_flow, whereabouts
from tests.harness.database import fresh_database
from tests.harness.installation import Mailweave, installed
from tests.harness.planted import Mail, partition, plant

SEED = int(os.environ.get("MAILWEAVE_SEED") or secrets.randbelow(2**31))
SHORT = {
    "EMAIL_LEASE_TTL_S": "5",
    "EMAIL_SMTP_DATA_TIMEOUT_S": "5",
    "EMAIL_AUTO_REPLY_PER_RECIPIENT_HOUR": "1000",
    "EMAIL_AUTO_REPLY_PER_THREAD": "1000",
}
"""Time-outs that let a test see a take-over; caps that are not what it is about."""


@dataclass(frozen=True, slots=True)
class Size:
    """How much mail flows, how much of it is answered, how often each service dies, over how many seconds."""

    messages: int
    answered: int
    kills: int
    flow_s: float


WHOLE = Size(500, 50, 3, 60)


@pytest.mark.kill
@pytest.mark.timeout(900)
def test_services_may_die_at_any_moment(stack: Endpoints, database_template: str, tmp_path: Path) -> None:
    print(f"\nseed {SEED} (repeat with MAILWEAVE_SEED={SEED})")
    quiet = _run(stack, database_template, tmp_path / "quiet", WHOLE, kills=[])
    hurt = _run(stack, database_template, tmp_path / "hurt", WHOLE, kills=list(SERVICES) * WHOLE.kills)
    assert partition(hurt.thread_of) == partition(quiet.thread_of)


def _run(stack: Endpoints, template: str, folder: Path, size: Size, kills: list[str]) -> Flow:
    name = secrets.token_hex(2)
    with (
        fresh_database(stack.database_url, template) as database_url,
        installed(stack, database_url, f"t{name}.", folder, **SHORT) as mailweave,
    ):
        addresses = [f"a{number}.{name}@kill.test" for number in range(4)]
        mailweave.until_live(*(mailweave.add_account(address) for address in addresses))
        mailweave.add_auto_reply("@answer.test")
        mails = [_for_run(mail, name) for mail in plant(SEED, size.messages, size.answered, addresses)]
        for sender in {mail.sender for mail in mails}:
            create_user(mailweave.mail, sender, CUSTOMER_PASSWORD)
        flow = let_flow(mailweave, mails, kills, size.flow_s, SEED)
        _print(flow, size)
        _check(mailweave, flow, mails)
        _check_health(mailweave)
        if kills:
            _replay(mailweave, mails)
        return flow


def _for_run(mail: Mail, name: str) -> Mail:
    """The customers' addresses are this run's own, so that mailboxes of two runs stay apart."""
    local, _, domain = mail.sender.partition("@")
    sender = f"{local}.{name}@{domain}"
    return Mail(
        mail.message_id,
        mail.account,
        sender,
        mail.conversation,
        mail.raw.replace(mail.sender.encode(), sender.encode()),
    )


def _print(flow: Flow, size: Size) -> None:
    once = sum(1 for count in flow.answers_received.values() if count == 1)
    print(
        f"{flow.stored}/{size.messages} messages stored, {len(partition(flow.thread_of))} threads, "
        f"{once}/{size.answered} answers received once, {len(flow.answers_in_doubt)} in doubt, "
        f"{len(flow.kills)} kills, quiet after {flow.heal_s:.1f} s"
    )


def _check(mailweave: Mailweave, flow: Flow, mails: list[Mail]) -> None:
    assert flow.thread_of.keys() == {mail.message_id for mail in mails}
    assert flow.stored == len(mails)
    labels = {mail.message_id: str(mail.conversation) for mail in mails}
    assert partition(flow.thread_of) == partition(labels)
    twice = {message_id: count for message_id, count in flow.answers_received.items() if count > 1}
    assert not twice
    due = {mail.message_id for mail in mails if mail.is_to_be_answered}
    assert set(flow.answers_received) <= due
    lost = due - set(flow.answers_received) - flow.answers_in_doubt
    assert not lost, [whereabouts(mailweave, message_id) for message_id in lost]


def _check_health(mailweave: Mailweave) -> None:
    assert all(step.is_finished for step in mailweave.steps())
    dead = subprocess.run(_mailweave("dlq", "list"), env=_env(mailweave), capture_output=True, text=True, check=False)
    assert "no dead letters" in dead.stdout.lower(), dead.stdout + dead.stderr
    audit = subprocess.run(_mailweave("audit"), env=_env(mailweave), capture_output=True, text=True, check=False)
    print(audit.stdout.strip().splitlines()[-1])
    assert audit.returncode == 0, audit.stdout + audit.stderr


def _replay(mailweave: Mailweave, mails: list[Mail]) -> None:
    """The whole history again into another schema: the same threads, and not one mail more."""
    before = answers(mailweave, mails)
    arguments = _mailweave("replay", "--topic", "raw.fetched", "--from", "earliest", "--into", "again", "--compare")
    done = subprocess.run(arguments, env=_env(mailweave), capture_output=True, text=True, check=False, timeout=180)
    print(done.stdout.strip().splitlines()[-1])
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(rf"messages {len(mails)}/{len(mails)}, .*differing 0", done.stdout)
    assert answers(mailweave, mails) == before


def _mailweave(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "services.cli", *arguments]


def _env(mailweave: Mailweave) -> dict[str, str]:
    return {**os.environ, **mailweave.environment}
