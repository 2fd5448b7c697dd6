"""Templates on the screen: written, previewed, edited and removed; REST sees what the screen wrote."""

import html
import re
from collections.abc import Iterator
from http import HTTPStatus

import pytest

from services.api.screen.headers import MAIL_POLICY
from shared.rulebook.actions import AutoReply
from tests.integration.rest import Document, RunningApi
from tests.integration.visitor import Visitor, visiting

TYPED = {
    "name": "Thanks",
    "template_type": "greeting",
    "subject": "Re: {{subject}}",
    "plain_content": "Dear {{customer_name}},\r\n\r\n  soon.\r\n",
    "html_content": "<p>Dear {{customer_name}}</p>",
    "account_id": "1",
    "use-customer_name": "on",
    "use-subject": "on",
}
LINE = re.compile(r'<input id="f-(\w+)" name="\w+" type="text" value="([^"]*)"')
HIDDEN = re.compile(r'<input type="hidden" name="(version)" value="([^"]*)"')
AREA = re.compile(r'<textarea id="f-(\w+)".*?>\n(.*?)</textarea>', re.DOTALL)
CHOSEN = re.compile(r'<option value="([^"]*)" selected')
TICKED = re.compile(r'name="(use-\w+)" value="on" checked')


@pytest.fixture
def visitor(api: RunningApi) -> Iterator[Visitor]:
    """Logged in, with an account."""
    api.add_account()
    with visiting(api) as visitor:
        visitor.log_in()
        yield visitor


def sent_back(page: str) -> dict[str, str]:
    """The form as a browser would send it back."""
    form = page[page.index('class="card form"') :]
    fields = dict(LINE.findall(form)) | dict(HIDDEN.findall(form)) | dict.fromkeys(TICKED.findall(form), "on")
    fields |= {"account_id": next(iter(CHOSEN.findall(form)), "")}
    fields |= {name: re.sub("\r?\n", "\r\n", text) for name, text in AREA.findall(form)}
    return {name: html.unescape(value) for name, value in fields.items()}


def add(api: RunningApi, **fields: object) -> Document:
    return api.post("/templates/", {"name": "Thanks", "subject": "Re: x", "plain_content": "Soon.", **fields}, 201)


def test_a_template_is_added(api: RunningApi, visitor: Visitor) -> None:
    answer = visitor.post("/templates/new", **TYPED)

    assert answer.headers.get("location") == "/templates/1", answer.text
    stored = api.get("/templates/1/")
    assert {name: stored[name] for name in stored if name != "created_at"} == {
        "id": 1,
        "version": 1,
        "name": "Thanks",
        "template_type": "greeting",
        "subject": "Re: {{subject}}",
        "plain_content": "Dear {{customer_name}},\n\n  soon.\n",
        "html_content": "<p>Dear {{customer_name}}</p>",
        "variables": ["customer_name", "subject"],
        "account_id": 1,
        "is_global": False,
    }


def test_an_empty_form_offers_every_variable(visitor: Visitor) -> None:
    form = sent_back(visitor.page("/templates/new"))
    assert {name for name in form if name.startswith("use-")} == {f"use-{name}" for name in AutoReply.variables}


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        pytest.param({"name": ""}, "name", "give it a name", id="no name"),
        pytest.param({"subject": ""}, "subject", "write the answer's subject", id="no subject"),
        pytest.param({"subject": "a\x01"}, "subject", "must be one line", id="control character"),
        pytest.param({"plain_content": "a\x00"}, "plain_content", "must not contain the character NUL", id="NUL"),
        pytest.param({"plain_content": "{{nobody}}"}, "plain_content", "line 1: uses {{nobody}}", id="unknown name"),
        pytest.param({"html_content": "<p>\r\n{% for"}, "html_content", "line 2: ", id="syntax"),
        pytest.param({"use-moon": "on"}, "variables", "no action fills in moon", id="unknown variable"),
        pytest.param({"plain_content": "", "html_content": ""}, "", "give html_content, plain_content or both", id="-"),
        pytest.param({"account_id": "9"}, "account_id", "there is no account 9", id="account of nobody"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    api: RunningApi, visitor: Visitor, changes: dict[str, str], field: str, said: str
) -> None:
    typed = {**TYPED, **changes}
    answer = visitor.post("/templates/new", **typed)

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    shown = html.unescape(answer.text)
    assert said in (shown if not field else shown.partition(f'id="f-{field}-error">')[2].partition("</p>")[0])
    assert sent_back(answer.text) == typed
    assert api.get("/templates/")["results"] == []


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"plain_content": "\n\n first line\r\n  last \n\n"}, id="blanks"),
        pytest.param({"html_content": "</textarea><b>&amp;\"'", "plain_content": ""}, id="markup"),
        pytest.param({"account_id": 1, "variables": ["thread_id", "subject"]}, id="account and variables"),
    ],
)
def test_a_form_that_was_not_touched_changes_nothing(
    api: RunningApi, visitor: Visitor, fields: dict[str, object]
) -> None:
    before = add(api, **fields)
    form = sent_back(visitor.page("/templates/1/edit"))
    assert visitor.post("/templates/1/edit", **form).headers["location"] == "/templates/1"
    assert api.get("/templates/1/") == before


