"""Accounts on the screen: added, tested, polled, paused and changed, as REST does it."""

import json
import re
from collections.abc import Iterator
from http import HTTPStatus
from uuid import UUID

import pytest

from shared.events import ConnectivityRequested, PollRequested
from shared.events.topics import CONNECTIVITY_REQUESTED, POLL_REQUESTED
from shared.kafka.decode import decode
from tests.integration.rest import RunningApi
from tests.integration.visitor import Visitor, visiting

TYPED = {
    "preset": "gmail",
    "name": "Support",
    "email_address": "support@company.test",
    "own_addresses": "help@company.test, info@company.test",
    "incoming_server": "imap.gmail.com",
    "incoming_port": "993",
    "incoming_tls": "by the port",
    "incoming_password": "pass-Word-9",
    "folders": "INBOX, Sent",
    "auto_polling_enabled": "on",
    "initial_history_days": "7",
}
ADD_CHECK = "INSERT INTO {}_check (check_id, account_id, ok, message, at) VALUES (%s, 1, %s, %s, now())"


ADD_OPEN_GAP = """
INSERT INTO fetch_gap (account_id, folder, uidvalidity, uid, reason, size_bytes, detail, attempts, next_try_at)
VALUES (1, 'INBOX', 1, 7, 'refused', 1, 'NO <b>later', 2, '2126-01-01 UTC')
"""
ADD_SENDING = """
INSERT INTO sending_health (account_id, state, reason, next_try_at, connections)
VALUES (1, %s, '421 too many <b>', now(), 1) ON CONFLICT (account_id) DO UPDATE SET state = excluded.state
"""
UNTROUBLED = {"detail": "", "cause": "", "happened": "", "next_step": "", "said": ""}
TROUBLE = UNTROUBLED | {"cause": "auth", "happened": "it refused <b> the login", "next_step": "check the password"}
FOLDERS = json.dumps(
    [
        {"name": "INBOX", "role": "", "messages": 7},
        {"name": "Sent", "role": "sent", "messages": None},
        {"name": "<b>", "role": "junk", "messages": 0},
    ]
)
STEPS = json.dumps(
    [
        {"name": "connect", "state": "ok", "duration_s": 0.25, **UNTROUBLED},
        {"name": "login", "state": "failed", "duration_s": 0.1, **TROUBLE},
        {"name": "EXAMINE", "state": "not_reached", "duration_s": 0.0, **UNTROUBLED},
    ]
)


@pytest.fixture
def visitor(api: RunningApi) -> Iterator[Visitor]:
    """Logged in."""
    with visiting(api) as visitor:
        visitor.log_in()
        yield visitor


