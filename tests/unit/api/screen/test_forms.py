"""Forms: from our own pages only, and read as they were typed."""

from http import HTTPStatus

import httpx
import pytest
from fastapi import Depends, FastAPI

from services.api.problems import register_problems
from services.api.screen.accounts.form import document, errors_of, shown
from services.api.screen.forms import MEDIA_TYPE, Form, refuse_other_sites
from services.api.screen.login.attempts import MOST, MOST_ADDRESSES, WITHIN_S, Attempts
from services.api.screen.login.session import safe_next

app = FastAPI()
register_problems(app)


@app.post("/", dependencies=[Depends(refuse_other_sites)])
async def echo(form: Form) -> dict[str, str]:
    return form


async def post(headers: dict[str, str], content: bytes = b"a=1") -> httpx.Response:
    transport = httpx.ASGITransport(app)
    given = {"Content-Type": MEDIA_TYPE} | {name.replace("_", "-"): value for name, value in headers.items()}
    async with httpx.AsyncClient(transport=transport, base_url="http://mailweave.example:8000") as client:
        return await client.post("/", content=content, headers=given)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param({}, HTTPStatus.OK, id="no browser"),
        pytest.param({"Sec_Fetch_Site": "same-origin"}, HTTPStatus.OK, id="a page of ours"),
        pytest.param({"Sec_Fetch_Site": "none"}, HTTPStatus.OK, id="the person, without a page"),
        pytest.param({"Sec_Fetch_Site": "cross-site"}, HTTPStatus.FORBIDDEN, id="another site"),
        pytest.param({"Sec_Fetch_Site": "same-site"}, HTTPStatus.FORBIDDEN, id="another host of the same domain"),
        pytest.param({"Origin": "http://mailweave.example:8000"}, HTTPStatus.OK, id="an older browser, a page of ours"),
        pytest.param({"Origin": "http://mailweave.example"}, HTTPStatus.FORBIDDEN, id="another port"),
        pytest.param({"Origin": "https://evil.example"}, HTTPStatus.FORBIDDEN, id="an older browser, another site"),
        pytest.param({"Origin": "null"}, HTTPStatus.FORBIDDEN, id="a sandboxed frame"),
        pytest.param(
            {"Origin": "http://mailweave.example:8000", "Sec_Fetch_Site": "cross-site"},
            HTTPStatus.FORBIDDEN,
            id="the newer header counts",
        ),
    ],
)
async def test_forms_of_other_sites_are_refused(headers: dict[str, str], status: HTTPStatus) -> None:
    assert (await post(headers)).status_code == status


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(b"name=Ada+B%C3%B6hm&empty=", {"name": "Ada Böhm", "empty": ""}, id="as browsers encode"),
        pytest.param(b"status=inactive&status=active", {"status": "active"}, id="the last of two"),
        pytest.param(b"name=++Ada++", {"name": "Ada"}, id="without blanks around it"),
        pytest.param(b"", {}, id="nothing"),
    ],
)
async def test_a_form_is_read(content: bytes, expected: dict[str, str]) -> None:
    assert (await post({}, content)).json() == expected


@pytest.mark.parametrize(
    ("content", "headers", "status"),
    [
        pytest.param(b"{}", {"Content_Type": "application/json"}, HTTPStatus.UNSUPPORTED_MEDIA_TYPE, id="JSON"),
        pytest.param(b"a=%FF", {}, HTTPStatus.BAD_REQUEST, id="not UTF-8, encoded"),
        pytest.param(b"a=\xff", {}, HTTPStatus.BAD_REQUEST, id="not UTF-8, plain"),
        pytest.param(b"&".join([b"a=1"] * 300), {}, HTTPStatus.BAD_REQUEST, id="too many fields"),
    ],
)
async def test_what_is_no_form_is_refused(content: bytes, headers: dict[str, str], status: HTTPStatus) -> None:
    assert (await post(headers, content)).status_code == status


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/threads?q=a", "/threads?q=a"),
        ("", "/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("/a\\b", "/"),
        ("/a\r\nSet-Cookie: x", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_the_way_on_after_a_login_stays_here(path: str, expected: str) -> None:
    assert safe_next(path) == expected


def test_guessing_is_slowed_down_for_who_guesses() -> None:
    attempts = Attempts()
    for number in range(MOST):
        assert attempts.wait_s("203.0.113.1", number) == 0
        attempts.failed("203.0.113.1", number)

    assert attempts.wait_s("203.0.113.1", MOST) == WITHIN_S - MOST
    assert attempts.wait_s("203.0.113.2", MOST) == 0
    assert attempts.wait_s("203.0.113.1", WITHIN_S) == 0


def test_the_list_of_guessers_is_bounded() -> None:
    attempts = Attempts()
    for number in range(MOST):
        attempts.failed("first", number)
    for number in range(MOST_ADDRESSES):
        attempts.failed(str(number), MOST)

    assert attempts.wait_s("first", MOST) == 0


def test_an_accounts_form_becomes_what_rest_takes() -> None:
    typed = {
        "name": "Support",
        "folders": "INBOX, Sent\nArchive",
        "smtp_port": "587",
        "auto_polling_enabled": "on",
        "incoming_tls": "by the port",
        "smtp_tls": "starttls",
        "department": "",
    }
    asked = ["auto_polling_enabled", "allow_plaintext", "incoming_tls", "smtp_tls", "department"]

    assert document(typed, ["name", "folders", "smtp_port", *asked]) == {
        "name": "Support",
        "folders": ["INBOX", "Sent", "Archive"],
        "smtp_port": 587,
        "auto_polling_enabled": True,
        "allow_plaintext": False,
        "incoming_tls": None,
        "smtp_tls": "starttls",
    }


def test_errors_stand_by_their_fields() -> None:
    found: list[dict[str, object]] = [
        {"loc": ("smtp_port",), "msg": "Input should be less than or equal to 65535"},
        {"loc": ("own_addresses", 0), "msg": "Value error, not an address"},
        {"loc": (), "msg": "Value error, give incoming_server, smtp_server or both"},
    ]

    assert errors_of(found) == {
        "smtp_port": "Input should be less than or equal to 65535",
        "own_addresses": "not an address",
        "": "give incoming_server, smtp_server or both",
    }


def test_a_stored_account_is_shown_without_passwords() -> None:
    stored = {
        "name": "Support",
        "folders": ["INBOX", "Sent"],
        "smtp_use_tls": False,
        "poll_frequency": None,
        "smtp_password": "x",
    }

    assert shown({**stored, "allow_plaintext": True, "incoming_use_ssl": True} | {"smtp_password": ""}) == {
        "name": "Support",
        "folders": "INBOX, Sent",
        "smtp_tls": "none",
        "incoming_tls": "by the port",
        "allow_plaintext": "on",
        "poll_frequency": "",
        "smtp_password": "",
    }