def test_a_template_is_changed(api: RunningApi, visitor: Visitor) -> None:
    before = add(api, account_id=1, variables=["subject"])
    form = sent_back(visitor.page("/templates/1/edit"))
    changes = {"account_id": "", "plain_content": "Dear {{customer_name}}", "use-customer_name": "on"}

    assert visitor.post("/templates/1/edit", **{**form, **changes}).headers["location"] == "/templates/1"

    after = api.get("/templates/1/")
    assert {name: after[name] for name in after if after[name] != before[name] and name != "created_at"} == {
        "account_id": None,
        "is_global": True,
        "plain_content": "Dear {{customer_name}}",
        "variables": ["subject", "customer_name"],
        "version": 2,
    }
    assert re.findall(r'data-label="Version">(\d+)', visitor.page("/templates/1")) == ["2", "1"]


def test_what_somebody_else_changed_is_not_overwritten(api: RunningApi, visitor: Visitor) -> None:
    add(api)
    form = sent_back(visitor.page("/templates/1/edit"))
    visitor.post("/templates/1/edit", **{**form, "plain_content": "The <b>first"})

    crossing = visitor.post("/templates/1/edit", **{**form, "plain_content": "The second"})

    assert crossing.status_code == HTTPStatus.PRECONDITION_FAILED
    assert "Somebody else has changed this meanwhile" in crossing.text
    assert "Plain text is now: The &lt;b&gt;first" in crossing.text
    assert api.get("/templates/1/")["plain_content"] == "The <b>first"
    kept = sent_back(crossing.text)
    assert (kept["plain_content"], kept["version"]) == ("The second", "2")
    visitor.post("/templates/1/edit", **kept)
    assert api.get("/templates/1/")["plain_content"] == "The second"


def test_what_rules_need_cannot_be_taken_from_them(api: RunningApi, visitor: Visitor) -> None:
    add(api)
    rule = {"name": "Orders", "rule_type": "auto_reply", "action_data": {"template_id": 1}}
    api.post("/rules/", {**rule, "condition_type": "from_contains", "condition_value": "a"}, 201)

    asked = visitor.page("/templates/1/remove")
    assert ("is in use" in asked, 'href="/rules/1"' in asked, "<button" in asked.partition("<main")[2]) == (
        True,
        True,
        False,
    )
    answer = visitor.post("/templates/1/remove", version="1")
    assert (answer.status_code, "in use by rule 1 (Orders)" in answer.text) == (HTTPStatus.CONFLICT, True)
    form = sent_back(visitor.page("/templates/1/edit"))
    refused = visitor.post("/templates/1/edit", **{**form, "account_id": "1"})
    assert "answers with template 1 for other accounts" in refused.text


def test_an_unused_template_is_removed_after_a_question(api: RunningApi, visitor: Visitor) -> None:
    add(api)
    assert "No rule answers with it" in visitor.page("/templates/1/remove")
    assert visitor.post("/templates/1/remove", version="7").status_code == HTTPStatus.PRECONDITION_FAILED
    assert visitor.post("/templates/1/remove", version="1").headers["location"] == "/templates"
    api.get("/templates/1/", 404)


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        pytest.param({}, ["Re: Where is my order?", "Dear Ada Lovelace", "  soon."], id="both texts"),
        pytest.param({"plain_content": ""}, ["For readers without HTML:"], id="HTML alone"),
        pytest.param({"subject": "<i>{{subject}}"}, ["&lt;i&gt;Where"], id="markup in the subject"),
        pytest.param({"plain_content": "{{nobody}}"}, ["uses {{nobody}}"], id="a defect"),
        pytest.param({"html_content": "<script>x</script><p onclick=x>Hi"}, ["<p>Hi"], id="hostile"),
    ],
)
def test_a_preview_has_example_values_and_saves_nothing(
    api: RunningApi, visitor: Visitor, changes: dict[str, str], shown: list[str]
) -> None:
    answer = visitor.post("/templates/preview", **{**TYPED, **changes})

    assert (answer.status_code, answer.headers["content-security-policy"]) == (HTTPStatus.OK, MAIL_POLICY)
    assert [text for text in shown if text not in answer.text] == []
    assert ("<script" in answer.text, "onclick" in answer.text) == (False, False)
    assert api.get("/templates/")["results"] == []


def test_a_stored_template_is_previewed(api: RunningApi, visitor: Visitor) -> None:
    add(api, plain_content="Dear {{customer_name}}", variables=["customer_name"])
    assert "Dear Ada Lovelace" in visitor.page("/templates/1/preview")
    assert 'src="/templates/1/preview"' in visitor.page("/templates/1")
