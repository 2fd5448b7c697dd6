"""Imports over REST, the command line and the screen: asked for, looked at, left off, refused in a sentence."""

import time
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from shared.events import ImportRequested
from shared.events.topics import IMPORT_REQUESTED
from tests.integration.rest import RunningApi
from tests.integration.terminal import Terminal

ADD = """
INSERT INTO import_job (import_id, account_id, since, state, said, rate, requested_at, started_at)
VALUES (%s, %s, '2024-01-01', %s, %s, 50, now(), now())
"""
ADD_FOLDER = """
INSERT INTO import_folder (import_id, folder, position, state, found, read, known, failed)
VALUES (%s, %s, %s, 'running', 100, 20, 5, 1)
"""
TOMORROW = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()


def requests(api: RunningApi) -> list[ImportRequested]:
    return [ImportRequested.from_record(record.value, ()) for record in api.records(IMPORT_REQUESTED)]


def known(api: RunningApi, account_id: int, state: str = "running", said: str = "") -> str:
    """An import as the poller keeps it."""
    import_id = str(uuid4())
    api.run(ADD, import_id, account_id, state, said)
    for position, folder in enumerate(("INBOX", "Archive")):
        api.run(ADD_FOLDER, import_id, folder, position)
    return import_id


def test_what_is_asked_for_reaches_the_poller(api: RunningApi) -> None:
    account = api.add_account(folders=["INBOX", "Sent"])
    asked = {"account_id": account["id"], "since": "2024-01-31", "until": "2024-02-01", "folders": ["inbox", "Old"]}
    accepted = api.post("/imports/", asked, 202)
    api.post("/imports/", {"account_id": account["id"], "since": "2024-01-31"}, 202)
    first, second = requests(api)
    assert (first.folders, first.action) == (("INBOX", "Old"), "start")
    assert accepted["state_url"] == f"/api/email/imports/{first.import_id}/"
    assert "the poller does not know the import" in api.get(f"/imports/{first.import_id}/", 404)["detail"]
    assert (str(first.since), str(first.until)) == ("2024-01-31", "2024-02-01")
    assert (second.folders, second.until) == (("INBOX", "Sent"), None)


@pytest.mark.parametrize(
    ("changes", "status", "sentence"),
    [
        pytest.param({"since": TOMORROW}, 409, "lies ahead", id="the future"),
        pytest.param({"until": "2023-12-31"}, 409, "lies before since", id="nothing between"),
        pytest.param({"since": "2024-1-1"}, 422, "must be a day, as in 2026-01-31", id="no day"),
        pytest.param({"since": 0}, 422, "must be a day, as in 2026-01-31", id="a number"),
        pytest.param({"account_id": 4711}, 404, "there is no account 4711", id="no account"),
        pytest.param({"folders": [""]}, 422, "at least 1", id="a folder without a name"),
    ],
)
def test_what_cannot_be_is_refused(api: RunningApi, changes: dict[str, Any], status: int, sentence: str) -> None:
    account = api.add_account()
    document = {"account_id": account["id"], "since": "2024-01-01", **changes}
    assert sentence in api.post("/imports/", document, status)["detail"]
    assert requests(api) == []


@pytest.mark.parametrize(
    ("account", "sentence"),
    [
        pytest.param({"incoming_protocol": "pop3"}, "POP3, which shows neither folders nor", id="POP3"),
        pytest.param({"status": "inactive"}, "is inactive: activate it first", id="inactive"),
        pytest.param({"incoming_server": ""}, "has no incoming_server", id="only sends"),
    ],
)
def test_an_account_that_has_no_history_to_bring_in(api: RunningApi, account: dict[str, Any], sentence: str) -> None:
    found = api.add_account(**account)
    assert sentence in api.post("/imports/", {"account_id": found["id"], "since": "2024-01-01"}, 409)["detail"]


def test_how_far_it_is_and_the_end_of_it(api: RunningApi) -> None:
    account = api.add_account()
    import_id = known(api, account["id"])
    shown = api.get(f"/imports/{import_id}/")
    assert (shown["found"], shown["done"], shown["failed"], shown["rate_per_s"], shown["eta_s"]) == (200, 50, 2, 50, 3)
    assert [folder["folder"] for folder in shown["folders"]] == ["INBOX", "Archive"]
    assert api.get(f"/imports/?account_id={account['id']}&state=running")["results"] == [shown]
    assert api.get("/imports/?state=done")["results"] == []
    api.post(f"/imports/{import_id}/cancel/", {}, 202)
    (asked,) = requests(api)
    assert (str(asked.import_id), asked.action, asked.account_id) == (import_id, "cancel", account["id"])
    ended = known(api, account["id"], "done")
    assert "it is done already" in api.post(f"/imports/{ended}/cancel/", {}, 409)["detail"]


def test_the_command_line(api: RunningApi, mailweave: Terminal) -> None:
    account = api.add_account()
    code, out, _ = mailweave("import", "--account", account["email_address"], "--since", "2024-01-31", "--no-follow")
    (asked,) = requests(api)
    assert code == 0
    assert f"mailweave imports follow {asked.import_id}" in out
    import_id = known(api, account["id"], "failed", "no such folder")
    code, out, error = mailweave("imports", "follow", import_id)
    assert code == 1
    assert "found 200, done 50, failed 2" in out
    assert "no such folder" in error
    assert import_id in mailweave("imports", "list")[1]
    assert "Archive: running, 20 read, 5 known already, 1 failed of 100" in mailweave("imports", "show", import_id)[1]
    running = known(api, account["id"])
    assert mailweave("imports", "cancel", running)[0] == 0
    assert requests(api)[-1].action == "cancel"


def test_ctrl_c_leaves_it_running_and_says_how_to_go_on(
    api: RunningApi, mailweave: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_id = known(api, api.add_account()["id"])

    def interrupted(_: float) -> None:
        raise KeyboardInterrupt

    clock = SimpleNamespace(sleep=interrupted, monotonic=time.monotonic)
    monkeypatch.setattr("services.cli.mail.imports.time", clock)
    code, out, _ = mailweave("imports", "follow", import_id)
    assert code == 130
    assert f"import {import_id} goes on in the poller" in out
    assert f"mailweave imports follow {import_id}" in out
    assert f"mailweave imports cancel {import_id}" in out
    assert requests(api) == []
