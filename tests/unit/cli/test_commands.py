"""What commands decide without asking anybody."""

import os
from pathlib import Path

import pytest

from services.cli.dead_letters.show import shown
from services.cli.health import error_lines, state_of
from services.cli.installation.topics import wanted_topics
from services.cli.mail import connectivity
from services.cli.mail.polling import reason_to_skip
from services.cli.settings import CliSettings
from services.cli.terminal import visible
from shared.events.topics import TOPICS
from shared.settings import Settings

STATES = {
    "well": ({"receiving_state": "ok", "sending_state": "ok"}, "ok"),
    "not yet tried": ({"receiving_state": "unknown", "sending_state": None}, "not polled yet"),
    "only sends": ({"receiving_state": None, "sending_state": "ok"}, "sends only"),
    "paused": ({"receiving_state": "paused"}, "paused"),
    "refused": ({"receiving_state": "failing", "receiving_kind": "auth"}, "failing (auth)"),
    "sending waits": ({"receiving_state": "ok", "sending_state": "waiting"}, "ok; sending is waiting"),
}
UNTROUBLED = {"email_address": "a@b.test", "receiving_kind": None, "receiving_since": "2026-11-29T12:31:07.123456Z"}
UNTROUBLED |= {"receiving_reason": "it is so", "receiving_next_try_at": None}


@pytest.mark.parametrize(("account", "said"), STATES.values(), ids=STATES)
def test_the_state_of_an_account_in_a_word(account: dict[str, object], said: str) -> None:
    assert state_of({**UNTROUBLED, **account}) == said


@pytest.mark.parametrize(
    ("account", "lines"),
    [
        pytest.param({"receiving_state": "ok"}, [], id="well"),
        pytest.param({"receiving_state": "paused"}, [], id="paused"),
        pytest.param(
            {"receiving_state": "failing", "receiving_kind": "auth", "receiving_next_try_at": "2026-11-29T13:31:07Z"},
            ["a@b.test: failing (auth) since 2026-11-29 12:31:07: it is so; next try at 2026-11-29 13:31:07"],
            id="refused",
        ),
        pytest.param(
            {"receiving_state": "backpressure"},
            ["a@b.test: backpressure since 2026-11-29 12:31:07: it is so"],
            id="held back",
        ),
        pytest.param(
            {"receiving_state": "ok", "sending_state": "waiting", "sending_reason": "421 too many"},
            ["a@b.test: sending is waiting: 421 too many"],
            id="sending waits",
        ),
    ],
)
def test_what_ails_an_account_in_a_line(account: dict[str, object], lines: list[str]) -> None:
    assert error_lines([{**UNTROUBLED, **account}]) == lines


GOOD = {
    "id": 1,
    "email_address": "a@b.test",
    "incoming_server": "x",
    "smtp_server": "y",
    "status": "active",
    "auto_polling_enabled": True,
}


@pytest.mark.parametrize(
    ("changes", "force", "reason"),
    [
        ({}, False, ""),
        ({"auto_polling_enabled": False}, False, "its polling is switched off (--force polls it all the same)"),
        ({"auto_polling_enabled": False}, True, ""),
        ({"status": "inactive"}, False, "account 1 (a@b.test) is inactive: activate it first"),
        ({"status": "inactive"}, True, "account 1 (a@b.test) is inactive: activate it first"),
        ({"status": "error"}, False, ""),
        ({"incoming_server": ""}, True, "it has no incoming_server"),
    ],
    ids=str,
)
def test_an_account_is_skipped_for_a_reason(changes: dict[str, object], force: bool, reason: str) -> None:
    assert reason_to_skip({**GOOD, **changes}, force=force) == reason


@pytest.mark.parametrize(
    ("test_type", "changes", "expected"),
    [
        ("all", {}, {"smtp", "incoming"}),
        ("smtp", {}, {"smtp"}),
        ("imap", {}, {"incoming"}),
        ("all", {"smtp_server": ""}, {"incoming"}),
        ("all", {"incoming_server": ""}, {"smtp"}),
    ],
    ids=["all", "smtp", "imap", "all without smtp", "all without incoming"],
)
def test_only_servers_that_there_are_will_answer(test_type: str, changes: dict[str, str], expected: set[str]) -> None:
    assert connectivity.expected_tests({**GOOD, **changes}, connectivity.TestType(test_type)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Grüße 日本", "Grüße 日本"),
        ("a\nb\tc", r"a\nb\tc"),
        ("\x1b[2J\x07", r"\x1b[2J\x07"),
        ("\u202egpj.exe", r"\u202egpj.exe"),
        ("\x9b31m", r"\x9b31m"),
    ],
    ids=["text", "layout", "escape", "direction", "C1"],
)
def test_what_could_act_on_a_terminal_is_shown_as_its_code(text: str, expected: str) -> None:
    assert visible(text) == expected


def test_a_long_value_is_cut_unless_all_is_wanted() -> None:
    content = b"x" * 2500
    assert shown(content, full=False).endswith("x… (500 more characters: --full)")
    assert shown(content, full=True) == "x" * 2500
    assert (shown(None, full=False), shown(b"", full=False)) == ("(null)", "")


@pytest.mark.parametrize("generation", [0, 2])
def test_every_topic_has_dead_letters_that_hold_more_than_it_does(generation: int) -> None:
    wanted = {topic.name: topic for topic in wanted_topics(Settings(topic_prefix="p."), generation)}
    letters = {name for name in wanted if name.endswith(".dlq")}
    assert len(letters) == len(TOPICS)
    assert all(name.startswith("p.") for name in wanted)
    for name in set(wanted) - letters:
        biggest = [int(wanted[each].configs["max.message.bytes"]) for each in (name, f"{name}.dlq")]
        assert biggest[0] < biggest[1]


@pytest.mark.parametrize(
    ("environment", "dotenv", "stack", "expected"),
    [
        (None, None, None, "http://127.0.0.1:8000"),
        (None, None, "http://stack", "http://stack"),
        (None, "http://dotenv", "http://stack", "http://dotenv"),
        ("http://environment", "http://dotenv", "http://stack", "http://environment"),
    ],
    ids=["default", "embedded stack", ".env", "environment"],
)
def test_the_environment_outweighs_dotenv_which_outweighs_the_embedded_stack(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    environment: str | None,
    dotenv: str | None,
    stack: str | None,
    expected: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("EMAIL_")]:
        monkeypatch.delenv(name)
    if environment:
        monkeypatch.setenv("EMAIL_API_URL", environment)
    for path, value in ((tmp_path / ".env", dotenv), (tmp_path / ".mailweave" / "env", stack)):
        path.parent.mkdir(exist_ok=True)
        if value:
            path.write_text(f"EMAIL_API_URL={value}\n")
    assert CliSettings.load().api_url == expected
