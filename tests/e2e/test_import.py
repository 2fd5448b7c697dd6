"""A folder of thousands is brought in while its poller is killed and its server cut off: all of it, once, no effect."""

import asyncio
import os
import secrets
import subprocess
import sys
from email.utils import format_datetime
from itertools import pairwise
from signal import SIGKILL

import psutil
import pytest

from shared.audit.read import read_audit
from tests.harness.dovecot import Dovecot
from tests.harness.installation import PASSWORD, Mailweave
from tests.harness.wait import eventually_sync
from tests.integration.test_import import days_ago

MESSAGES = 10_000
HURT_AT = (0.15, 0.3, 0.45, 0.6, 0.75)
"""After which share of the folder something strikes: the poller is killed, the server restarted, by turns."""
MOST_GROWTH_BYTES = 48 * 1024 * 1024
FOLDER = "Archive"
SETTLED = "SELECT coalesce(sum(read + known + failed), 0)::int FROM read_import_folder WHERE import_id = %s"
STATE = "SELECT state FROM read_import WHERE import_id = %s"
COPIES = "SELECT count(*), count(DISTINCT uid), count(DISTINCT mail_id) FROM read_copy WHERE account_id = %s"
OUTCOMES = """
SELECT decision ->> 'withheld', count(*)
FROM read_rule_run AS run, jsonb_array_elements(run.decisions) AS decision
WHERE account_id = %s GROUP BY 1
"""
MAIL = "SELECT mail_id FROM read_message WHERE account_id = %s AND message_id = '7@import.test'"
SENDS = "SELECT count(*) FROM read_send WHERE account_id = %s"


def old_mail(number: int) -> bytes:
    """Answers to one another in threads of ten."""
    first = number - number % 10
    answers = f"In-Reply-To: <{first}@import.test>\nReferences: <{first}@import.test>\n" if number != first else ""
    return (
        f"From: customer{number % 50}@import.test\nTo: support@import.test\nSubject: {number // 10}\n"
        f"Date: {format_datetime(days_ago(800))}\nMessage-ID: <{number}@import.test>\n{answers}\nmail {number}\n"
    ).encode()


def filled(dovecot: Dovecot, address: str, count: int) -> None:
    """The folder with so many messages, which came before the account's history begins."""
    dovecot.add_user(address, PASSWORD)
    maildir, arrived_s = dovecot.maildir(address, FOLDER), days_ago(700).timestamp()
    for number in range(count):
        path = maildir / "new" / f"{int(arrived_s) + number}.M{number}P1.import"
        path.write_bytes(old_mail(number))
        dovecot.give(path)
        os.utime(path, (arrived_s + number, arrived_s + number))


@pytest.mark.slow
def test_ten_thousand_come_in_whatever_strikes(mailweave: Mailweave, dovecot: Dovecot) -> None:
    address = f"import.{secrets.token_hex(3)}@import.test"
    filled(dovecot, address, MESSAGES)
    server = dovecot.server
    account_id = mailweave.add_account(address, incoming_server=server.host, incoming_port=server.imap)
    mailweave.until_live(account_id)
    mailweave.add_auto_reply("@import.test", account_id)
    asked = {"account_id": account_id, "since": days_ago(900).date().isoformat(), "folders": [FOLDER]}
    import_id = mailweave.post("/imports/", asked)["import_id"]
    for number, share in enumerate(HURT_AT):
        until_settled(mailweave, import_id, int(share * MESSAGES))
        if number % 2:
            dovecot.kill()
            dovecot.start()
        else:
            os.kill(mailweave.installation.supervisor.child("poller").pid, SIGKILL)
    sizes = []
    for share in (0.85, 0.9, 0.95, 1.0):
        until_settled(mailweave, import_id, int(share * MESSAGES))
        sizes.append(psutil.Process(mailweave.installation.supervisor.child("poller").pid).memory_info().rss)
    eventually_sync(lambda: mailweave.rows(STATE, import_id) == [("done",)], deadline_s=120, what="the import is done")
    assert mailweave.rows(COPIES, account_id) == [(MESSAGES, MESSAGES, MESSAGES)]
    assert mailweave.rows(OUTCOMES, account_id) == [("effects are not allowed: import", MESSAGES)]
    assert mailweave.rows(SENDS, account_id) == [(0,)]
    audit = asyncio.run(read_audit(mailweave.settings, "cli", wait_s=60, account_id=account_id))
    (account,) = audit.accounts
    assert (account.unaccounted, account.seen, account.threaded, account.gaps) == (0, MESSAGES, MESSAGES, 0)
    assert max(later - earlier for earlier, later in pairwise(sizes)) < MOST_GROWTH_BYTES


def until_settled(mailweave: Mailweave, import_id: str, count: int) -> None:
    eventually_sync(
        lambda: mailweave.rows(SETTLED, import_id)[0][0] >= count, deadline_s=180, what=f"{count} messages settled"
    )


def test_what_was_imported_can_be_downloaded_and_replayed(mailweave: Mailweave, dovecot: Dovecot) -> None:
    address = f"import.{secrets.token_hex(3)}@import.test"
    filled(dovecot, address, 20)
    server = dovecot.server
    account_id = mailweave.add_account(address, incoming_server=server.host, incoming_port=server.imap)
    mailweave.until_live(account_id)
    asked = {"account_id": account_id, "since": days_ago(900).date().isoformat(), "folders": [FOLDER]}
    import_id = mailweave.post("/imports/", asked)["import_id"]
    eventually_sync(lambda: mailweave.rows(STATE, import_id) == [("done",)], deadline_s=60, what="the import is done")
    [(mail_id,)] = mailweave.rows(MAIL, account_id)
    with mailweave.rest as rest:
        assert rest.get(f"/messages/{mail_id}/eml/").content.replace(b"\r\n", b"\n") == old_mail(7)
    schema = f"again{secrets.token_hex(2)}"
    command = [sys.executable, "-m", "services.cli", "replay", "--into", schema, "--compare"]
    environment = os.environ | dict(mailweave.environment)
    replayed = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=300)
    assert replayed.returncode == 0, replayed.stdout[-2000:] + replayed.stderr[-2000:]
    counted = f"SELECT count(*) FROM {schema}.message WHERE account_id = %s"
    assert mailweave.rows(counted, account_id) == [(20,)]
