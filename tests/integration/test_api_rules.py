"""Rules and templates over REST."""

import pytest

from tests.integration.rest import RunningApi

TEMPLATE = {
    "name": "Welcome Email",
    "template_type": "welcome",
    "subject": "Welcome {{customer_name}}!",
    "html_content": "<h1>Welcome {{customer_name}}!</h1><p>Thank you for joining us.</p>",
    "variables": ["customer_name"],
}
RULE = {
    "name": "Auto-reply for new customers",
    "rule_type": "auto_reply",
    "condition_type": "from_contains",
    "condition_value": "@newcustomer.com",
    "priority": 1,
    "is_active": True,
}


def test_the_specifications_rule_and_template_are_stored_as_version_1(api: RunningApi) -> None:
    account = api.add_account()
    template = api.post("/templates/", TEMPLATE, 201)
    rule = api.post(
        "/rules/", {**RULE, "account_id": account["id"], "action_data": {"template_id": template["id"]}}, 201
    )
    assert (template["version"], rule["version"], rule["account_id"]) == (1, 1, account["id"])
    assert {**RULE, "action_data": {"template_id": template["id"]}}.items() <= rule.items()
    assert (api.get("/rules/"))["results"] == [rule]
    assert (api.get("/templates/"))["results"] == [template]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"action_data": {"template_id": 99}}, "action_data.template_id: there is no template 99"),
        ({"account_id": 99}, "account_id: there is no account 99"),
        ({"rule_type": "forward"}, "rule_type: 'forward' cannot be done by this release"),
        ({"condition_type": "body_contains"}, "condition_type: "),
        ({"condition_value": ""}, "condition_value: "),
        ({"action_data": {}}, "action_data.template_id: "),
    ],
    ids=lambda value: ",".join(value) if isinstance(value, dict) else "",
)
def test_a_rule_that_cannot_work_is_refused(api: RunningApi, changes: dict[str, object], sentence: str) -> None:
    template = api.post("/templates/", TEMPLATE, 201)
    rule = {**RULE, "action_data": {"template_id": template["id"]}, **changes}
    refused = api.post("/rules/", rule, 422)
    assert sentence in refused["detail"]
    assert (api.get("/rules/"))["results"] == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"variables": []}, "subject uses {{customer_name}}, which `variables` does not name"),
        ({"html_content": "{{customer_name"}, "html_content line 1: "),
        ({"html_content": ""}, "give html_content, plain_content or both"),
        ({"subject": "two\nlines"}, "subject: must be one line"),
        ({"variables": ["customer_name", "no name"]}, "variables.1: "),
    ],
    ids=["undeclared", "syntax", "empty", "header injection", "variable"],
)
def test_a_template_that_cannot_be_rendered_is_refused(
    api: RunningApi, changes: dict[str, object], sentence: str
) -> None:
    assert sentence in (api.post("/templates/", {**TEMPLATE, **changes}, 422))["detail"]
