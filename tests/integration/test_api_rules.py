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
LEAF = {"type": "from_contains", "value": "@newcustomer.com"}
NO_LEAF = {"condition_type": None, "condition_value": None}


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
        ({"condition": LEAF}, "give either condition_type and condition_value, or condition"),
        ({"condition_value": None}, "give either condition_type and condition_value, or condition"),
        (
            {**NO_LEAF, "condition": {"any": [LEAF, {"type": "body_contains", "value": "x"}]}},
            "condition: any[1].type: 'body_contains' is no condition of this release",
        ),
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
        ({"variables": []}, "subject line 1: uses {{customer_name}}, which `variables` does not name"),
        ({"variables": ["customer_name", "order"]}, "variables: no action fills in order: there are account_email, "),
        (
            {"html_content": "\n{% for x in customer_name %}x{% endfor %}"},
            "html_content line 2: only variables, filters and ",
        ),
        ({"html_content": "{{ customer_name|shout }}"}, "html_content line 1: there is no filter shout: there are "),
        ({"html_content": "{{customer_name"}, "html_content line 1: "),
        ({"html_content": ""}, "give html_content, plain_content or both"),
        ({"subject": "two\nlines"}, "subject: must be one line"),
        ({"variables": ["customer_name", "no name"]}, "variables.1: "),
    ],
    ids=["undeclared", "never filled in", "loop", "filter", "syntax", "empty", "header injection", "variable"],
)
def test_a_template_that_cannot_be_rendered_is_refused(
    api: RunningApi, changes: dict[str, object], sentence: str
) -> None:
    assert sentence in (api.post("/templates/", {**TEMPLATE, **changes}, 422))["detail"]


def test_a_rule_may_have_a_tree_as_its_condition(api: RunningApi) -> None:
    template = api.post("/templates/", TEMPLATE, 201)
    tree = {"all": [LEAF, {"not": {"type": "subject_contains", "value": "unsubscribe"}}]}
    rule = {**RULE, **NO_LEAF, "condition": tree, "action_data": {"template_id": template["id"]}}
    stored = api.post("/rules/", rule, 201)
    assert (stored["condition"], stored["condition_type"], stored["condition_value"]) == (tree, None, None)
    assert api.get("/rules/")["results"] == [stored]


def test_a_leaf_is_shown_in_both_forms(api: RunningApi) -> None:
    template = api.post("/templates/", TEMPLATE, 201)
    simple = {**RULE, "action_data": {"template_id": template["id"]}}
    shown = [api.post("/rules/", rule, 201) for rule in (simple, {**simple, **NO_LEAF, "condition": LEAF})]
    forms = [(rule["condition_type"], rule["condition_value"], rule["condition"]) for rule in shown]
    assert forms == [("from_contains", "@newcustomer.com", LEAF)] * 2


BROKEN = """
UPDATE template_version SET plain_content = %s, variables = '{customer_name,order}' WHERE template_id = %s
"""


def test_a_rule_is_refused_whose_template_was_stored_before_it_was_checked(api: RunningApi) -> None:
    template = api.post("/templates/", TEMPLATE, 201)
    api.run(BROKEN, "{{order}}", template["id"])
    refused = api.post("/rules/", {**RULE, "action_data": {"template_id": template["id"]}}, 422)
    reason = f"template {template['id']} cannot be used: variables: no action fills in order"
    assert f"action_data.template_id: {reason}" in refused["detail"]
