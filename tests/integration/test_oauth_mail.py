"""Mail in and out of accounts that log in by OAuth2: the real poller and sender, Dovecot, a token server over HTTP."""

from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from shared.events import ConnectivityRequested
from shared.ids import AccountId
from shared.kafka.publish import publisher
from tests.harness.oauth import OAuthGround
from tests.harness.oauth_accounts import ADA, SUPPORT, add_oauth_account
from tests.harness.wait import eventually
from tests.integration.poller import Bench
from tests.integration.sender_rig import Rig, request

CHECKS = "SELECT ok, message, steps FROM read_poller_check WHERE check_id = %s"
RAW = b"Subject: hello\r\nFrom: customer@example.org\r\n\r\nHello\r\n"


def receiving(bench: Bench, oauth: OAuthGround, protocol: str = "imap", **columns: object) -> AccountId:
    """An account of ADA's login that is polled each second."""
    refresh_token = oauth.server.model.log_in(ADA)
    fields: dict[str, Any] = {**oauth.incoming(protocol), "poll_frequency": 1, **columns}
    return add_oauth_account(bench.database_url, oauth.server, refresh_token=refresh_token, **fields)[0]


@pytest.fixture(autouse=True)
def trusted(oauth: OAuthGround, request: pytest.FixtureRequest) -> None:
    """Poller and sender trust Dovecot's certificate instead of GreenMail's."""
    ca_file = Path(oauth.dovecot.server.ca_file)
    for name in {"bench", "rig"} & set(request.fixturenames):
        place = request.getfixturevalue(name)
        object.__setattr__(place, "settings", place.settings.model_copy(update={"tls_ca_file": ca_file}))


@pytest.mark.parametrize("protocol", ["imap", "pop3"])
async def test_mail_is_fetched_by_a_token(bench: Bench, oauth: OAuthGround, protocol: str) -> None:
    account_id = receiving(bench, oauth, protocol)
    async with bench.poller():
        await bench.live(account_id)
        oauth.dovecot.deliver(ADA, RAW)
        await eventually(lambda: bench.fetched(account_id), deadline_s=30, what="the message on raw.fetched")


async def test_a_shared_mailbox_is_fetched_by_its_users_token(bench: Bench, oauth: OAuthGround) -> None:
    oauth.server.model.shared[ADA] = SUPPORT
    oauth.dovecot.deliver(SUPPORT, RAW)
    account_id = receiving(bench, oauth, email_address=SUPPORT, incoming_username=SUPPORT)
    async with bench.poller():
        await bench.health(account_id, "ok")


async def test_a_token_that_was_taken_back_early_is_replaced_at_once(bench: Bench, oauth: OAuthGround) -> None:
    account_id = receiving(bench, oauth, "pop3")
    async with bench.poller():
        await bench.live(account_id)
        oauth.server.model.revoke_access()
        oauth.dovecot.deliver(ADA, RAW)
        await eventually(lambda: bench.fetched(account_id), deadline_s=30, what="the message on raw.fetched")
    errors = bench.rows(
        "SELECT error_message FROM read_poll_log WHERE account_id = %s AND status = 'error'", account_id
    )
    assert errors == []


async def test_a_connectivity_test_forgives_a_token_that_was_taken_back_early(bench: Bench, oauth: OAuthGround) -> None:
    account_id = receiving(bench, oauth, "pop3", auto_polling_enabled=False)
    async with bench.poller():
        for number in (1, 2):
            asked = ConnectivityRequested(account_id=account_id, check_id=UUID(int=number))
            async with publisher(bench.settings) as connected:
                await connected.publish([asked])
            answered = partial(bench.rows, CHECKS, asked.check_id)
            [check] = await eventually(answered, deadline_s=30, what=f"test {number}")
            assert check["ok"], check
            oauth.server.model.revoke_access()
    assert [step["state"] for step in check["steps"] if step["name"] in ("token", "login")] == ["ok", "ok"]
    assert len(oauth.server.forms) == 2


async def test_a_login_that_was_taken_back_is_a_state_that_says_what_to_do(bench: Bench, oauth: OAuthGround) -> None:
    account_id = receiving(bench, oauth, "pop3")
    async with bench.poller():
        await bench.live(account_id)
        oauth.server.model.revoke_logins()
        oauth.server.model.revoke_access()
        health = await bench.health(account_id, "failing")
    assert health["kind"] == "auth"
    assert f"log in again: `mailweave accounts authorize --account-id {account_id}`" in health["reason"]
    assert "refuses (invalid_grant: AADSTS50173" in health["reason"]
    assert not any(token in health["reason"] for login in oauth.server.model.logins for token in login.tokens)


@pytest.mark.parametrize(("user", "address"), [(ADA, ADA), (SUPPORT, SUPPORT)], ids=["own", "shared"])
async def test_mail_is_sent_by_a_token(rig: Rig, oauth: OAuthGround, user: str, address: str) -> None:
    oauth.server.model.shared[ADA] = SUPPORT
    url = rig.settings.database_url.get_secret_value()
    refresh_token = oauth.server.model.log_in(ADA)
    columns: dict[str, Any] = {**oauth.smtp(), "smtp_username": user, "email_address": address}
    account_id, _ = add_oauth_account(url, oauth.server, refresh_token=refresh_token, **columns)
    async with rig.start():
        send = request(account_id, send_id=uuid4())
        await rig.publish(send)
        await rig.until(send.send_id, "sent")
    assert [message.reverse_path for message in oauth.sink.messages()] == [address]
