"""Accounts that log in by OAuth2, as REST takes, keeps and shows them."""

from typing import Any

import pytest

from tests.integration.rest import ACCOUNT, RunningApi

SECRETS = {
    "oauth_client_secret": "planted-client-secret",
    "oauth_service_key": '{"private_key": "planted-key"}',
    "oauth_refresh_token": "planted-refresh-token",
}
MAILBOX = {name: value for name, value in ACCOUNT.items() if "password" not in name and "username" not in name}
OAUTH = {**MAILBOX, "auth": "oauth2", "oauth_provider": "microsoft", "oauth_client_id": "app-1", **SECRETS}
STORED = """
SELECT oauth_client_secret IS NOT NULL, oauth_service_key IS NOT NULL, refresh_token IS NOT NULL,
       access_token IS NOT NULL
FROM account_secret LEFT JOIN account_token USING (account_id)
"""
TOKENS_COME = """
UPDATE account_token SET access_token = 'sealed', state = 'ok', expires_at = now() + interval '1 hour',
    login_ends_at = now() + interval '90 days'
"""
EVERYTHING = (
    "SELECT account::text, account_secret::text, account_token::text FROM account, account_secret, account_token"
)


def patched(api: RunningApi, account_id: int, change: dict[str, Any]) -> dict[str, Any]:
    answer = api.client.patch(f"/accounts/{account_id}/", json=change)
    assert answer.status_code == 200, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


def test_secrets_go_in_sealed_and_never_come_out(api: RunningApi) -> None:
    created = api.post("/accounts/", OAUTH, 201)
    shown = api.get(f"/accounts/{created['id']}/")
    assert (shown["auth"], shown["oauth_state"], shown["oauth_provider"]) == ("oauth2", "new", "microsoft")
    assert (shown["incoming_username"], shown["smtp_username"]) == ("support@company.test", "support@company.test")
    assert shown.keys() & SECRETS.keys() == set()
    said = f"{created} {shown} {api.get('/accounts/')} {api.run(EVERYTHING)}"
    assert [secret for secret in SECRETS.values() if secret in said] == []
    assert api.run(STORED) == [(True, True, True, False)]


def test_how_the_login_fares_is_shown(api: RunningApi) -> None:
    account_id = api.post("/accounts/", OAUTH, 201)["id"]
    api.run(TOKENS_COME)
    shown = api.get(f"/accounts/{account_id}/")
    assert (shown["oauth_state"], shown["oauth_expires_at"] is None, shown["oauth_login_ends_at"] is None) == (
        ("ok", False, False)
    )
    api.run("UPDATE account_token SET state = 'refused', reason = 'log in again'")
    shown = api.get(f"/accounts/{account_id}/")
    assert (shown["oauth_state"], shown["oauth_reason"]) == ("refused", "log in again")


def test_by_password_nothing_of_a_token_is_shown(api: RunningApi) -> None:
    account_id = api.post("/accounts/", OAUTH, 201)["id"]
    patched(api, account_id, {"auth": "password", "incoming_password": "p-1"})
    assert api.get(f"/accounts/{account_id}/")["oauth_state"] is None


CHANGES = {
    "the name": ({"name": "Sales"}, (True, True, True, True)),
    "the application": ({"oauth_client_id": "app-2"}, (True, True, True, False)),
    "the mailbox": ({"incoming_username": "sales@company.test"}, (True, True, True, False)),
    "a new login": ({"oauth_refresh_token": "another"}, (True, True, True, False)),
    "the provider": ({"oauth_provider": "google"}, (False, False, None, None)),
    "the tenant": ({"oauth_tenant": "elsewhere.example"}, (False, False, None, None)),
    "the token server": ({"oauth_token_url": "https://attacker.example/token"}, (False, False, None, None)),
    "the token server, with a secret for it": (
        {"oauth_token_url": "https://login.example/token", "oauth_client_secret": "for-it"},
        (True, False, None, None),
    ),
    "the same token server": ({"oauth_tenant": ""}, (True, True, True, True)),
}


@pytest.mark.parametrize(("change", "left"), CHANGES.values(), ids=CHANGES)
def test_secrets_stay_with_the_server_that_they_were_given_for(
    api: RunningApi, change: dict[str, Any], left: tuple[bool | None, ...]
) -> None:
    account_id = api.post("/accounts/", OAUTH, 201)["id"]
    api.run(TOKENS_COME)
    patched(api, account_id, change)
    assert api.run(STORED) == [tuple(bool(value) for value in left)]


def test_with_the_account_its_tokens_go(api: RunningApi) -> None:
    account_id = api.post("/accounts/", OAUTH, 201)["id"]
    assert api.client.delete(f"/accounts/{account_id}/").status_code == 204
    assert api.run("SELECT refresh_token, access_token, state FROM account_token") == [(None, None, "new")]


REFUSED = {
    "no application": ({"oauth_client_id": ""}, "auth=oauth2 needs oauth_client_id"),
    "no token server": ({"oauth_provider": "custom"}, "oauth_provider=custom needs oauth_token_url"),
    "not Microsoft's right": (
        {"oauth_grant": "service_account"},
        "microsoft knows oauth_grant=refresh_token and client_credentials for mail, not service_account",
    ),
    "no TLS": ({"oauth_token_url": "http://login.example/token"}, "oauth_token_url: "),
    "a user in the address": ({"oauth_token_url": "https://a:b@login.example/token"}, "oauth_token_url: "),
    "a tenant that is a path": ({"oauth_tenant": "../evil"}, "oauth_tenant: "),
}


@pytest.mark.parametrize(("changes", "sentence"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_log_in_is_refused_with_a_sentence(api: RunningApi, changes: dict[str, Any], sentence: str) -> None:
    refused = api.post("/accounts/", {**OAUTH, **changes}, 422)
    assert sentence in refused["detail"]
    assert [secret for secret in SECRETS.values() if secret in str(refused)] == []
    account_id = api.post("/accounts/", OAUTH, 201)["id"]
    changed = api.client.patch(f"/accounts/{account_id}/", json=changes)
    assert (changed.status_code, sentence in changed.json()["detail"]) == (422, True)


def test_an_account_by_password_becomes_one_by_token(api: RunningApi) -> None:
    account_id = api.add_account(incoming_username="", smtp_username="")["id"]
    shown = patched(api, account_id, {"auth": "oauth2", "oauth_provider": "google", "oauth_client_id": "app-1"})
    assert (shown["incoming_username"], shown["smtp_username"]) == ("support@company.test", "support@company.test")
