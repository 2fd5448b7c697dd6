"""What commands print: tables that fit 80 columns with every word whole, and the same in json, yaml and csv."""

import csv
import io
import json
from collections.abc import Mapping
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from services.cli.configuration import accounts, discovery, rules
from services.cli.dead_letters import listing
from services.cli.doctor import command as doctor
from services.cli.installation import acls
from services.cli.installation import commands as installation
from services.cli.mail import connectivity, folders, imports, messages, poll_log, sends, threads
from services.cli.operating import audit_report, key_work, monitor
from services.cli.options import OutputFormat
from services.cli.output.formats import csv_text, json_text, yaml_text
from services.cli.output.show import Columns, in_words, show_list, show_one
from services.cli.table import block_lines, table_lines

ADDRESS = "customer.support.department@mail.subsidiary.company.example"
SENTENCE = "the server said that it cannot show what was asked for before somebody has corrected the password"
ACCOUNT = {
    "id": 123456,
    "account_id": 123456,
    "email_address": ADDRESS,
    "status": "inactive",
    "is_healthy": False,
    "last_error_message": SENTENCE,
    "last_good_poll_at": "2026-11-29T12:31:07.123456Z",
    "receiving_state": "failing",
    "receiving_kind": "auth",
    "receiving_reason": SENTENCE,
    "receiving_since": "2026-11-29T12:31:07.123456Z",
    "receiving_next_try_at": None,
    "receiving_proof_at": "2026-11-29T12:31:07.123456Z",
    "canary_said": SENTENCE,
    "sending_state": "waiting",
    "sending_reason": SENTENCE,
    "incoming_protocol": "imap",
    "incoming_server": "imap.company.example",
    "polls": 1440,
    "failed_polls": 1440,
    "messages_found": 1_234_567,
    "messages_processed": 1_234_567,
}
RULE = {
    "id": 123456,
    "priority": 1_000_000,
    "name": f"Rule for {SENTENCE}",
    "account_id": 123456,
    "condition_type": None,
    "condition": {"all": [{"type": "from_contains", "value": ADDRESS}, {"not": {"type": "x", "value": SENTENCE}}]},
    "action_data": {"template_id": 123456},
    "is_active": True,
}
TEMPLATE = {"id": 123456, "version": 1234, "name": SENTENCE, "subject": SENTENCE, "variables": ["subject", "name"] * 9}
LETTER = {
    "topic": "connectivity.requested",
    "offset": "11:123456789",
    "set_aside_at": "2026-11-29T12:31:07.123456+00:00",
    "origin": "connectivity.requested 11:123456789",
    "state": "put back",
    "times": 12,
}
UUID = "5a9d4a5b-1b7e-4f7e-8d3a-6f3c2d1e0b9a"
SEND = {
    "send_id": UUID,
    "account_id": 123456,
    "created_at": "2026-11-29T12:31:07.123456Z",
    "state": "suppressed",
    "recipients": [{"address": ADDRESS}] * 3,
    "subject": SENTENCE,
}
MESSAGE = {
    "id": UUID,
    "account_id": 123456,
    "received_at": None,
    "sent_at": "2026-11-29T12:31:07.123456Z",
    "from_email": ADDRESS,
    "subject": SENTENCE,
    "status": "threaded",
}
THREAD = {
    "thread_id": UUID,
    "account_id": 123456,
    "last_message_at": "2026-11-29T12:31:07.123456Z",
    "message_count": 1234,
    "status": "archived",
    "linked_customer": {"name": SENTENCE},
    "subject": SENTENCE,
}
CUSTOMER = {"customer_id": UUID, "name": SENTENCE, "addresses": [ADDRESS] * 3}
BALANCE = {"address": ADDRESS, "seen": 1_234_567, "copies": 1_234_567, "gaps": 1234, "mails": 1_234_567}
BALANCE |= {"ruled": 1_234_567, "requests": 1_234_567, "unaccounted": 1_234_567}
IMPORT = {
    "import_id": "00000000-0000-0000-0000-000000000009",
    "account_id": 1,
    "requested_at": "2026-11-29T12:00:00Z",
    "since": "2024-01-01",
    "state": "running",
    "found": 12345,
    "done": 1234,
    "failed": 1,
}
STEP = {"name": "certificate", "state": "failed", "happened": SENTENCE, "duration_s": 12.5, "next_step": SENTENCE}
FOLDER = {"name": SENTENCE, "role": "archive", "messages": 1_234_567, "read": "as sent"}
PRESET = {
    "key": "microsoft365",
    "name": "Microsoft 365",
    "incoming": {"host": "outlook.office365.com", "port": 993},
    "smtp": {"host": "smtp.office365.com", "port": 587},
}
LOOK = {"source": "well_known", "outcome": "refused", "detail": SENTENCE}
KEY: Mapping[str, Any] = {"key_id": "0badc0de", "standing": "wraps", "mails": 12_345_678, "logins": 1_234}
FINDING = {"check": "mail servers", "state": "warning", "seen": SENTENCE, "next_step": SENTENCE}
RIGHT = {
    "service": "threader",
    "resource": "topic",
    "name": "connectivity.requested.dlq",
    "operations": ["Read", "Write", "Create", "DescribeConfigs", "AlterConfigs"],
}
POLL: Mapping[str, Any] = {
    "started_at": "2026-11-29T14:00:58.791190Z",
    "finished_at": "2026-11-29T14:02:17.502997Z",
    "status": "running",
    "polls": 12_345,
    "messages_found": 123_456,
    "messages_processed": 123_456,
}
TABLES: Mapping[str, tuple[Columns, Mapping[str, Any]]] = {
    "accounts list": (accounts.COLUMNS, ACCOUNT),
    "email-monitor": (monitor.COLUMNS, ACCOUNT),
    "accounts presets": (discovery.PRESET_COLUMNS, PRESET),
    "accounts discover": (discovery.LOOK_COLUMNS, LOOK),
    "rules list": (rules.RULE_COLUMNS, RULE),
    "templates list": (rules.TEMPLATE_COLUMNS, TEMPLATE),
    "dlq list": (listing.COLUMNS, LETTER),
    "audit": (audit_report.COLUMNS, BALANCE),
    "accounts polls": (poll_log.COLUMNS, POLL),
    "sends list": (sends.COLUMNS, SEND),
    "imports list": (imports.COLUMNS, IMPORT),
    "test-email-connectivity": (connectivity.STEP_COLUMNS, STEP),
    "accounts folders": (folders.COLUMNS, FOLDER),
    "migrate": (installation.MIGRATION_COLUMNS, {"applied": "threader-0012-what-was-observed"}),
    "messages list": (messages.COLUMNS, MESSAGE),
    "threads list": (threads.THREAD_COLUMNS, THREAD),
    "threads show": (threads.MESSAGE_COLUMNS, MESSAGE),
    "keys list": (key_work.COLUMNS, KEY),
    "doctor": (doctor.COLUMNS, FINDING),
    "topics acls": (acls.COLUMNS, RIGHT),
    "customers list": (threads.CUSTOMER_COLUMNS, CUSTOMER),
}
SHORT = dict.fromkeys(("email_address", "address", "from_email"), "support@company.test")
WIDTHS = dict.fromkeys(("sends list", "messages list", "threads list", "imports list"), 120)
"""Where a row with a UUID and more than three other columns needs more than 80; there it is a block."""


