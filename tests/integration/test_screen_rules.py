"""Rules on the screen: added, edited row by row or as JSON, and removed; REST sees what the screen wrote."""

import html
import json
import re
from collections.abc import Iterator, Mapping
from http import HTTPStatus

import pytest

from tests.integration.planted_pages import plant_rule, plant_send
from tests.integration.rest import Document, RunningApi
from tests.integration.visitor import Visitor, visiting

FROM_SHOP = {"type": "from_contains", "value": "@shop"}
ORDER = {"type": "subject_contains", "value": "order"}
TYPED = {
    "name": "Orders",
    "priority": "10",
    "template_id": "1",
    "is_active": "on",
    "joined": "all",
    "kind-0": "from_contains",
    "value-0": "@shop",
}
FIELD = re.compile(r'<input(?: id="[^"]*")? name="([\w-]+)" type="(?:text|number)" value="([^"]*)"')
HIDDEN = re.compile(r'<input type="hidden" name="(version|joined)" value="([^"]*)"')
SELECT = re.compile(r'<select(?: id="[^"]*")? name="([\w-]+)".*?</select>', re.DOTALL)
CHOSEN = re.compile(r'<option value="([^"]*)" selected')
WRITTEN = re.compile(r'<textarea id="f-written".*?>\n(.*?)</textarea>', re.DOTALL)


@pytest.fixture
def visitor(api: RunningApi) -> Iterator[Visitor]:
    """Logged in, with an account and a template that rules may use."""
    api.add_account()
    api.post("/templates/", {"name": "Thanks", "subject": "Thank you", "plain_content": "Soon."}, 201)
    with visiting(api) as visitor:
        visitor.log_in()
        yield visitor


def sent_back(page: str) -> dict[str, str]:
    """The form as a browser would send it back."""
    form = page[page.index('class="card form"') :]
    fields = dict(FIELD.findall(form)) | dict(HIDDEN.findall(form))
    for found in SELECT.finditer(form):
        fields[found[1]] = next(iter(CHOSEN.findall(found[0])), "")
    if (written := WRITTEN.search(form)) is not None:
        fields["written"] = written[1].replace("\n", "\r\n")
    if re.search(r'name="is_active" type="checkbox" value="on" checked', form):
        fields["is_active"] = "on"
    return {name: html.unescape(value) for name, value in fields.items()}


def add(api: RunningApi, condition: Document, **fields: object) -> Document:
    asked = {"name": "Orders", "rule_type": "auto_reply", "action_data": {"template_id": 1}, "condition": condition}
    return api.post("/rules/", {**asked, **fields}, 201)