def test_an_account_is_added_and_tested(api: RunningApi, visitor: Visitor) -> None:
    answer = visitor.post("/accounts/new", **TYPED)

    assert answer.status_code == HTTPStatus.SEE_OTHER, answer.text
    stored = api.get("/accounts/1/")
    assert {name: stored[name] for name in ("name", "own_addresses", "folders", "incoming_port", "smtp_server")} == {
        "name": "Support",
        "own_addresses": ["help@company.test", "info@company.test"],
        "folders": ["INBOX", "Sent"],
        "incoming_port": 993,
        "smtp_server": "",
    }
    [asked] = [decode(CONNECTIVITY_REQUESTED, record) for record in api.records(CONNECTIVITY_REQUESTED)]
    assert isinstance(asked, ConnectivityRequested)
    assert (asked.account_id, asked.test_type) == (1, "incoming")
    assert answer.headers["location"] == f"/accounts/1?check={asked.check_id}"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        pytest.param({"name": ""}, "name", id="no name"),
        pytest.param({"email_address": "nobody"}, "email address", id="no address"),
        pytest.param({"incoming_port": "99999"}, "incoming port", id="no port"),
        pytest.param({"incoming_server": ""}, "give incoming_server, smtp_server or both", id="no server"),
        pytest.param({"incoming_tls": "none"}, "allow_plaintext=true", id="no encryption"),
        pytest.param({"folders": "INBOX, a\x01b"}, "folders", id="control characters"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost_but_passwords(
    api: RunningApi, visitor: Visitor, changes: dict[str, str], said: str
) -> None:
    answer = visitor.post("/accounts/new", **{**TYPED, **changes})

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert said in answer.text
    assert 'value="help@company.test, info@company.test"' in answer.text
    assert TYPED["incoming_password"] not in answer.text
    assert api.get("/accounts/")["results"] == []


def test_an_address_is_there_once(visitor: Visitor) -> None:
    visitor.post("/accounts/new", **TYPED)
    assert (
        "there is an account with the address support@company.test already"
        in visitor.post("/accounts/new", **TYPED).text
    )


@pytest.mark.parametrize("preset", ["gmail", "microsoft365", "icloud", "custom"])
def test_a_preset_fills_in_the_servers(visitor: Visitor, preset: str) -> None:
    page = visitor.page(f"/accounts/new?preset={preset}")
    servers = re.findall(r'name="(?:incoming|smtp)_server" type="text" value="([^"]*)"', page)
    assert (
        servers
        == {
            "gmail": ["imap.gmail.com", "smtp.gmail.com"],
            "microsoft365": ["outlook.office365.com", "smtp.office365.com"],
            "icloud": ["imap.mail.me.com", "smtp.mail.me.com"],
            "custom": ["", ""],
        }[preset]
    )


@pytest.mark.parametrize(
    ("typed", "status", "said", "filled"),
    [
        pytest.param(
            {"email_address": "ada@icloud.com"},
            HTTPStatus.OK,
            ["<strong>Found:</strong>", "the table of well-known providers (icloud.com)", "app-specific password"],
            {"email_address": "ada@icloud.com", "incoming_server": "imap.mail.me.com", "incoming_username": "ada"},
            id="known",
        ),
        pytest.param(
            {**TYPED, "email_address": "ada@company.test", "department": "Sales"},
            HTTPStatus.OK,
            ["nobody says where ada@company.test has its mailbox"],
            {"department": "Sales", "incoming_server": "imap.gmail.com"},
            id="unknown: nothing is lost",
        ),
        pytest.param(
            {"email_address": "<b>"},
            HTTPStatus.UNPROCESSABLE_ENTITY,
            ["This cannot be saved yet."],
            {"email_address": "&lt;b&gt;"},
            id="no address",
        ),
    ],
)
def test_servers_are_found_before_anything_is_saved(
    api: RunningApi,
    visitor: Visitor,
    typed: dict[str, str],
    status: HTTPStatus,
    said: list[str],
    filled: dict[str, str],
) -> None:
    answer = visitor.post("/accounts/new/find", **typed)
    assert answer.status_code == status
    assert [each for each in said if each not in answer.text] == []
    values = dict(re.findall(r'name="(\w+)" type="\w+" value="([^"]*)"', answer.text))
    assert {name: values[name] for name in filled} == filled
    assert "pass-Word-9" not in answer.text
    assert api.get("/accounts/")["results"] == []


def test_a_test_is_waited_for_and_shown(api: RunningApi, visitor: Visitor) -> None:
    api.add_account()
    url = visitor.post("/accounts/1/test").headers["location"]
    check_id = UUID(url.rpartition("=")[2])

    assert visitor.page(url).count("has not answered yet") == 2
    api.run(ADD_CHECK.format("poller"), check_id, False, "535 wrong password")
    half = visitor.page(f"/accounts/1/checks/{check_id}")
    assert ("535 wrong password" in half, 'hx-trigger="load delay:1s"' in half) == (True, True)
    api.run(ADD_CHECK.format("sender"), check_id, True, "")
    whole = visitor.page(url)
    assert ("the server let us in" in whole, "load delay:1s" in whole, "has not answered" in whole) == (
        True,
        False,
        False,
    )


def test_a_poll_is_asked_for(api: RunningApi, visitor: Visitor) -> None:
    api.add_account()
    assert visitor.post("/accounts/1/poll").headers["location"] == "/accounts/1"
    [asked] = [decode(POLL_REQUESTED, record) for record in api.records(POLL_REQUESTED)]
    assert isinstance(asked, PollRequested)
    assert asked.account_id == 1


def test_the_servers_own_list_is_asked_for(api: RunningApi, visitor: Visitor) -> None:
    api.add_account()
    assert visitor.post("/accounts/1/compare").headers["location"] == "/accounts/1"
    [asked] = [decode(POLL_REQUESTED, record) for record in api.records(POLL_REQUESTED)]
    assert isinstance(asked, PollRequested)
    assert (asked.account_id, asked.force, asked.witness) == (1, True, True)


def test_what_could_not_be_had_is_named(api: RunningApi, visitor: Visitor) -> None:
    api.add_account()
    assert "all that its server has shown is read" in visitor.page("/accounts/1")
    api.run(ADD_OPEN_GAP)
    shown = visitor.page("/accounts/1")
    named = ("INBOX, UID 7", "refused: NO &lt;b&gt;later", "2126-01-01 00:00 UTC")
    assert [text in shown for text in named] == [True, True, True]


def test_sending_that_waits_says_why(api: RunningApi, visitor: Visitor) -> None:
    api.add_account()
    assert "asks for patience" not in visitor.page("/accounts/1")
    api.run(ADD_SENDING, "waiting")
    shown = visitor.page("/accounts/1")
    assert ("asks for patience" in shown, "421 too many &lt;b&gt;" in shown) == (True, True)
    api.run(ADD_SENDING, "failing")
    assert "It cannot send" in visitor.page("/accounts/1")


def test_a_test_is_shown_step_by_step(api: RunningApi, visitor: Visitor) -> None:
    api.add_account()
    url = visitor.post("/accounts/1/test").headers["location"]
    check_id = UUID(url.rpartition("=")[2])
    api.run(ADD_CHECK.format("poller"), check_id, False, "535 wrong password")
    api.run("UPDATE poller_check SET steps = %s::jsonb", STEPS)
    shown = visitor.page(url)
    said = ("Step by step", "Not reached: EXAMINE.", "it refused &lt;b&gt; the login: check the password", "0.25 s")
    assert [text in shown for text in said] == [True] * 4


def test_a_test_shows_the_folders_to_choose_from(api: RunningApi, visitor: Visitor) -> None:
    api.add_account(folders=["INBOX"], sent_folder="Sent")
    url = visitor.post("/accounts/1/test").headers["location"]
    api.run(ADD_CHECK.format("poller"), UUID(url.rpartition("=")[2]), True, "works")
    api.run("UPDATE poller_check SET folders = %s::jsonb", FOLDERS)
    shown = visitor.page(url)
    said = ("3 folders to choose from", "&lt;b&gt; <span", '<span class="small">7 messages', "read as sent")
    assert [text in shown for text in said] == [True] * 4


def test_a_removed_account_is_on_no_overview(api: RunningApi, visitor: Visitor) -> None:
    api.add_account()
    visitor.post("/accounts/1/status", status="inactive")
    assert "paused" in visitor.page("/")
    api.client.delete("/accounts/1/")
    assert "paused" not in visitor.page("/")


def test_an_account_is_paused_and_activated(api: RunningApi, visitor: Visitor) -> None:
    api.add_account()
    visitor.post("/accounts/1/status", status="inactive")
    assert api.get("/accounts/1/")["status"] == "inactive"
    assert "It is paused" in visitor.page("/accounts/1")
    visitor.post("/accounts/1/status", status="active")
    assert api.get("/accounts/1/")["status"] == "active"


def test_a_paused_account_is_not_polled_and_says_why(api: RunningApi, visitor: Visitor) -> None:
    api.add_account(status="inactive")
    answer = visitor.post("/accounts/1/poll")
    assert (answer.status_code, "activate it first" in answer.text) == (HTTPStatus.CONFLICT, True)


EDIT = re.compile(r'name="(\w+)" type="(?:text|email|number)" value="([^"]*)"')
TICKED = re.compile(r'name="(\w+)" type="checkbox" value="on" checked')
HIDDEN = re.compile(r'type="hidden" name="version" value="(\d+)"')


def edited(page: str) -> dict[str, str]:
    """The form as a browser would send it back."""
    fields = dict(EDIT.findall(page)) | dict.fromkeys(TICKED.findall(page), "on")
    return fields | {"version": HIDDEN.findall(page)[0], "incoming_protocol": "imap", "account_type": "shared"}


def test_an_account_is_changed_in_every_field(api: RunningApi, visitor: Visitor) -> None:
    before = api.add_account(own_addresses=["a@company.test"], poll_frequency=60)
    form = edited(visitor.page("/accounts/1/edit"))
    changes = {"name": "Orders", "own_addresses": "", "department": "", "poll_frequency": "", "incoming_port": "1993"}

    answer = visitor.post("/accounts/1/edit", **{**form, **changes, "incoming_password": "new-Word-1"})

    assert answer.headers["location"] == "/accounts/1"
    after = api.get("/accounts/1/")
    assert {name: after[name] for name in after if after[name] != before[name]} == {
        "name": "Orders",
        "own_addresses": [],
        "department": "",
        "poll_frequency": None,
        "incoming_port": 1993,
        "version": 2,
    }


def test_a_form_that_was_not_touched_changes_nothing(api: RunningApi, visitor: Visitor) -> None:
    before = api.add_account()
    visitor.post("/accounts/1/edit", **edited(visitor.page("/accounts/1/edit")))
    after = api.get("/accounts/1/")
    assert {**after, "version": 0} == {**before, "version": 0}


def test_what_somebody_else_changed_is_not_overwritten(api: RunningApi, visitor: Visitor) -> None:
    api.add_account()
    form = edited(visitor.page("/accounts/1/edit"))
    visitor.post("/accounts/1/edit", **{**form, "name": "The first"})

    answer = visitor.post("/accounts/1/edit", **{**form, "name": "The second"})

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "read it again" in answer.text
    assert api.get("/accounts/1/")["name"] == "The first"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": ""}, "name"),
        ({"smtp_port": "0"}, "smtp port"),
        ({"incoming_server": "", "smtp_server": ""}, "give incoming_server, smtp_server or both"),
        ({"smtp_tls": "none"}, "allow_plaintext=true"),
        ({"ca_certificates": "no PEM"}, "holds no certificate"),
        ({"smtp_fingerprint": "AB"}, "must be a SHA-256 fingerprint"),
    ],
)
def test_a_wrong_change_is_said_and_not_made(
    api: RunningApi, visitor: Visitor, changes: dict[str, str], said: str
) -> None:
    before = api.add_account()
    answer = visitor.post("/accounts/1/edit", **{**edited(visitor.page("/accounts/1/edit")), **changes})

    assert (answer.status_code, said in answer.text) == (HTTPStatus.UNPROCESSABLE_ENTITY, True)
    assert api.get("/accounts/1/") == before


