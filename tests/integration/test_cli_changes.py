"""What REST can show, change and remove, by the command line."""

import csv
import io
import json
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest
import yaml
from psycopg.types.json import Jsonb

from tests.integration.arrived import arrive, letter
from tests.integration.planted_pages import Letter, plant_send, plant_thread
from tests.integration.rest import RunningApi
from tests.integration.terminal import Terminal, one_line
from tests.integration.test_api_lists import ADD_RECIPIENT, ADD_SEND
from tests.integration.test_api_rules import RULE, TEMPLATE

SUPPORT = "support@company.test"
TREE = '{"not": {"type": "subject_contains", "value": "newsletter"}}'
SEND_ID = "5a9d4a5b-1b7e-4f7e-8d3a-6f3c2d1e0b9a"


def assert_all_formats_say_the_same(mailweave: Terminal, command: Sequence[str]) -> None:
    document = json.loads(mailweave(*command, "--format", "json")[1])
    assert yaml.safe_load(mailweave(*command, "--format", "yaml")[1]) == document
    rows = document if isinstance(document, list) else document.get("rules", [document])
    read = list(csv.DictReader(io.StringIO(mailweave(*command, "--format", "csv")[1])))
    assert [list(row) for row in read] == [list(row) for row in rows] != []


def test_an_account_is_shown_corrected_rested_and_removed(
    mailweave: Terminal, api: RunningApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    api.add_account(email_address="suport@company.test", smtp_username="", incoming_username="")
    monkeypatch.setenv("MAIL_PASSWORD", "corrected-4")
    before = api.run("SELECT incoming_password, smtp_password FROM account_secret")
    corrected = ("--new-address", "support@company.test", "--incoming-server", "imap2.test", "--folder", "A")
    password = ("--password-env", "MAIL_PASSWORD")
    code, printed, _ = mailweave("accounts", "change", "--account-id", "1", *corrected, *password)
    fields = "email_address, folders, incoming_password, incoming_server, smtp_password"
    assert (code, printed.splitlines()[0]) == (0, f"account 1 ({SUPPORT}) is changed: {fields}")
    after = api.run("SELECT incoming_password, smtp_password FROM account_secret")
    assert [old != new for old, new in zip(before[0], after[0], strict=True)] == [True, True]
    shown = json.loads(mailweave("accounts", "show", "--account-id", "1", "--format", "json")[1])
    assert (shown["email_address"], shown["incoming_server"], shown["folders"]) == (
        "support@company.test",
        "imap2.test",
        ["A"],
    )
    printed = mailweave("accounts", "show", "--email-address", "support@company.test")[1]
    assert ("imap2.test" in printed, "corrected-4" in printed) == (True, False)
    assert "incoming password " not in printed.replace("incoming password ref", "")
    assert mailweave("accounts", "deactivate", "--account-id", "1")[1] == f"account 1 ({SUPPORT}) is inactive\n"
    assert mailweave("accounts", "activate", "--account-id", "1")[1] == "account 1 (support@company.test) is active\n"
    code, printed, _ = mailweave("accounts", "remove", "--account-id", "1", "--yes")
    assert (code, "its mail is kept, its address is free" in printed) == (0, True)
    assert mailweave("accounts", "list")[1].startswith("there are no accounts yet")
    code, _, error = mailweave("accounts", "activate", "--account-id", "1")
    assert (code, "was deleted at" in one_line(error)) == (1, True)
    code, _, error = mailweave("accounts", "change", "--account-id", "1")
    assert (code, "give what is to be changed" in one_line(error)) == (2, True)


def test_rules_and_templates_are_called_by_their_names(mailweave: Terminal, api: RunningApi) -> None:
    texts = ("--subject", "Re: {{subject}}", "--plain-content", "Hello {{customer_name}}")
    assert mailweave("templates", "add", "--name", "Thanks", *texts)[0] == 0
    assert api.get("/templates/1/")["variables"] == ["customer_name", "subject"]
    condition = ("--condition-type", "from_contains", "--condition-value", "@shop.test")
    assert mailweave("rules", "add", "--name", "Kettles", "--template", "Thanks", *condition)[0] == 0
    assert api.get("/rules/1/")["action_data"] == {"template_id": 1}
    assert mailweave("templates", "change", "Thanks", "--plain-content", "From {{account_name}}")[0] == 0
    assert api.get("/templates/1/")["variables"] == ["account_name", "subject"]
    assert (
        mailweave("rules", "change", "Kettles", "--template", "Thanks")[1] == "rule 1 (Kettles) is at version 2 now\n"
    )
    assert mailweave("rules", "disable", "Kettles")[1] == "rule 1 (Kettles) is off\n"
    assert mailweave("rules", "remove", "Kettles")[1] == "rule 1 is removed\n"
    assert mailweave("templates", "remove", "Thanks")[1] == "template 1 is removed\n"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["rules", "disable", "Kettles"], "there is no rule 'Kettles': `mailweave rules list` shows all"),
        (
            ["templates", "show", "Welcome Email"],
            "2 templates are called 'Welcome Email': say which by its number, 1 or 2",
        ),
    ],
    ids=["unknown", "several"],
)
def test_a_name_that_is_not_one(mailweave: Terminal, api: RunningApi, given: Sequence[str], said: str) -> None:
    for _ in range(2):
        api.post("/templates/", TEMPLATE, 201)
    code, _, error = mailweave(*given)
    assert (code, one_line(error)) == (1, said)