@pytest.fixture(autouse=True)
def _terminal_of_eighty_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("terminal", "output.show"):
        monkeypatch.setattr(f"services.cli.{module}.width", lambda: 80)


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("changes", [{}, SHORT], ids=["long address", "short address"])
def test_a_table_with_long_values_fits_80_columns_and_keeps_its_words(
    name: str, changes: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    columns, item = TABLES[name]
    item = {**item, **{field: value for field, value in changes.items() if field in item}}
    below = [f"{ADDRESS}: {SENTENCE}", *audit_report.LEGEND, monitor.LEGEND]
    show_list([item] * 2, columns, OutputFormat.TABLE, empty="", below=below)
    printed = capsys.readouterr().out
    assert [line for line in printed.splitlines() if cell_len(line) > 80] == []
    cells = (in_words(item[each] if isinstance(each, str) else each(item)) for each in columns.values())
    assert [word for cell in cells for word in cell.split() if word not in printed.split()] == []


@pytest.mark.parametrize("name", TABLES)
def test_a_table_of_short_values_has_a_line_for_each_row(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("services.cli.terminal.width", lambda: WIDTHS.get(name, 80))
    columns, item = TABLES[name]
    short = {field: SHORT.get(field, "Thanks" if value == SENTENCE else value) for field, value in item.items()}
    short |= {"name": "Thanks", "variables": ["name"], "condition": {"type": "from_contains", "value": "@new.test"}}
    short |= {"recipients": [{"address": "a@new.test"}], "addresses": ["a@new.test"], "linked_customer": {"name": "A"}}
    show_list([short] * 2, columns, OutputFormat.TABLE, empty="")
    head = capsys.readouterr().out.splitlines()[0]
    assert (head.split()[0], head) == (next(iter(columns)).upper(), head.upper())


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (None, ["ID  WHAT HAPPENED      WHO", "1   it broke off here  a@b.test"]),
        (24, ["ID  WHAT        WHO", "    HAPPENED", "1   it broke    a@b.test", "    off here"]),
        (27, ["ID  WHAT HAPPENED  WHO", "1   it broke off   a@b.test", "    here"]),
        (
            20,
            [
                "id             1",
                "what happened  it",
                "               broke",
                "               off",
                "               here",
            ],
        ),
    ],
    ids=["pipe", "narrow", "enough", "blocks"],
)
def test_only_whole_words_go_to_the_next_line(width: int | None, expected: list[str]) -> None:
    lines = table_lines(["id", "what happened", "who"], [["1", "it broke off here", "a@b.test"]], width)
    assert lines[: len(expected)] == expected