def test_an_account_is_removed_after_a_question(api: RunningApi, visitor: Visitor) -> None:
    api.add_account()
    assert "Its mail and threads stay" in visitor.page("/accounts/1/remove")
    assert visitor.post("/accounts/1/remove", version="7").status_code == HTTPStatus.PRECONDITION_FAILED

    assert visitor.post("/accounts/1/remove", version="1").headers["location"] == "/accounts"

    assert "No account yet" in visitor.page("/accounts")
    assert "It was removed" in visitor.page("/accounts/1")
    assert "<form" not in visitor.page("/accounts/1").partition("<main")[2]


OAUTH = {
    "auth": "oauth2",
    "oauth_provider": "microsoft",
    "oauth_client_id": "app-1",
    "oauth_refresh_token": "planted-refresh-token",
}
SET_TOKEN = """
UPDATE account_token SET state = %s, reason = 'the token server <b> refuses', expires_at = now() + interval '1 hour',
    login_ends_at = now() + interval '90 days'
"""
STATES = {
    "new": "mailweave accounts authorize --account-id 1",
    "ok": "It is logged in by OAuth2; its access token is good until",
    "refused": "somebody has to act, for",
    "unavailable": "it is asked again by itself, for",
}


@pytest.mark.parametrize(("state", "words"), STATES.items(), ids=STATES)
def test_how_a_login_by_oauth2_fares_is_shown(api: RunningApi, visitor: Visitor, state: str, words: str) -> None:
    api.add_account(**OAUTH)
    api.run(SET_TOKEN, state)

    page = visitor.page("/accounts/1")

    assert words in page
    assert ("the token server &lt;b&gt; refuses" in page) is (state in ("refused", "unavailable"))
    assert "planted-refresh-token" not in page