def plant_message(api: RunningApi) -> None:
    plant_thread(api, [Letter(0)])


@pytest.mark.parametrize("listed", ["messages", "sends"])
def test_a_list_is_waited_for(mailweave: Terminal, api: RunningApi, listed: str) -> None:
    api.add_account()
    code, _, error = mailweave(listed, "list", "--wait", "--timeout-s", "0")
    said = f"there is no such {listed[:-1]} after 0 s: `mailweave email-monitor` shows who waits"
    assert (code, one_line(error)) == (1, said)
    arriving = threading.Timer(1, plant_send if listed == "sends" else plant_message, [api])
    arriving.start()
    code, printed, _ = mailweave(listed, "list", "--wait")
    arriving.join()
    assert (code, len(printed.split("\n\n")[0].splitlines())) == (0, 2)


def test_rules_and_templates_are_changed_switched_and_removed(mailweave: Terminal, api: RunningApi) -> None:
    api.post("/templates/", TEMPLATE, 201)
    api.post("/rules/", {**RULE, "action_data": {"template_id": 1}}, 201)
    assert mailweave("rules", "disable", "1")[1] == f"rule 1 ({RULE['name']}) is off\n"
    assert mailweave("rules", "enable", "1")[1] == f"rule 1 ({RULE['name']}) is on\n"
    code, printed, _ = mailweave("rules", "change", "1", "--condition-value", "@other.test", "--name", "Other")
    assert (code, printed) == (0, "rule 1 (Other) is at version 4 now\n")
    assert api.get("/rules/1/")["condition"] == {"type": "from_contains", "value": "@other.test"}
    assert mailweave("rules", "change", "1", "--condition", TREE)[0] == 0
    assert api.get("/rules/1/")["condition"] == json.loads(TREE)
    code, _, error = mailweave("templates", "remove", "1")
    assert (code, "template 1 is in use by rule 1 (Other)" in one_line(error)) == (1, True)
    assert (
        mailweave("templates", "change", "1", "--subject", "Hi")[1]
        == "template 1 (Welcome Email) is at version 2 now\n"
    )
    versions = json.loads(mailweave("templates", "show", "1", "--versions", "--format", "json")[1])
    assert [version["subject"] for version in versions] == ["Hi", TEMPLATE["subject"]]
    assert mailweave("rules", "remove", "1")[1] == "rule 1 is removed\n"
    assert mailweave("templates", "remove", "1")[1] == "template 1 is removed\n"
    for command in ("rules", "templates"):
        code, _, error = mailweave(command, "show", "1")
        assert (code, "REST refused (404 Not Found): there is no " in one_line(error)) == (1, True)
    for arguments in ((), ("--condition", "[]"), ("--condition", TREE, "--condition-value", "x")):
        code, _, error = mailweave("rules", "change", "1", *arguments)
        assert code == 2, error


