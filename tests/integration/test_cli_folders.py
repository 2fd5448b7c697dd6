"""`mailweave accounts folders`: what a mailbox has to choose from, as the poller found it on a real Dovecot."""

import json
from collections.abc import Callable, Sequence
from typing import Any
from uuid import uuid4

import pytest

from shared.events import ConnectivityRequested
from shared.events.topics import CONNECTIVITY_REQUESTED
from tests.harness.dovecot import Dovecot
from tests.harness.wait import eventually
from tests.integration.poller import PASSWORD, Bench
from tests.integration.rest import RunningApi
from tests.integration.terminal import Answering, Terminal, one_line

ADD_CHECK = "INSERT INTO poller_check (check_id, account_id, ok, message, folders) VALUES (%s, 1, %s, %s, %s::jsonb)"
FOUND: Sequence[dict[str, Any]] = [
    {"name": "INBOX", "role": "", "messages": 12},
    {"name": "Sent", "role": "sent", "messages": None},
    {"name": "A \x1b[1mB", "role": "", "messages": 0},
]
TABLE = [
    ["FOLDER", "ROLE", "MESSAGES", "READ"],
    ["INBOX", "-", "12", "yes"],
    ["Sent", "sent", "-", "as sent"],
    [r"A \x1b[1mB", "-", "0", "-"],
]


def answering(api: RunningApi, folders: Sequence[dict[str, Any]], *, is_ok: bool = True) -> Callable[[Any], None]:
    def answer(event: Any) -> None:
        assert isinstance(event, ConnectivityRequested)
        assert event.test_type == "incoming"
        api.run(ADD_CHECK, event.check_id, is_ok, "535 wrong password", json.dumps(folders))

    return answer


@pytest.mark.parametrize("is_ok", [True, False], ids=["works", "one folder does not open"])
def test_the_folders_are_a_table(mailweave: Terminal, api: RunningApi, *, is_ok: bool) -> None:
    api.add_account(folders=["INBOX"], sent_folder="Sent")
    with Answering(api, CONNECTIVITY_REQUESTED, answering(api, FOUND, is_ok=is_ok)):
        code, printed, _ = mailweave("accounts", "folders", "--account-id", "1")
    *table, hint = printed.splitlines()
    cells = [[cell.strip() for cell in line.split("  ") if cell.strip()] for line in table]
    assert (code, cells) == (0, TABLE)
    assert hint == "to read others too: mailweave accounts change --account-id 1 --folder NAME --folder NAME …"


def test_the_folders_are_a_document_for_a_program(mailweave: Terminal, api: RunningApi) -> None:
    api.add_account(folders=["INBOX"], sent_folder="Sent")
    with Answering(api, CONNECTIVITY_REQUESTED, answering(api, FOUND)):
        code, printed, _ = mailweave("accounts", "folders", "--account-id", "1", "--format", "json")
    read = ["yes", "as sent", ""]
    assert (code, json.loads(printed)) == (0, [{**each, "read": how} for each, how in zip(FOUND, read, strict=True)])


def test_a_mailbox_that_lists_nothing_says_why(mailweave: Terminal, api: RunningApi) -> None:
    api.add_account()
    with Answering(api, CONNECTIVITY_REQUESTED, answering(api, [], is_ok=False)):
        code, printed, error = mailweave("accounts", "folders", "--account-id", "1")
    assert (code, printed) == (1, "imap failed: 535 wrong password\n")
    assert one_line(error) == "the server listed no folder, see above"


def test_over_pop3_there_are_no_folders(mailweave: Terminal, api: RunningApi) -> None:
    api.add_account(incoming_protocol="pop3")
    code, _, error = mailweave("accounts", "folders", "--account-id", "1")
    assert (code, "only IMAP has folders" in one_line(error)) == (2, True)


@pytest.mark.dovecot
async def test_a_real_server_tells_names_roles_and_counts(bench: Bench, dovecot: Dovecot) -> None:
    address = f"folders{uuid4().hex[:6]}@folders.example"
    dovecot.add_user(address, PASSWORD)
    dovecot.deliver(address, b"Subject: one\r\n\r\n", "Entw&APw-rfe 1")
    account_id = bench.add_account(
        address, incoming_protocol="imap", incoming_port=dovecot.server.imap, incoming_tls="none", allow_plaintext=True
    )
    check_id = uuid4()
    async with bench.poller() as run:
        await bench.live(account_id)
        await run.publisher.publish([ConnectivityRequested(account_id=account_id, check_id=check_id)])
        query = "SELECT folders FROM read_poller_check WHERE check_id = %s"
        [check] = await eventually(lambda: bench.rows(query, check_id), deadline_s=20)
    assert check["folders"] == [
        {"name": "INBOX", "role": "", "messages": 0},
        {"name": "Sent", "role": "sent", "messages": 0},
        {"name": "Trash", "role": "trash", "messages": 0},
        {"name": "Entwürfe 1", "role": "", "messages": 1},
    ]