def test_an_account_by_oauth2_is_added_on_the_screen(api: RunningApi, visitor: Visitor) -> None:
    typed = {name: text for name, text in TYPED.items() if name != "incoming_password"}
    secret = {"oauth_client_secret": "planted-client-secret"}
    fields = {name: text for name, text in OAUTH.items() if name != "oauth_refresh_token"}

    refused = visitor.post("/accounts/new", **typed, **{**fields, "oauth_client_id": ""}, **secret)
    answer = visitor.post("/accounts/new", **typed, **fields, **secret)

    assert (refused.status_code, "needs oauth_client_id" in refused.text) == (HTTPStatus.UNPROCESSABLE_ENTITY, True)
    assert answer.status_code == HTTPStatus.SEE_OTHER, answer.text
    assert api.get("/accounts/1/")["oauth_provider"] == "microsoft"
    assert "planted-client-secret" not in refused.text + visitor.page("/accounts/1/edit")


def test_where_a_password_lies_is_typed_shown_and_taken_back_on_the_screen(api: RunningApi, visitor: Visitor) -> None:
    typed = {name: text for name, text in TYPED.items() if name != "incoming_password"}

    refused = visitor.post("/accounts/new", **typed, incoming_password_ref="file:/etc/shadow")
    added = visitor.post("/accounts/new", **typed, incoming_password_ref="file:ada")
    page, form = visitor.page("/accounts/1"), visitor.page("/accounts/1/edit")
    changed = visitor.post("/accounts/1/edit", **typed, incoming_password_ref="")

    assert (refused.status_code, "(EMAIL_SECRET_FILES_DIR)" in refused.text) == (HTTPStatus.UNPROCESSABLE_ENTITY, True)
    assert (added.status_code, changed.status_code) == (HTTPStatus.SEE_OTHER, HTTPStatus.SEE_OTHER), changed.text
    assert "by password, for receiving at file:ada" in page
    assert 'value="file:ada"' in form
    assert api.get("/accounts/1/")["incoming_password_ref"] == ""


