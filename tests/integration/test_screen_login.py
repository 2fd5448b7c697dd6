"""Who may look at the screen: tokens, links, sessions; what every answer says to the browser."""

import logging
from collections.abc import Iterator
from http import HTTPStatus

import httpx
import pytest

from services.api.screen.headers import HEADERS, PAGE_POLICY
from services.api.screen.login.attempts import MOST
from shared.metrics import HTTP_REQUESTS
from tests.harness.wait import eventually_sync
from tests.integration.rest import TOKEN, RunningApi
from tests.integration.terminal import Terminal
from tests.integration.visitor import Visitor, visiting

EXPIRE_ALL = "UPDATE screen_login SET expires_at = now() - interval '1 second'"


@pytest.fixture
def visitor(api: RunningApi) -> Iterator[Visitor]:
    with visiting(api) as visitor:
        yield visitor


def is_logged_in(visitor: Visitor) -> bool:
    return visitor.client.get("/").status_code == HTTPStatus.OK


def test_the_token_opens_the_screen_until_one_logs_out(visitor: Visitor) -> None:
    assert not is_logged_in(visitor)

    answer = visitor.log_in()

    assert (answer.status_code, answer.headers["location"]) == (HTTPStatus.SEE_OTHER, "/")
    assert is_logged_in(visitor)
    session = visitor.client.cookies["mailweave_session"]
    assert visitor.post("/logout").headers["location"] == "/login"
    assert not is_logged_in(visitor)
    visitor.client.cookies.set("mailweave_session", session)
    assert not is_logged_in(visitor), "the session is worth nothing any more, not only forgotten by the browser"