@pytest.mark.parametrize(
    ("rows", "condition"),
    [
        pytest.param({}, FROM_SHOP, id="one row"),
        pytest.param({"kind-0": "not from_contains"}, {"not": FROM_SHOP}, id="one contrary"),
        pytest.param(
            {"kind-1": "not subject_contains", "value-1": "order"}, {"all": [FROM_SHOP, {"not": ORDER}]}, id="all"
        ),
        pytest.param(
            {"joined": "any", "kind-7": "subject_contains", "value-7": "order"}, {"any": [FROM_SHOP, ORDER]}, id="any"
        ),
        pytest.param(
            {"written": json.dumps({"not": {"all": [FROM_SHOP, {"any": [ORDER]}]}})},
            {"not": {"all": [FROM_SHOP, {"any": [ORDER]}]}},
            id="written as JSON",
        ),
    ],
)
def test_a_rule_is_added(api: RunningApi, visitor: Visitor, rows: dict[str, str], condition: Document) -> None:
    answer = visitor.post("/rules/new", **{**TYPED, "account_id": "1", **rows})

    assert (answer.status_code, answer.headers.get("location")) == (HTTPStatus.SEE_OTHER, "/rules/1"), answer.text
    stored = api.get("/rules/1/")
    names = ("name", "account_id", "priority", "is_active", "rule_type", "action_data", "condition", "version")
    assert {name: stored[name] for name in names} == {
        "name": "Orders",
        "account_id": 1,
        "priority": 10,
        "is_active": True,
        "rule_type": "auto_reply",
        "action_data": {"template_id": 1},
        "condition": condition,
        "version": 1,
    }


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        pytest.param({"name": ""}, "#f-name", id="no name"),
        pytest.param({"name": "a\x01b"}, "must be one line without control characters", id="control character"),
        pytest.param({"name": "a\x00b"}, "must be one line without control characters", id="NUL"),
        pytest.param({"priority": "soon"}, "must be a whole number", id="no number"),
        pytest.param({"priority": "9999999"}, "less than or equal to 1000000", id="number too large"),
        pytest.param({"template_id": ""}, "choose the template that it answers with", id="no template"),
        pytest.param({"template_id": "9"}, "there is no template 9", id="template of nobody"),
        pytest.param({"account_id": "9"}, "there is no account 9", id="account of nobody"),
        pytest.param({"value-0": ""}, "write what to look for, or remove this row", id="empty row"),
        pytest.param({"kind-1": "subject_contains", "value-1": ""}, "#f-row-1", id="empty second row"),
        pytest.param({"kind-0": "moon_contains"}, "is no condition of this release", id="unknown condition"),
        pytest.param({"value-0": "x" * 999}, "must be a line of 1 to 998 characters", id="long value"),
        pytest.param({"written": '{"all": ['}, "this is not JSON", id="no JSON"),
        pytest.param({"written": "[" * 100_000}, "it is nested too deeply", id="deep JSON"),
        pytest.param({"written": "[]"}, "write an object", id="no object"),
        pytest.param({"written": '{"all": []}'}, "must be a list of at least one condition", id="empty group"),
        pytest.param({"written": "{}"}, "must be a leaf", id="empty object"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    api: RunningApi, visitor: Visitor, changes: dict[str, str], said: str
) -> None:
    answer = visitor.post("/rules/new", **{**TYPED, **changes})

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert said in html.unescape(answer.text)
    expected = {**TYPED, "account_id": "", **changes}
    kept = sent_back(answer.text)
    assert {name: kept.get(name) for name in expected if name not in kept or kept[name] != expected[name]} == (
        {name: None for name in expected if "written" in changes and name.startswith(("kind", "value"))}
    )
    assert "GET /api" not in answer.text
    assert api.get("/rules/")["results"] == []


def test_rows_are_added_removed_and_written_as_json_without_javascript(api: RunningApi, visitor: Visitor) -> None:
    form = TYPED
    for row, value in ((1, "order"), (2, "invoice")):
        form = sent_back(visitor.post("/rules/new", **form, do="add-row").text)
        form |= {f"kind-{row}": "subject_contains", f"value-{row}": value}
    form = sent_back(visitor.post("/rules/new", **{**form, "joined": "any"}, do="remove-row-1").text)
    assert {name: form[name] for name in form if name[:4] in ("kind", "valu", "join")} == {
        "joined": "any",
        "kind-0": "from_contains",
        "value-0": "@shop",
        "kind-1": "subject_contains",
        "value-1": "invoice",
    }

    written = sent_back(visitor.post("/rules/new", **form, do="as-json").text)
    assert json.loads(written["written"]) == {"any": [FROM_SHOP, {**ORDER, "value": "invoice"}]}
    assert sent_back(visitor.post("/rules/new", **written, do="as-rows").text) == form
    nested = visitor.post("/rules/new", **{**written, "written": '{"not": {"any": []}}'}, do="as-rows")
    assert "rows cannot say this" in nested.text
    assert api.get("/rules/")["results"] == [], "small buttons save nothing"


STORED: Mapping[str, Document] = {
    "a leaf": FROM_SHOP,
    "a group of one": {"any": [FROM_SHOP]},
    "a group": {"all": [FROM_SHOP, {"not": ORDER}]},
    "groups in groups": {"all": [FROM_SHOP, {"any": [ORDER, {"not": {"all": [ORDER]}}]}]},
    "blanks around a value": {"all": [{"type": "subject_contains", "value": " re: "}]},
    "twice not": {"not": {"not": FROM_SHOP}},
}


@pytest.mark.parametrize("condition", STORED.values(), ids=STORED)
def test_a_form_that_was_not_touched_changes_nothing(api: RunningApi, visitor: Visitor, condition: Document) -> None:
    before = add(api, condition, account_id=1, is_active=False, name=" spaced ")
    form = sent_back(visitor.page("/rules/1/edit"))
    assert visitor.post("/rules/1/edit", **form).headers["location"] == "/rules/1"
    assert api.get("/rules/1/") == before