HOSTILE = "<p>Ada <b>Shop</b></p><script>alert(1)</script><img src=https://spy.example/x.png onerror=alert(2)>"
ENDS = {
    "plain_signature": "Ada\n<Shop>",
    "html_signature": HOSTILE,
    "plain_footer": "Shop Ltd.",
    "html_footer": "<i>Ltd.</i>",
}


def test_what_mail_ends_with_is_shown_harmless(api: RunningApi, visitor: Visitor) -> None:
    api.add_account(**ENDS, members=["ada@company.test", "bob@company.test"])

    page, frame = visitor.page("/accounts/1"), visitor.client.get("/accounts/1/signature")

    assert 'src="/accounts/1/signature" sandbox="allow-popups allow-popups-to-escape-sandbox"' in page
    assert "Ada\n&lt;Shop&gt;\n\nShop Ltd." in page
    assert "ada@company.test, bob@company.test" in page
    assert "<p>Ada <b>Shop</b></p>" in frame.text
    assert "<i>Ltd.</i>" in frame.text
    assert [word for word in ("script>", ' src="http', "onerror", "alert") if word in frame.text] == []
    assert re.findall(r"[\w-]+=\S*spy\.example", frame.text) == ['data-remote-src="https://spy.example']
    assert "default-src 'none'" in frame.headers["Content-Security-Policy"]


def test_an_account_without_a_signature_has_no_frame(api: RunningApi, visitor: Visitor) -> None:
    api.add_account()
    assert "/signature" not in visitor.page("/accounts/1")
    assert "neither a signature nor a footer as HTML" in visitor.page("/accounts/1/signature", HTTPStatus.NOT_FOUND)


def test_what_mail_ends_with_is_typed_and_emptied_on_the_screen(api: RunningApi, visitor: Visitor) -> None:
    typed = {**TYPED, "members": "ada@company.test, bob@company.test", "plain_signature": "Ada\r\nShop"}

    visitor.post("/accounts/new", **typed, html_footer="<p>Ltd.</p>")
    added, form = api.get("/accounts/1/"), visitor.page("/accounts/1/edit")
    visitor.post("/accounts/1/edit", **typed | {"members": "", "plain_signature": "", "html_footer": ""})
    emptied = api.get("/accounts/1/")

    names = ("members", "plain_signature", "html_footer")
    assert [added[name] for name in names] == [["ada@company.test", "bob@company.test"], "Ada\nShop", "<p>Ltd.</p>"]
    assert ">\nAda\nShop</textarea>" in form
    assert [emptied[name] for name in names] == [[], "", ""]


def test_what_is_done_after_fetching_is_among_how_it_is_set_up(api: RunningApi, visitor: Visitor) -> None:
    api.add_account(after_fetch="move", after_fetch_folder="Done <b>", after_fetch_days=3)
    assert "it is moved to Done &lt;b&gt; on the server, 3 days later" in visitor.page("/accounts/1")
