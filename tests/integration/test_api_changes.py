"""What was set up is changed and removed over REST: accounts, rules, templates; versions by ETag and If-Match."""

import pytest

from tests.integration.rest import ACCOUNT, Document, RunningApi
from tests.integration.test_api_messages import Planted, names, plant
from tests.integration.test_api_rules import RULE, TEMPLATE

TYPO = {"email_address": "suport@company.test", "smtp_username": "", "incoming_username": ""}


def patch(api: RunningApi, path: str, change: object, status: int = 200, **headers: str) -> Document:
    answer = api.client.patch(path, json=change, headers=headers)
    assert answer.status_code == status, answer.text
    document: Document = answer.json()
    return document


def delete(api: RunningApi, path: str, status: int = 204, **headers: str) -> str:
    answer = api.client.delete(path, headers=headers)
    assert answer.status_code == status, answer.text
    return "" if status == 204 else str(answer.json()["detail"])


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"name": "Sales"}, {"name": "Sales"}),
        (
            {"email_address": "support@company.test"},
            dict.fromkeys(("email_address", "smtp_username", "incoming_username"), "support@company.test"),
        ),
        (
            {"email_address": "support@company.test", "smtp_username": "relay"},
            {"smtp_username": "relay", "incoming_username": "support@company.test"},
        ),
        ({"incoming_protocol": "pop3"}, {"incoming_protocol": "pop3", "incoming_port": 995}),
        ({"incoming_protocol": "pop3", "incoming_port": 1995}, {"incoming_port": 1995}),
        ({"incoming_use_ssl": False, "allow_plaintext": True}, {"incoming_port": 143}),
        ({"incoming_tls": "starttls"}, {"incoming_tls": "starttls", "incoming_port": 143}),
        ({"smtp_tls": "implicit", "smtp_port": 4650}, {"smtp_use_tls": True}),
        ({"incoming_tls": "none", "allow_plaintext": True}, {"incoming_use_ssl": False, "incoming_port": 143}),
        ({"incoming_tls": "implicit", "incoming_use_ssl": False}, {"incoming_use_ssl": True}),
        ({"smtp_fingerprint": "AB:" * 31 + "AB"}, {"smtp_fingerprint": "ab" * 32}),
        ({"smtp_fingerprint": " ".join(["ab" * 8] * 4)}, {"smtp_fingerprint": "ab" * 32}),
        ({"smtp_server": ""}, {"smtp_server": ""}),
        ({"own_addresses": ["a@b.test"], "folders": ["Sales"]}, {"own_addresses": ["a@b.test"], "folders": ["Sales"]}),
        ({"initial_history_days": 0, "max_emails_per_poll": None}, {"initial_history_days": 0}),
    ],
    ids=str,
)
def test_every_field_of_an_account_can_be_corrected(
    api: RunningApi, change: dict[str, object], expected: dict[str, object]
) -> None:
    created = api.add_account(**TYPO)
    changed = patch(api, f"/accounts/{created['id']}/", change)
    assert changed == {**created, **change, **expected, "version": 2}
    assert api.get(f"/accounts/{created['id']}/") == changed


def test_a_flag_that_is_changed_alone_ends_a_mode_and_no_mode_means_tls(api: RunningApi) -> None:
    """The first is of a program that knows no modes."""
    path = f"/accounts/{api.add_account()['id']}/"

    def tls(account: Document) -> list[object]:
        return [account[name] for name in ("incoming_tls", "incoming_use_ssl", "incoming_port")]

    assert tls(patch(api, path, {"incoming_tls": "starttls"})) == ["starttls", True, 143]
    assert tls(patch(api, path, {"incoming_use_ssl": True})) == ["starttls", True, 143]
    assert tls(patch(api, path, {"incoming_use_ssl": False, "allow_plaintext": True})) == [None, False, 143]
    assert tls(patch(api, path, {"incoming_tls": "none"})) == ["none", False, 143]
    assert tls(patch(api, path, {"incoming_tls": None})) == [None, True, 993]