@pytest.mark.parametrize("condition", STORED.values(), ids=STORED)
def test_a_change_leaves_the_condition_as_it_is(api: RunningApi, visitor: Visitor, condition: Document) -> None:
    """A condition that rows cannot say is shown as JSON, and nothing of it is lost."""
    before = add(api, condition)
    form = sent_back(visitor.page("/rules/1/edit"))

    visitor.post("/rules/1/edit", **{**form, "name": "Invoices", "priority": "-5", "account_id": "1", "is_active": ""})

    after = api.get("/rules/1/")
    assert {name: after[name] for name in after if after[name] != before[name] and name != "created_at"} == {
        "name": "Invoices",
        "priority": -5,
        "account_id": 1,
        "is_active": False,
        "version": 2,
    }


def test_what_somebody_else_changed_is_not_overwritten(api: RunningApi, visitor: Visitor) -> None:
    add(api, FROM_SHOP)
    form = sent_back(visitor.page("/rules/1/edit"))
    visitor.post("/rules/1/edit", **{**form, "name": "The first", "value-0": "<b>@first"})

    crossing = visitor.post("/rules/1/edit", **{**form, "priority": "7"})

    assert crossing.status_code == HTTPStatus.PRECONDITION_FAILED
    assert "Somebody else has changed this meanwhile" in crossing.text
    assert "Name is now: The first" in crossing.text
    assert "Conditions is now: From contains &lt;b&gt;@first" in crossing.text
    kept = sent_back(crossing.text)
    assert {name: kept[name] for name in ("name", "priority", "value-0")} == {
        "name": "Orders",
        "priority": "7",
        "value-0": "@shop",
    }
    assert [api.get("/rules/1/")[name] for name in ("name", "priority", "version")] == ["The first", 100, 2]

    assert visitor.post("/rules/1/edit", **kept).headers["location"] == "/rules/1"
    assert [api.get("/rules/1/")[name] for name in ("name", "priority", "version")] == ["Orders", 7, 3]


def test_a_rule_has_a_page_with_its_versions_and_last_answers(api: RunningApi, visitor: Visitor) -> None:
    add(api, FROM_SHOP)
    visitor.post("/rules/1/switch", to="off", back="rule")
    plant_send(api)
    page = visitor.page("/rules/1")
    shown = ("From contains", "@shop", "the send subject", "Switch on", "every account", "/templates/1")
    assert [text for text in shown if text not in page] == []
    assert re.findall(r'data-label="Version">(\d+)', page) == ["2", "1"]


def test_a_rule_is_removed_after_a_question(api: RunningApi, visitor: Visitor) -> None:
    add(api, FROM_SHOP)
    assert "What it did is kept" in visitor.page("/rules/1/remove")
    assert visitor.post("/rules/1/remove", version="7").status_code == HTTPStatus.PRECONDITION_FAILED

    assert visitor.post("/rules/1/remove", version="1").headers["location"] == "/rules"

    assert "No rule yet" in visitor.page("/rules")
    api.get("/rules/1/", 404)


def test_a_rule_needs_a_template_first(api: RunningApi) -> None:
    with visiting(api) as visitor:
        visitor.log_in()
        assert "write the answer's text first" in visitor.page("/rules/new")
        assert "/rules/new" in visitor.page("/rules")


def test_an_action_of_another_release_stays(api: RunningApi, visitor: Visitor) -> None:
    plant_rule(api)
    api.run('UPDATE rule_version SET action = \'{"v": 9, "type": "fly", "to": "moon"}\'')
    page = visitor.page("/rules/1/edit")
    assert ("this release cannot show what it does" in page, "template_id" in page) == (True, False)
    visitor.post("/rules/1/edit", **{**sent_back(page), "name": "Renamed"})
    after = api.get("/rules/1/")
    assert [after[name] for name in ("name", "rule_type", "action_data")] == ["Renamed", "fly", {"to": "moon"}]


def test_a_strangers_form_is_refused(api: RunningApi, visitor: Visitor) -> None:
    answer = visitor.client.post("/rules/new", data=TYPED, headers={"Sec-Fetch-Site": "cross-site"})
    assert (answer.status_code, api.get("/rules/")["results"]) == (HTTPStatus.FORBIDDEN, [])
