"""What is wrong with an account is said in one line, and holds up no other account."""

import logging

import pytest

from deploy.local.versions import GREENMAIL
from shared.events import ConnectivityRequested
from shared.ids import AccountId
from tests.harness.wait import eventually
from tests.integration.poller import PASSWORD, Bench

GOOD = b"Subject: not held up\r\n\r\n"
WRONG = "not-the-password"
NETWORK = "check incoming_server and incoming_port, and the network"
CASES: dict[str, tuple[dict[str, object], str, str, str]] = {
    "wrong password": (
        {"incoming_password": WRONG},
        "failing",
        "auth",
        (
            "localhost:IMAPS refused the login of ADDRESS (LOGIN failed. Invalid login/password for user id ADDRESS): "
            "correct incoming_username or the incoming password"
        ),
    ),
    "wrong password, POP3": (
        {"incoming_password": WRONG, "incoming_protocol": "pop3"},
        "failing",
        "auth",
        (
            "localhost:POP3S refused the login of ADDRESS (Authentication failed: "
            "com.icegreen.greenmail.user.UserException: Invalid password): "
            "correct incoming_username or the incoming password"
        ),
    ),
    "nobody listens": (
        {"incoming_port": 1},
        "degraded",
        "network",
        f"localhost:1 cannot be reached (connection refused): {NETWORK}",
    ),
    "a name that does not resolve": (
        {"incoming_server": "mail.invalid"},
        "degraded",
        "network",
        f"mail.invalid:IMAPS cannot be reached (the name does not resolve): {NETWORK}",
    ),
    "a certificate for another name": (
        {"incoming_server": "127.1"},
        "failing",
        "tls",
        (
            "the certificate of 127.1:IMAPS does not verify (it is for localhost, 127.0.0.1): "
            "set incoming_server to a name that it is for"
        ),
    ),
    "an SMTP port": (
        {"incoming_port": "smtp", "incoming_use_ssl": False, "allow_plaintext": True},
        "degraded",
        "protocol",
        (
            "localhost:SMTP does not speak IMAP (it said: 220 /127.0.0.1 GreenMail SMTP Service VERSION ready): "
            "check incoming_protocol and incoming_port"
        ),
    ),
    "TLS to a port without": (
        {"incoming_port": "imap"},
        "failing",
        "tls",
        (
            "localhost:IMAP does not speak TLS (wrong version number): "
            "check incoming_port (993 for IMAP, 995 for POP3), or set incoming_tls=starttls"
        ),
    ),
    "plaintext that nobody allowed": (
        {"incoming_port": "imap", "incoming_use_ssl": False},
        "failing",
        "tls",
        (
            "TLS is off, so the password would go to localhost:IMAP unencrypted: "
            "set incoming_tls to implicit or starttls, or allow_plaintext=true if plaintext is meant"
        ),
    ),
    "a folder that does not exist": (
        {"folders": ["Nowhere"]},
        "degraded",
        "protocol",
        "localhost:IMAPS does not open the folder Nowhere (EXAMINE failed. No such mailbox): correct `folders`",
    ),
}


def add_bad(bench: Bench, address: str, changes: dict[str, object]) -> AccountId:
    port = changes.get("incoming_port")
    number = {"incoming_port": getattr(bench.mail, port)} if isinstance(port, str) else {}
    return bench.add_account(address, **{**changes, **number})


def expected(bench: Bench, account: AccountId, address: str, line: str) -> str:
    for name in ("imaps", "pop3s", "imap", "smtp"):
        line = line.replace(f":{name.upper()} ", f":{getattr(bench.mail, name)} ")
    return f"account {account} ({address}): {line.replace('ADDRESS', address)}"


@pytest.mark.parametrize("case", CASES)
async def test_bad_accounts(bench: Bench, topic_prefix: str, case: str, caplog: pytest.LogCaptureFixture) -> None:
    changes, state, kind, line = CASES[case]
    bad, good = f"{topic_prefix}bad@example.org", f"{topic_prefix}good@example.org"
    bad_account, good_account = add_bad(bench, bad, changes), bench.add_account(good)
    for name in ("services", "aioimaplib", "asyncio"):
        caplog.set_level(logging.DEBUG, logger=name)
    async with bench.poller() as run:
        health = await bench.health(bad_account, state)
        await bench.live(good_account)
        bench.append(good, GOOD)
        await bench.moved_to(good_account, 1)
        await run.publisher.publish(
            [ConnectivityRequested(account_id=bad_account, check_id="00000000-0000-0000-0000-000000000001")]
        )
        [check] = await eventually(lambda: bench.rows("SELECT * FROM read_poller_check"), deadline_s=20)
    wanted = expected(bench, bad_account, bad, line).replace("VERSION", f"v{GREENMAIL.rpartition(':')[2]}")
    assert (health["kind"], health["reason"], health["is_live"]) == (kind, wanted, False)
    [logged] = bench.rows("SELECT status, error_message FROM read_poll_log WHERE account_id = %s", bad_account)
    assert logged == {"status": "error", "error_message": wanted}
    assert wanted in [record.getMessage() for record in caplog.records]
    if "folders" not in changes:
        assert (check["ok"], check["message"]) == (False, wanted)
    assert WRONG not in caplog.text
    assert PASSWORD not in caplog.text


async def test_a_password_that_does_not_open(bench: Bench, topic_prefix: str) -> None:
    address = f"{topic_prefix}sealed@example.org"
    account = bench.add_account(address)
    bench.execute("UPDATE account_secret SET incoming_password = %s WHERE account_id = %s", b"\x01" * 40, account)
    async with bench.poller():
        health = await bench.health(account, "failing")
    [row] = bench.rows("SELECT account_key FROM account WHERE id = %s", account)
    assert health["reason"] == (
        f"account {account} ({address}): the secret of {row['account_key']}/incoming does not open: "
        "EMAIL_SECRET_KEY is not the one it was stored with"
    )


async def test_a_check_that_succeeds_and_one_of_an_account_that_does_not_exist(bench: Bench, topic_prefix: str) -> None:
    address = f"{topic_prefix}checked@example.org"
    account = bench.add_account(address, auto_polling_enabled=False)
    requests = [
        ConnectivityRequested(account_id=account, check_id="00000000-0000-0000-0000-000000000001"),
        ConnectivityRequested(account_id=AccountId(999), check_id="00000000-0000-0000-0000-000000000002"),
    ]
    query = "SELECT ok, message FROM read_poller_check ORDER BY check_id"
    async with bench.poller() as run:
        await run.publisher.publish(requests)
        rows = await eventually(lambda: (found := bench.rows(query))[1:] and found, deadline_s=20, what="two checks")
    assert rows == [
        {"ok": True, "message": f"account {account} ({address}): IMAP login to localhost:{bench.mail.imaps} works"},
        {"ok": False, "message": "account 999 does not exist: see `mailweave accounts list`"},
    ]