def test_a_removed_account_frees_its_address_and_keeps_its_mail(api: RunningApi) -> None:
    api.add_account()
    plant(api, Planted("kept", 0))
    delete(api, "/accounts/1/")
    assert api.get("/accounts/")["results"] == []
    assert [account["id"] for account in api.get("/accounts/?deleted=true")["results"]] == [1]
    shown = api.get("/accounts/1/")
    assert (shown["status"], shown["deleted_at"] is not None) == ("inactive", True)
    assert names(api.get("/accounts/1/messages/")) == ["kept"]
    assert api.run("SELECT count(*) FROM account_secret") == [(0,)]
    assert api.get("/monitor/")["accounts"] == api.get("/health/")["results"] == []
    assert api.add_account()["id"] == 2
    assert [account["id"] for account in api.get("/accounts/")["results"]] == [2]


@pytest.mark.parametrize(
    ("method", "path", "document"),
    [
        ("PATCH", "/accounts/1/", {"status": "active"}),
        ("DELETE", "/accounts/1/", None),
        ("POST", "/accounts/1/poll/", {}),
        ("POST", "/accounts/1/connectivity-tests/", {}),
        ("POST", "/send/", {"account_id": 1, "to_emails": ["a@b.test"], "plain_body": "x"}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_removed_account_does_nothing_more(api: RunningApi, method: str, path: str, document: object) -> None:
    api.add_account()
    delete(api, "/accounts/1/")
    answer = api.client.request(method, path, json=document)
    assert (answer.status_code, "was deleted at" in answer.json()["detail"]) == (409, True)


@pytest.fixture
def rule(api: RunningApi) -> Document:
    template = api.post("/templates/", TEMPLATE, 201)
    return api.post("/rules/", {**RULE, "action_data": {"template_id": template["id"]}}, 201)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"is_active": False}, {}),
        ({"name": "Other", "priority": -5}, {}),
        (
            {"condition_type": "subject_contains", "condition_value": "help"},
            {"condition": {"type": "subject_contains", "value": "help"}},
        ),
        (
            {"condition": {"not": {"type": "subject_contains", "value": "x"}}},
            {"condition_type": None, "condition_value": None},
        ),
    ],
    ids=",".join,
)
def test_a_changed_rule_is_a_new_version_and_the_old_one_stays(
    api: RunningApi, rule: Document, change: dict[str, object], expected: dict[str, object]
) -> None:
    changed = patch(api, "/rules/1/", change)
    assert changed == {**rule, **change, **expected, "version": 2, "created_at": changed["created_at"]}
    assert api.get("/rules/")["results"] == [api.get("/rules/1/")] == [changed]
    assert api.get("/rules/1/versions/")["results"] == [changed, rule]
    assert api.get("/rules/1/versions/?ordering=version")["results"] == [rule, changed]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({}, "give at least one of"),
        ({"condition_type": "subject_contains"}, "give either condition_type and condition_value, or condition"),
        ({"condition": None}, "give either condition_type and condition_value, or condition"),
        ({"rule_type": "auto_reply"}, "rule_type: there is no such field here: is it misspelt?"),
        ({"action_data": {"template_id": 77}}, "action_data.template_id: there is no template 77"),
        ({"account_id": 77}, "account_id: there is no account 77"),
        ({"name": ""}, "name: "),
    ],
    ids=lambda value: ",".join(value) if isinstance(value, dict) else "",
)
def test_a_change_that_a_rule_cannot_take_is_refused(
    api: RunningApi, rule: Document, change: dict[str, object], sentence: str
) -> None:
    assert sentence in patch(api, "/rules/1/", change, 422)["detail"]
    assert api.get("/rules/1/versions/")["results"] == [rule]


def test_a_removed_rule_is_gone_and_its_versions_are_kept(api: RunningApi, rule: Document) -> None:
    delete(api, "/rules/1/")
    assert api.get("/rules/")["results"] == []
    assert "there is no rule 1" in api.get("/rules/1/", 404)["detail"]
    assert "there is no rule 1" in patch(api, "/rules/1/", {"name": "x"}, 404)["detail"]
    assert api.get("/rules/1/versions/")["results"] == [rule]
    assert "there is no rule 9" in api.get("/rules/9/versions/", 404)["detail"]