def test_a_message_is_found_read_written_to_a_file_and_explained(
    mailweave: Terminal, api: RunningApi, tmp_path: Path
) -> None:
    api.add_account()
    api.post("/templates/", TEMPLATE, 201)
    api.post("/rules/", {**RULE, "action_data": {"template_id": 1}}, 201)
    raw = bytes(letter("Invoice \x1b[31m7", {"a.bin": ("image/png", b"\x00\x01bytes")}))
    mail_id = str(arrive(api, raw))
    (listed,) = json.loads(mailweave("messages", "list", "--account-id", "1", "--format", "json")[1])
    assert listed["id"] == mail_id
    printed = mailweave("messages", "show", mail_id)[1]
    assert ("attachment 0: a.bin (image/png, 7 bytes)" in printed, "The text of " in printed) == (True, True)
    assert "\x1b" not in printed + mailweave("messages", "list")[1]
    said = {"address": "gone@x.test", "action": "failed", "reason": "userunknown", "status": "5.1.1"}
    report = {"kind": "dsn", "original_message_id": None, "feedback_type": None}
    recipient = {**said, "diagnostic_code": "550 5.1.1 no", "remote_mta": None}
    api.run("UPDATE message SET report = %s", Jsonb({**report, "recipients": [recipient]}))
    printed = mailweave("messages", "show", mail_id)[1]
    assert "report: gone@x.test: failed, userunknown, 5.1.1, 550 5.1.1 no\n" in printed
    html = '<i hidden>smuggled</i><img src="http://a.example/"><a href="http://evil.example/">bank.example</a>'
    api.run("UPDATE message SET html_body = %s", html)
    printed = mailweave("messages", "show", mail_id)[1]
    assert "\nremote images: 1, not loaded\nhidden text (preheader, hidden attribute): smuggled\n" in printed
    assert "\ndeceptive link: bank.example names bank.example, leads to evil.example\n" in printed
    for arguments, content in ((("eml", mail_id), raw), (("attachment", mail_id, "0"), b"\x00\x01bytes")):
        into = tmp_path / arguments[0]
        assert mailweave("messages", *arguments, "--into", str(into))[0] == 0
        assert into.read_bytes() == content
        code, _, error = mailweave("messages", *arguments, "--into", str(into))
        assert (code, "cannot be written (File exists)" in one_line(error)) == (1, True)
    code, _, error = mailweave("messages", "attachment", mail_id, "3")
    assert (code, "has no attachment 3" in one_line(error)) == (1, True)
    printed = mailweave("messages", "why", mail_id)[1]
    assert (printed.startswith("rule 1 ("), "version 1): fired\n" in printed) == (True, True)
    assert "\n  yes from_contains @newcustomer.com\n" in printed
    thread_id, customer_id = listed["thread_id"], json.loads(mailweave("customers", "list", "--format", "json")[1])[0]
    assert "ada@newcustomer.com" in mailweave("customers", "show", customer_id["customer_id"])[1]
    assert thread_id in mailweave("threads", "list", "--status", "open")[1]
    assert mail_id in mailweave("threads", "show", thread_id)[1]
    messages = ("messages", "show", mail_id), ("messages", "why", mail_id), ("messages", "list")
    others = ("threads", "list"), ("threads", "show", thread_id), ("customers", "list"), ("rules", "show", "1")
    for command in (
        *messages,
        *others,
        ("templates", "show", "1", "--versions"),
        ("accounts", "show", "--account-id=1"),
    ):
        assert_all_formats_say_the_same(mailweave, command)


def test_sends_are_listed_shown_and_cancelled_only_while_they_wait(mailweave: Terminal, api: RunningApi) -> None:
    api.add_account()
    assert mailweave("sends", "list")[1] == "no sends\n"
    api.run(ADD_SEND, SEND_ID, 1, "sent", "Hello", 0)
    api.run(ADD_RECIPIENT, SEND_ID, "to@x.test", "sent")
    assert SEND_ID in mailweave("sends", "list", "--state", "sent", "--recipient", "TO@x.test")[1]
    assert mailweave("sends", "list", "--state", "waiting")[1] == "no sends\n"
    assert "to@x.test: sent" in mailweave("sends", "show", SEND_ID)[1]
    for command in (("sends", "list"), ("sends", "show", SEND_ID)):
        assert_all_formats_say_the_same(mailweave, command)
    code, _, error = mailweave("sends", "cancel", SEND_ID)
    assert (code, "cannot be cancelled: it is sent already" in one_line(error)) == (1, True)
