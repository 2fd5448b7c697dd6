"""The runbook answers every alert, in the same five steps, and has one type only what exists."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from services.cli.app import app
from tests.unit.deploy.test_alerts import ALERTS

RUNBOOK = Path(__file__).resolve().parents[3] / "docs" / "runbook.md"
STEPS = ["Symptom", "Meaning", "Look", "Do", "Resolved"]
ENTRIES = dict(re.findall(r"^### (\w+)\n(.*?)(?=^##|\Z)", RUNBOOK.read_text(), re.MULTILINE | re.DOTALL))
COMMANDS = sorted(
    {" ".join(found.split()) for found in re.findall(r"`mailweave\b([^`]*)`", RUNBOOK.read_text())} - {""}
)


def unknown(words: list[str]) -> Iterator[str]:
    """The commands and options among the words that the command line does not have."""
    command: Any = typer.main.get_command(app)
    while hasattr(command, "commands"):
        name = words.pop(0) if words else ""
        if name not in command.commands:
            yield f"no command {name!r}"
            return
        command = command.commands[name]
    options = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
    yield from (f"no option {word}" for word in words if word.startswith("-") and word not in options)


def test_every_alert_has_an_entry_and_every_entry_an_alert() -> None:
    assert ENTRIES.keys() == ALERTS.keys()


@pytest.mark.parametrize("alert", ENTRIES)
def test_an_entry_leads_from_the_symptom_to_its_end(alert: str) -> None:
    assert re.findall(r"^- \*\*(\w+)\*\*: ", ENTRIES[alert], re.MULTILINE) == STEPS


@pytest.mark.parametrize("command", COMMANDS)
def test_what_one_is_to_type_exists(command: str) -> None:
    assert list(unknown(shlex.split(command))) == []


def test_a_command_or_an_option_that_is_not_there_is_noticed() -> None:
    assert list(unknown(["sends", "settle"])) == ["no command 'settle'"]
    assert list(unknown(["audit", "--now"])) == ["no option --now"]
