"""Why each rule fired on a message or did not, from real rule runs."""

from tests.integration.arrived import arrive, letter
from tests.integration.rest import Document, RunningApi
from tests.integration.test_api_rules import NO_LEAF, RULE, TEMPLATE


def rule(api: RunningApi, **changes: object) -> int:
    rule_id: int = api.post("/rules/", {**RULE, "action_data": {"template_id": 1}, **changes}, 201)["id"]
    return rule_id


def decided(api: RunningApi, raw: bytes) -> dict[int, Document]:
    found = api.get(f"/messages/{arrive(api, raw)}/decisions/")
    assert found["is_ruled"]
    return {each["rule_id"]: each for each in found["rules"]}


def test_every_rule_says_what_it_came_to_and_why(api: RunningApi) -> None:
    api.add_account()
    api.add_account(email_address="other@company.test")
    api.post("/templates/", TEMPLATE, 201)
    fired = rule(api)
    second = rule(api, priority=2)
    silent = rule(api, condition_value="@elsewhere.com")
    tree = {"all": [{"type": "from_contains", "value": "ada"}, {"type": "subject_contains", "value": "invoice"}]}
    half = rule(api, **NO_LEAF, condition=tree)
    never = {"all": [{"type": "from_contains", "value": "ada"}, {"not": {"type": "from_contains", "value": "@new"}}]}
    barred = rule(api, **NO_LEAF, condition=never)
    off = rule(api, is_active=False)
    foreign = rule(api, account_id=2)
    removed = rule(api)
    api.client.delete(f"/rules/{removed}/")
    found = decided(api, bytes(letter()))
    assert {rule_id: each["outcome"] for rule_id, each in found.items()} == {
        fired: "fired",
        second: "withheld",
        silent: "not_matched",
        half: "not_matched",
        barred: "not_matched",
        off: "inactive",
    }
    assert foreign not in found
    assert (found[fired]["reason"], found[fired]["action"]) == (
        "it matched, and its action was asked for",
        "auto_reply",
    )
    assert found[fired]["send_id"] is not None
    assert found[second]["reason"] == "it matched; withheld because another rule answered"
    assert found[silent]["reason"] == "its condition does not hold: not from_contains @elsewhere.com"
    assert found[half]["parts"] == [
        {"condition": "from_contains ada", "holds": True},
        {"condition": "subject_contains invoice", "holds": False},
    ]
    assert found[barred]["reason"] == "its condition does not hold: from_contains @new"
    assert found[barred]["parts"] == [
        {"condition": "from_contains ada", "holds": True},
        {"condition": "not from_contains @new", "holds": False},
    ]


def test_the_guards_reason_is_told_and_the_version_is_that_of_then(api: RunningApi) -> None:
    api.add_account()
    api.post("/templates/", TEMPLATE, 201)
    ruled = rule(api)
    message = letter()
    message["Auto-Submitted"] = "auto-replied"
    found = decided(api, bytes(message))[ruled]
    assert (found["outcome"], found["rule_version"]) == ("withheld", 1)
    assert found["reason"].startswith("it matched; withheld because ")
    assert "auto" in found["reason"].lower()
    api.client.patch(f"/rules/{ruled}/", json={"condition_type": "subject_contains", "condition_value": "x"})
    again = decided(api, bytes(message))[ruled]
    assert (again["rule_version"], again["condition"]) == (1, "from_contains @newcustomer.com")
