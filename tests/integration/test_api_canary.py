"""Canaries over REST, the command line and the screen: set, refused with a sentence, shown, and not among the sends."""

from collections.abc import Mapping

import pytest

from tests.integration.rest import ACCOUNT, RunningApi
from tests.integration.terminal import Terminal, one_line
from tests.integration.visitor import visiting

ADD_CANARY = """
INSERT INTO canary (send_id, account_id, due_at, asked_at, told_at, state, seen_at, seen_folder, said)
VALUES (gen_random_uuid(), %s, %s, %s, %s, %s, %s, %s, %s)
"""
ADD_SEND = """
INSERT INTO send (send_id, account_id, kind, state, request, created_at)
VALUES (gen_random_uuid(), %s, %s, 'sent', '{}', now())
"""
ADD_GAP = """
INSERT INTO fetch_gap (account_id, folder, uidvalidity, uid, reason, size_bytes, detail, closed_at, closed_as)
VALUES (%s, 'INBOX', 1, 1, 'canary', 1, '', now(), 'canary')
"""
SEEN = ("2026-11-29 12:00Z", "2026-11-29 12:00Z", "2026-11-29 12:00Z", "seen", "2026-11-29 12:00:07Z", "INBOX", "")
LOST = ("2026-11-29 12:15Z", "2026-11-29 12:15Z", "2026-11-29 12:15Z", "overdue", None, None, "it was not seen")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"canary_every_s": 59}, "canary_every_s=59 is too often: give 60 to 86400 seconds, or 0 for no canaries"),
        ({"canary_every_s": 86_401}, "canary_every_s: "),
        ({"canary_every_s": -1}, "canary_every_s: "),
        ({"canary_every_s": "60"}, "canary_every_s: "),
        ({"canary_every_s": 60, "smtp_server": ""}, "canary_every_s needs smtp_server"),
        ({"canary_every_s": 60, "incoming_server": ""}, "canary_every_s needs incoming_server"),
    ],
    ids=["too often", "too rarely", "negative", "a text", "sends nothing", "receives nothing"],
)
def test_what_cannot_be_is_refused_with_a_sentence(
    api: RunningApi, changes: Mapping[str, object], sentence: str
) -> None:
    assert sentence in api.post("/accounts/", {**ACCOUNT, **changes}, 422)["detail"]
    account_id = api.add_account()["id"]
    refused = api.client.patch(f"/accounts/{account_id}/", json=changes)
    assert (refused.status_code, sentence in refused.json()["detail"]) == (422, True)


def test_how_they_fare_is_shown_and_they_are_not_among_sends_and_gaps(api: RunningApi, mailweave: Terminal) -> None:
    account_id = api.add_account(canary_every_s=900)["id"]
    for row in (SEEN, LOST):
        api.run(ADD_CANARY, account_id, *row)
    for kind in ("request", "canary"):
        api.run(ADD_SEND, account_id, kind)
    api.run(ADD_GAP, account_id)
    shown = api.get(f"/accounts/{account_id}/")
    names = ("canary_every_s", "canary_seen_folder", "canary_round_trip_s", "canary_said")
    assert [shown[name] for name in names] == [900, "INBOX", 7.0, "it was not seen"]
    assert shown["canary_seen_at"].startswith("2026-11-29T12:00:07")
    assert [send["kind"] for send in api.get("/sends/")["results"]] == ["request"]
    assert [send["kind"] for send in api.get("/sends/?kind=canary")["results"]] == ["canary"]
    picture = api.get("/monitor/")
    assert (picture["totals"]["sends"], picture["totals"]["fetch_gaps"]) == ({"sent": 1}, {})
    assert picture["accounts"][0]["canary_said"] == "it was not seen"
    assert f"{ACCOUNT['email_address']}: it was not seen" in mailweave("email-monitor")[1]
    with visiting(api) as visitor:
        visitor.log_in()
        page = visitor.page(f"/accounts/{account_id}")
        assert "Last canary: seen" in page
        assert "it was not seen" in page
        assert 'name="canary_every_s"' in visitor.page(f"/accounts/{account_id}/edit")


def test_the_command_line_sets_them_and_takes_them_away(api: RunningApi, mailweave: Terminal) -> None:
    account_id = str(api.add_account()["id"])
    assert mailweave("accounts", "change", "--account-id", account_id, "--canary-every-s", "900")[0] == 0
    assert api.get(f"/accounts/{account_id}/")["canary_every_s"] == 900
    code, _, error = mailweave("accounts", "change", "--account-id", account_id, "--canary-every-s", "5")
    assert (code, "canary_every_s=5 is too often" in one_line(error)) == (1, True)
    assert mailweave("accounts", "change", "--account-id", account_id, "--canary-every-s", "0")[0] == 0
    assert api.get(f"/accounts/{account_id}/")["canary_every_s"] == 0