@given(
    st.lists(st.lists(st.text("ab 日", max_size=30), min_size=3, max_size=3), min_size=1, max_size=4),
    st.integers(min_value=1, max_value=100),
)
def test_no_word_is_ever_broken(rows: list[list[str]], width: int) -> None:
    lines = table_lines(["one", "two", "three"], rows, width)
    words = [word for row in rows for cell in row for word in cell.split()]
    printed = [word for line in lines for word in line.split()]
    assert [word for word in words if word not in printed] == []
    assert [line for line in lines if cell_len(line) > width and len(line.split()) > 2] == []


HOSTILE = {"subject": "\x1b[31m\x9b2J\u202egpj", "name": "Grüße 日本", "n": -1, "none": None, "list": [1, "a"]}


@pytest.mark.parametrize("output", list(OutputFormat), ids=str)
def test_nothing_from_outside_acts_on_the_terminal(output: OutputFormat, capsys: pytest.CaptureFixture[str]) -> None:
    show_list([HOSTILE], {"subject": "subject"}, output, empty="")
    show_one(HOSTILE, output)
    printed = capsys.readouterr().out
    assert [each for each in printed if not each.isprintable() and each != "\n"] == []


documents = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(documents)
def test_json_and_yaml_are_read_back_as_they_were(document: object) -> None:
    assert json.loads(json_text(document)) == document
    assert yaml.safe_load(yaml_text(document)) == document


@pytest.mark.parametrize("text", ["yes", "null", "1e3", "2026-11-29", "~", "- a", "a: b", "", " x", "0x1F", "#"])
def test_a_text_that_yaml_could_take_for_something_else_stays_a_text(text: str) -> None:
    assert yaml.safe_load(yaml_text({"text": text, "list": [text]})) == {"text": text, "list": [text]}


def test_csv_has_every_field_of_every_row() -> None:
    rows: list[dict[str, object]] = [
        {"id": 1, "name": 'a "b", c', "folders": ["A", "B"]},
        {"id": 2, "is_active": True, "name": None},
    ]
    read = list(csv.DictReader(io.StringIO(csv_text(rows))))
    assert read == [
        {"id": "1", "name": 'a "b", c', "folders": '["A", "B"]', "is_active": ""},
        {"id": "2", "name": "", "folders": "", "is_active": "true"},
    ]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)"])
def test_a_strangers_text_is_no_formula_of_a_spreadsheet(text: str) -> None:
    assert csv_text([{"subject": text, "count": -1}]) == f"subject,count\n'{text},-1\n"


def test_an_empty_list_is_said_to_a_person_and_empty_for_a_program(capsys: pytest.CaptureFixture[str]) -> None:
    printed = []
    for output in OutputFormat:
        show_list([], {"id": "id"}, output, empty="there is nothing yet")
        printed.append(capsys.readouterr().out)
    assert printed == ["there is nothing yet\n", "[]\n", "[]\n", ""]


def test_what_is_more_than_the_rows_goes_to_json_and_yaml(capsys: pytest.CaptureFixture[str]) -> None:
    printed = []
    for output in OutputFormat:
        show_list([{"id": 1}], {"id": "id"}, output, empty="", whole={"rows": 1}, below=["one row"])
        printed.append(capsys.readouterr().out)
    assert printed == ["ID\n1\n\none row\n", '{\n  "rows": 1\n}\n', "rows: 1\n", "id\n1\n"]


def test_one_thing_is_a_line_for_each_field(capsys: pytest.CaptureFixture[str]) -> None:
    show_one({"id": 7, "is_active": False, "folders": [], "last_error": ""}, OutputFormat.TABLE)
    assert capsys.readouterr().out == "id          7\nis active   no\nfolders     -\nlast error  -\n"
    assert block_lines(["a"], ["one two"], 6) == ["a  one", "   two"]
