"""Who may ask, and how much at once; whatever goes wrong is a problem (RFC 9457) without a secret in it."""

import json
import logging
import re
from collections.abc import Iterator, Mapping

import httpx
import pytest

from tests.integration.rest import ACCOUNT, SECRET_KEY, TOKEN, RunningApi

SECRETS = (TOKEN, SECRET_KEY, "smtp-Secret-1", "incoming-Secret-2")
OPEN = ("/api/email/docs", "/api/email/openapi.json")


@pytest.fixture
def stranger(api: RunningApi) -> Iterator[httpx.Client]:
    """A caller without a token."""
    with httpx.Client(base_url=api.url, trust_env=False, timeout=20) as client:
        yield client


def is_problem(answer: httpx.Response) -> bool:
    body = answer.json()
    return (
        answer.headers["content-type"] == "application/problem+json"
        and body["status"] == answer.status_code
        and bool(body["title"] and body["detail"])
    )


@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        "Bearer",
        "Bearer wrong",
        f"Bearer {TOKEN[:-1]}",
        f"Bearer {TOKEN}x",
        f"Bearer  {TOKEN}",
        f"Basic {TOKEN}",
        TOKEN,
        "Bearer ümlaut",
    ],
    ids=lambda value: str(value).replace(TOKEN, "TOKEN"),
)
def test_every_path_needs_the_token(stranger: httpx.Client, authorization: str | None) -> None:
    headers = {} if authorization is None else {b"Authorization": authorization.encode()}
    paths = stranger.get("/api/email/openapi.json").json()["paths"]
    assert len(paths) >= 13
    for path, methods in paths.items():
        for method in methods:
            answer = stranger.request(method, path.format_map(_Ones()), headers=headers)
            assert (answer.status_code, is_problem(answer)) == (401, True), path
            assert answer.headers["www-authenticate"] == "Bearer"
    assert stranger.get("/api/email/nothing/", headers=headers).status_code == 401


class _Ones(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "1"


def test_two_tokens_are_none(stranger: httpx.Client) -> None:
    headers = [("Authorization", f"Bearer {TOKEN}"), ("Authorization", "Bearer wrong")]
    assert stranger.get("/api/email/accounts/", headers=headers).status_code == 401


def test_the_documentation_needs_no_token_and_no_other_host(stranger: httpx.Client) -> None:
    document = stranger.get("/api/email/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    page = stranger.get("/api/email/docs")
    assert page.headers["content-type"].startswith("text/html")
    assets = re.findall(r'(?:src|href)="([^"]*)"', page.text)
    assert [asset for asset in assets if not asset.startswith("/api/email/docs/static/")] == []
    assert [stranger.get(asset).status_code for asset in assets] == [200] * len(assets) != []
    assert "url: '/api/email/openapi.json'" in page.text
    assert {"/api/email/send/", "/api/email/accounts/{account_id}/messages/"} <= set(document["paths"])
    assert "/api/email/threads/{thread_id}/messages/" in document["paths"]


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 422),
        (b"{", 422),
        (b"[]", 422),
        (b"\xff", 400),
        (b'{"account_id": 1, "to_emails": ["a@b.test"], "plain_body": "\\ud800"}', 422),
        (b'{"account_id": 1e400}', 422),
        (b"[" * 100_000, 400),
        (b'{"plain_body": "' + b"x" * 1_048_576 + b'"}', 413),
    ],
    ids=["empty", "half", "list", "not UTF-8", "surrogate", "infinite", "deep", "too large"],
)
def test_nonsense_is_refused_as_a_problem(api: RunningApi, content: bytes, status: int) -> None:
    headers = {"Content-Type": "application/json"}
    answer = api.client.post("/send/", content=content, headers=headers)
    assert (answer.status_code, is_problem(answer)) == (status, True), answer.text


NOT_AN_OBJECT = "the body is not a JSON object: send one, with the header Content-Type: application/json"


@pytest.mark.parametrize(
    ("content", "content_type", "detail"),
    [
        (b'{"a": }', "application/json", "the body is not JSON (Expecting value at character 6): send a JSON object"),
        (b"[]", "application/json", NOT_AN_OBJECT),
        (b'{"account_id": 1}', "application/x-www-form-urlencoded", NOT_AN_OBJECT),
        (b"", "application/json", "there is no body: send a JSON object"),
    ],
    ids=["half", "list", "curl -d without a header", "empty"],
)
def test_a_body_that_is_no_json_object_is_told_so(
    api: RunningApi, content: bytes, content_type: str, detail: str
) -> None:
    answer = api.client.post("/send/", content=content, headers={"Content-Type": content_type})
    assert (answer.status_code, is_problem(answer), answer.json()["detail"]) == (422, True, detail)


def test_a_large_request_without_a_length_is_refused_too(api: RunningApi) -> None:
    answer = api.client.post("/send/", content=(b"x" * 65_536 for _ in range(20)))
    assert (answer.status_code, is_problem(answer)) == (413, True)


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/nothing/", 404), ("DELETE", "/accounts/", 405)])
def test_unknown_paths_and_methods_are_problems(api: RunningApi, method: str, path: str, status: int) -> None:
    answer = api.client.request(method, path)
    assert (answer.status_code, is_problem(answer)) == (status, True)