def test_a_template_is_removed_once_no_rule_needs_it(api: RunningApi, rule: Document) -> None:
    assert delete(api, "/templates/1/", 409) == (
        f"template 1 is in use by rule 1 ({rule['name']}): give these another template or remove them"
    )
    other = api.post("/templates/", TEMPLATE, 201)
    patch(api, "/rules/1/", {"action_data": {"template_id": other["id"]}})
    delete(api, "/templates/1/")
    assert [template["id"] for template in api.get("/templates/")["results"]] == [2]
    assert len(api.get("/templates/1/versions/")["results"]) == 1
    assert "there is no template 1" in api.get("/templates/1/", 404)["detail"]
    refused = patch(api, "/rules/1/", {"action_data": {"template_id": 1}}, 422)
    assert "action_data.template_id: there is no template 1" in refused["detail"]


def test_a_changed_template_is_a_new_version_and_must_render(api: RunningApi, rule: Document) -> None:
    before = api.get("/templates/1/")
    changed = patch(api, "/templates/1/", {"subject": "Hello {{customer_name}}"})
    assert changed == {
        **before,
        "subject": "Hello {{customer_name}}",
        "version": 2,
        "created_at": changed["created_at"],
    }
    assert api.get("/templates/1/versions/")["results"] == [changed, before]
    refused = patch(api, "/templates/1/", {"variables": []}, 422)
    assert "subject line 1: uses {{customer_name}}" in refused["detail"]
    assert api.get("/templates/1/") == changed


@pytest.mark.parametrize(
    ("fields", "is_global", "sentence"),
    [
        ({}, True, ""),
        ({"is_global": True}, True, ""),
        ({"account_id": 1}, False, ""),
        ({"account_id": 1, "is_global": False}, False, ""),
        ({"is_global": False}, None, "account_id: give the account"),
        ({"account_id": 1, "is_global": True}, None, "is_global: a template with an account_id is for that account"),
        ({"account_id": 7}, None, "account_id: there is no account 7"),
    ],
    ids=str,
)
def test_is_global_says_whether_every_account_may_use_a_template(
    api: RunningApi, fields: dict[str, object], is_global: bool | None, sentence: str
) -> None:
    api.add_account()
    answer = api.post("/templates/", {**TEMPLATE, **fields}, 201 if is_global is not None else 422)
    assert (answer.get("is_global"), sentence in answer.get("detail", "")) == (is_global, True)


def test_a_template_of_one_account_answers_for_no_other(api: RunningApi, rule: Document) -> None:
    api.add_account()
    own = api.post("/templates/", {**TEMPLATE, "account_id": 1}, 201)
    use_it = {"action_data": {"template_id": own["id"]}}
    assert "template 2 is for account 1 alone" in patch(api, "/rules/1/", use_it, 422)["detail"]
    patch(api, "/rules/1/", {**use_it, "account_id": 1})
    assert "template 2 is for account 1 alone" in patch(api, "/rules/1/", {"account_id": None}, 422)["detail"]
    api.post("/rules/", {**RULE, "action_data": {"template_id": 1}}, 201)
    assert "rule 2 (" in patch(api, "/templates/1/", {"account_id": 1}, 409)["detail"]


@pytest.mark.parametrize("path", ["/accounts/1/", "/rules/1/", "/templates/1/"])
def test_who_saw_another_version_changes_and_removes_nothing(api: RunningApi, rule: Document, path: str) -> None:
    api.add_account()
    first = api.client.get(path).headers["etag"]
    assert first == '"1"'
    seen = api.client.patch(path, json={"name": "Second"}, headers={"If-Match": first}).headers["etag"]
    assert seen == '"2"' == api.client.get(path).headers["etag"]
    refused = patch(api, path, {"name": "Third"}, 412, **{"If-Match": first})
    assert "at version 2 now, not at the one of If-Match: read it again" in refused["detail"]
    assert "read it again" in delete(api, path, 412, **{"If-Match": "nonsense"})
    for if_match in (f'"7", {seen}', "*"):
        seen = api.client.patch(path, json={"name": "Third"}, headers={"If-Match": if_match}).headers["etag"]
    assert (api.get(path)["name"], seen) == ("Third", '"4"')


def test_an_account_that_was_made_has_its_place_and_tag(api: RunningApi) -> None:
    answer = api.client.post("/accounts/", json=dict(ACCOUNT))
    assert (answer.headers["location"], answer.headers["etag"]) == ("/api/email/accounts/1/", '"1"')
