"""Secrets that lie elsewhere, as REST takes, keeps and shows them: in its fields, never the secret."""

from typing import Any

import pytest

from tests.integration.rest import ACCOUNT, RunningApi

MAILBOX = {name: value for name, value in ACCOUNT.items() if "password" not in name and "username" not in name}
REFERENCES = {"incoming_password_ref": "env:MAILWEAVE_SECRET_ADA", "smtp_password_ref": "file:/run/mail/ada"}
OAUTH = {"auth": "oauth2", "oauth_provider": "microsoft", "oauth_client_id": "app-1"}
STORED = "SELECT incoming_password IS NOT NULL, smtp_password IS NOT NULL FROM account_secret"
EVERYTHING = "SELECT account::text, account_secret::text FROM account, account_secret"


def patched(api: RunningApi, change: dict[str, Any], status: int = 200) -> dict[str, Any]:
    answer = api.client.patch("/accounts/1/", json=change)
    assert answer.status_code == status, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


def test_a_reference_is_stored_and_shown_and_logs_in_by_the_address(api: RunningApi) -> None:
    created = api.post("/accounts/", {**MAILBOX, **REFERENCES}, 201)
    assert {name: created[name] for name in REFERENCES} == REFERENCES
    assert api.get("/accounts/1/") == created
    assert (created["incoming_username"], created["smtp_username"]) == ("support@company.test",) * 2
    assert api.run(STORED) == [(False, False)]


def test_a_reference_takes_the_place_of_a_stored_password_and_the_other_way_round(api: RunningApi) -> None:
    api.add_account()
    assert patched(api, {"incoming_password_ref": "file:ada"})["incoming_password_ref"] == "file:ada"
    assert api.run(STORED) == [(False, True)]
    assert patched(api, {"incoming_password": "typed-planted"})["incoming_password_ref"] == ""
    assert api.run(STORED) == [(True, True)]
    assert patched(api, {"incoming_password_ref": ""})["incoming_password_ref"] == ""
    assert api.run(STORED) == [(True, True)]


def test_an_account_without_a_user_name_gets_its_address(api: RunningApi) -> None:
    api.post("/accounts/", {**MAILBOX, "incoming_server": ""}, 201)
    assert patched(api, {"smtp_password_ref": "file:ada"})["smtp_username"] == "support@company.test"


def test_what_lies_somewhere_is_not_sent_to_another_token_server(api: RunningApi) -> None:
    references = {"oauth_client_secret_ref": "file:client", "oauth_service_key_ref": "vault:secret/mailweave/key#json"}
    api.post("/accounts/", {**MAILBOX, **OAUTH, **references}, 201)
    assert patched(api, {"name": "Sales"})["oauth_client_secret_ref"] == "file:client"
    changed = patched(api, {"oauth_token_url": "https://attacker.example/token"})
    assert [changed[name] for name in references] == ["", ""]


REFUSED = {
    "a setting of ours": ("env:EMAIL_SECRET_KEY", "names a setting of Mailweave itself"),
    "any other variable": ("env:PGPASSWORD", "MAILWEAVE_SECRET_ (EMAIL_SECRET_ENV_PREFIX)"),
    "a file elsewhere": ("file:/etc/shadow", "/run/mail (EMAIL_SECRET_FILES_DIR)"),
    "upwards": ("file:../../etc/shadow", "is no plain path"),
    "another entry of Vault": ("vault:secret/payroll#key", "secret/mailweave (EMAIL_VAULT_PATHS)"),
    "a password typed there": ("hunter2-planted", "names no place"),
}


@pytest.mark.parametrize("field", ["incoming_password_ref", "smtp_password_ref", "oauth_client_secret_ref"])
@pytest.mark.parametrize(("text", "named"), REFUSED.values(), ids=REFUSED)
def test_a_place_that_nobody_may_name_is_refused_in_a_sentence(
    api: RunningApi, field: str, text: str, named: str
) -> None:
    refused = api.post("/accounts/", {**MAILBOX, field: text}, 422)
    api.add_account()
    changed = patched(api, {field: text}, 422)
    assert (field in refused["detail"], named in refused["detail"]) == (True, True), refused
    assert (field in changed["detail"], named in changed["detail"]) == (True, True), changed
    assert text.rpartition(":")[2] not in f"{refused} {changed}"
    assert api.get("/accounts/1/")[field] == ""


def test_a_secret_and_its_place_are_not_taken_together(api: RunningApi) -> None:
    both = {"incoming_password": "typed-planted", "incoming_password_ref": "file:ada"}
    refused = api.post("/accounts/", {**MAILBOX, **both}, 422)
    api.add_account()
    changed = patched(api, both, 422)
    for answer in (refused, changed):
        assert "give incoming_password or incoming_password_ref, not both" in answer["detail"]
        assert "typed-planted" not in str(answer)
    assert "typed-planted" not in str(api.run(EVERYTHING))