def test_no_answer_and_no_log_line_holds_a_secret(api: RunningApi, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    good = api.client.post("/accounts/", json=dict(ACCOUNT))
    wrong = (
        {**ACCOUNT, "smtp_password": {"is": ACCOUNT["smtp_password"]}},
        {**ACCOUNT, "incoming_use_ssl": False},
        {**ACCOUNT, "incoming_password": str(ACCOUNT["incoming_password"]) * 200},
        dict(ACCOUNT),
    )
    answers = [good, *(api.client.post("/accounts/", json=document) for document in wrong)]
    answers.append(api.client.post("/accounts/", content=json.dumps(dict(ACCOUNT))[:-1].encode()))
    answers.append(api.client.patch("/accounts/1/", json={"smtp_password": "smtp-Secret-1", "status": "gone"}))
    answers += [api.client.get(path) for path in ("/accounts/", "/accounts/1/", "/monitor/", "/docs", "/openapi.json")]
    assert [answer.status_code for answer in answers] == [201, 422, 422, 422, 409, 422, 422, 200, 200, 200, 200, 200]
    said = "\n".join([*(answer.text for answer in answers), caplog.text])
    assert [secret for secret in SECRETS if secret in said] == []


@pytest.mark.parametrize(
    ("path", "methods"),
    [("/accounts/", "GET, POST"), ("/accounts/1/", "DELETE, GET, PATCH"), ("/sends/", "GET")],
)
def test_a_method_that_is_not_there_names_those_that_are(api: RunningApi, path: str, methods: str) -> None:
    answer = api.client.request("OPTIONS", path)
    assert (answer.status_code, answer.headers["allow"]) == (405, methods)


WHOLE: dict[str, Mapping[str, object]] = {
    "/accounts/": ACCOUNT,
    "/send/": {"account_id": 1, "to_emails": ["a@b.test"], "plain_body": "x"},
    "/templates/": {"name": "T", "subject": "s", "plain_content": "p"},
    "/rules/": {"name": "R", "rule_type": "auto_reply", "action_data": {"template_id": 1}},
}


@pytest.mark.parametrize(
    ("path", "change", "sentence"),
    [
        ("/accounts/", {"own_addresses": ["a@b.test", "a\x00@b.test"]}, "own_addresses.1: "),
        ("/accounts/", {"folders": ["INBOX", "a\x00"]}, "folders.1: must be one line"),
        ("/accounts/", {"email_address": "x@@y"}, "email_address: is no email address: write it as name@example.com"),
        ("/accounts/", {"smtp_port": "587"}, "smtp_port: must be a whole number"),
        ("/accounts/", {"smtp_use_tls": "yes"}, "smtp_use_tls: must be true or false"),
        ("/accounts/", {"nonsense\x00": 1}, "there is no such field here: is it misspelt?"),
        ("/send/", {"to_emails": ["a\x00@b.test"]}, "to_emails.0: "),
        ("/send/", {"plain_body": "a\x00"}, "plain_body: must not contain the character NUL"),
        ("/send/", {"in_reply_to": "a\r\nBcc: b@c.test"}, "in_reply_to: is no Message-ID"),
        ("/send/", {"subject": "a\r\nBcc: b@c.test"}, "subject: must be one line without control characters"),
        ("/templates/", {"variables": ["a\x00"]}, "variables.0: is no name of a variable: write letters"),
        ("/rules/", {"condition": {"all": [{"type": "from_contains", "value": "\x00"}]}}, "condition: all[0].value: "),
        ("/rules/", {"condition": {"type": "from_contains", "value": "x", "a\x00": 1}}, "condition: must be a leaf"),
    ],
    ids=lambda value: ",".join(value).replace("\x00", "NUL") if isinstance(value, dict) else "",
)
def test_what_cannot_be_stored_is_refused_by_field_in_words(
    api: RunningApi, path: str, change: dict[str, object], sentence: str
) -> None:
    refused = api.post(path, {**WHOLE[path], **change}, 422)
    assert sentence in refused["detail"]
    assert "^" not in refused["detail"], "no regular expression is shown"


@pytest.mark.parametrize("content", [b"{", b"nonsense"])
def test_a_body_that_is_not_json_is_said_to_be_none(api: RunningApi, content: bytes) -> None:
    answer = api.client.post("/send/", content=content, headers={"Content-Type": "application/json"})
    assert (answer.status_code, "the body is not JSON (" in answer.json()["detail"]) == (422, True), answer.text


@pytest.mark.parametrize(
    "path", ["/accounts/?q=%00", "/dead-letters/%00/", "/threads/?q=a%00", "/sends/?recipient=%00"]
)
def test_nul_in_an_address_is_refused(api: RunningApi, path: str) -> None:
    assert "must not contain the character NUL" in api.get(path, 422)["detail"]
