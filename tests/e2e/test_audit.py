"""The accounts of a real run: balanced, a loss is named, and the next step that the line gives mends it."""

import asyncio
import imaplib
import json
import secrets
import uuid
from datetime import UTC, datetime

from deploy.local.mail_server import create_user
from services.cli.demo.mailboxes import PASSWORD as CUSTOMER_PASSWORD
from shared.audit.balance import AccountBalance, Audit
from shared.audit.read import read_audit
from shared.ids import AccountKey, content_hash, mail_id
from tests.harness.installation import PASSWORD, Mailweave
from tests.harness.wait import eventually_sync

CURSOR = "UPDATE folder_cursor SET last_uid = last_uid + %s WHERE account_id = %s RETURNING last_uid"


def _raw(sender: str, number: int) -> bytes:
    lines = (f"From: {sender}", f"Subject: {number}", f"Message-ID: <{uuid.uuid4()}@audit.test>", "", "body", "")
    return "\r\n".join(lines).encode()


def _append(mailweave: Mailweave, address: str, *raws: bytes) -> None:
    with imaplib.IMAP4(mailweave.mail.host, mailweave.mail.imap) as imap:
        imap.login(address, PASSWORD)
        for raw in raws:
            assert imap.append("INBOX", "", imaplib.Time2Internaldate(datetime.now(UTC)), raw)[0] == "OK"


def _accounts(mailweave: Mailweave, account_id: int) -> Audit:
    return asyncio.run(read_audit(mailweave.settings, "cli", wait_s=30, account_id=account_id))


def _settled(mailweave: Mailweave, account_id: int, seen: int) -> AccountBalance:
    """The account, once so many UIDs were seen and all that came of them is done."""

    def look() -> AccountBalance | None:
        accounts = _accounts(mailweave, account_id)
        (account,) = accounts.accounts
        is_done = account.seen == seen and not account.on_its_way and not account.states["waiting"]
        return account if is_done and accounts.is_balanced else None

    account = eventually_sync(look, deadline_s=60, what=f"{seen} seen and all accounted for")
    assert account is not None
    return account


def test_a_normal_run_balances_and_a_loss_is_named_and_mended(mailweave: Mailweave) -> None:
    name = secrets.token_hex(3)
    address, customer = f"audit.{name}@audit.test", f"customer.{name}@audit.test"
    account_id = mailweave.add_account(address)
    create_user(mailweave.mail, customer, CUSTOMER_PASSWORD)
    mailweave.until_live(account_id)
    mailweave.add_auto_reply(customer, account_id)
    ((key,),) = mailweave.rows("SELECT account_key FROM account WHERE id = %s", account_id)
    first, erased, twin = (_raw(customer, number) for number in range(3))
    mailweave.rows(
        "INSERT INTO erased (mail_id) VALUES (%s) RETURNING 1", mail_id(AccountKey(key), content_hash(erased))
    )
    _append(mailweave, address, first, erased, twin, twin, _raw("else@audit.test", 3))
    half = {"account_id": account_id, "send_id": str(uuid.uuid4()), "to_emails": []}
    mailweave.publish(mailweave.outbound_topic(), str(account_id), json.dumps(half))
    account = _settled(mailweave, account_id, 5)
    assert (account.seen, account.copies, account.gaps, account.unlisted) == (5, 4, 1, 0)
    assert (account.mails, account.threaded, account.ruled, account.sent_copies) == (5, 5, 5, 2)
    assert (account.requests, account.states["sent"], account.set_aside) == (3, 2, 1)

    mailweave.rows(CURSOR, 1, account_id)
    _append(mailweave, address, _raw("else@audit.test", 4))
    mailweave.rows("DELETE FROM copy WHERE account_id = %s AND uid = 1 RETURNING 1", account_id)
    names = [(each.kind.value, each.name.partition(" (")[0]) for each in _accounts(mailweave, account_id).missing]
    assert names == [("copy", "INBOX UID 1"), ("uid", "INBOX UIDs 6-6")]

    mailweave.rows(CURSOR, -6, account_id)
    mended = _settled(mailweave, account_id, 6)
    assert (mended.copies, mended.mails, mended.ruled, mended.states["sent"]) == (5, 6, 6, 2)