def test_the_cookie_is_for_nobody_else(api: RunningApi, visitor: Visitor) -> None:
    cookie = visitor.log_in().headers["set-cookie"]

    assert {"HttpOnly", "SameSite=strict", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert "Secure" not in cookie
    assert TOKEN not in cookie
    stored = str(api.run("SELECT * FROM screen_login"))
    assert visitor.client.cookies["mailweave_session"] not in stored
    assert TOKEN not in stored


def test_the_cookie_is_secure_where_the_page_is(visitor: Visitor) -> None:
    assert "; Secure" in visitor.log_in(**{"X-Forwarded-Proto": "https"}).headers["set-cookie"]


@pytest.mark.parametrize("token", ["", "x", TOKEN[:-1], TOKEN + "x", "ü", TOKEN.upper()])
def test_another_token_does_not(visitor: Visitor, token: str) -> None:
    answer = visitor.log_in(token)

    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert "That is not the token" in answer.text
    assert not is_logged_in(visitor)


def test_guessing_comes_to_an_end(visitor: Visitor) -> None:
    with httpx.Client(base_url=visitor.client.base_url, trust_env=False) as other:
        guesser = Visitor(other)
        other.headers["X-Forwarded-For"] = "203.0.113.9"
        assert {guesser.log_in("a guess").status_code for _ in range(MOST)} == {HTTPStatus.FORBIDDEN}
        refused = guesser.log_in()
    assert refused.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert int(refused.headers["retry-after"]) > 0
    assert visitor.log_in().status_code == HTTPStatus.SEE_OTHER, "who does not guess need not wait"


def test_a_link_logs_in_once(api: RunningApi, visitor: Visitor) -> None:
    url = api.post("/login-links/", {}, 201)["url"]

    assert "To the overview" in visitor.page(url)
    assert is_logged_in(visitor)
    with visiting(api) as second:
        assert "This link has been used" in second.page(url, HTTPStatus.FORBIDDEN)
        assert not is_logged_in(second)


@pytest.mark.parametrize("once", ["x", "%00", "%FF", "a" * 200])
def test_a_link_that_nobody_made_does_not(visitor: Visitor, once: str) -> None:
    assert "This link has been used" in visitor.page(f"/login?once={once}", HTTPStatus.FORBIDDEN)


def test_links_and_sessions_expire(api: RunningApi, visitor: Visitor) -> None:
    url = api.post("/login-links/", {}, 201)["url"]
    visitor.log_in()
    api.run(EXPIRE_ALL)

    assert not is_logged_in(visitor)
    visitor.page(url, HTTPStatus.FORBIDDEN)
    visitor.log_in()
    assert api.run("SELECT count(*) FROM screen_login") == [(1,)], "what expired is forgotten"


def test_a_session_is_no_link_and_a_link_no_session(api: RunningApi, visitor: Visitor) -> None:
    secret = api.post("/login-links/", {}, 201)["url"].partition("=")[2]
    visitor.client.cookies.set("mailweave_session", secret)
    assert not is_logged_in(visitor)
    visitor.client.cookies.clear()
    visitor.log_in()
    visitor.page(f"/login?once={visitor.client.cookies['mailweave_session']}", HTTPStatus.FORBIDDEN)


def test_the_screens_cookie_does_not_open_rest(visitor: Visitor) -> None:
    visitor.log_in()
    assert visitor.client.get("/api/email/accounts/").status_code == HTTPStatus.UNAUTHORIZED


def test_one_comes_back_to_the_page_one_wanted(visitor: Visitor) -> None:
    answer = visitor.client.get("/threads?q=order&account=1")

    assert answer.headers["location"] == "/login?next=/threads%3Fq%3Dorder%26account%3D1"
    assert 'name="next" value="/threads?q=order&amp;account=1"' in visitor.page(answer.headers["location"])


def test_a_piece_of_a_page_sends_the_whole_page_to_the_login(visitor: Visitor) -> None:
    answer = visitor.client.get("/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["hx-redirect"]) == (HTTPStatus.NO_CONTENT, "/login")


def test_a_form_of_another_site_changes_nothing(api: RunningApi, visitor: Visitor) -> None:
    api.add_account()
    visitor.log_in()

    answer = visitor.client.post(
        "/accounts/1/status", data={"status": "inactive"}, headers={"Sec-Fetch-Site": "cross-site"}
    )

    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert api.get("/accounts/1/")["status"] == "active"


@pytest.mark.parametrize(
    "path", ["/", "/login", "/nothing", "/accounts/99", "/static/screen.css", "/accounts?cursor=x"]
)
def test_every_answer_binds_the_browser(visitor: Visitor, path: str) -> None:
    visitor.log_in()
    answer = visitor.client.get(path)

    assert {name: answer.headers[name] for name in HEADERS if name != "Cache-Control"} == {
        name: value for name, value in HEADERS.items() if name != "Cache-Control"
    }
    assert ("immutable" if path.startswith("/static") else "no-store") in answer.headers["cache-control"]


def test_the_policy_allows_our_own_files_alone() -> None:
    assert PAGE_POLICY.split("; ") == [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "frame-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    ]


def test_the_log_names_logins_and_no_secret(
    api: RunningApi, visitor: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    url = api.post("/login-links/", {}, 201)["url"]
    visitor.log_in("a wrong token")
    visitor.page(url)
    visitor.post("/logout")

    ours = [record.getMessage() for record in caplog.records if record.name.startswith("services.")]
    lines = [line for line in ours if line.startswith("screen: ")]
    assert lines == [
        "screen: a login with a wrong token was refused, asked by 127.0.0.1",
        "screen: the holder of EMAIL_API_TOKEN logged in from 127.0.0.1",
        "screen: the holder of EMAIL_API_TOKEN logged out",
    ]
    assert url.partition("=")[2] not in str(ours)


def test_the_command_line_prints_a_link(mailweave: Terminal, visitor: Visitor) -> None:
    code, printed, _ = mailweave("screen")

    address, link = (line.split() for line in printed.splitlines())
    assert (code, address) == (0, ["screen", f"{visitor.client.base_url}/"])
    visitor.page(link[2])
    assert is_logged_in(visitor)


def test_answers_are_counted_by_route(api: RunningApi, visitor: Visitor) -> None:
    routes = (("/accounts/{account_id}", "404"), ("/api/email/accounts/{account_id}/", "404"), ("other", "401"))

    def counts() -> list[float]:
        return [HTTP_REQUESTS.labels("GET", route, status)._value.get() for route, status in routes]

    before = counts()
    visitor.log_in()
    visitor.page("/accounts/98", 404)
    api.get("/accounts/98/", 404)
    visitor.client.get("/api/email/accounts/98/")

    # A request is counted once its answer is on its way.
    eventually_sync(lambda: counts() == [count + 1 for count in before], what="one more answer of each route")
