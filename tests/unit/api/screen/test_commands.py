"""A command that a page of the screen names can be typed as it stands."""

import re
import shlex
from pathlib import Path

import pytest
import typer
from typer.main import get_command

from services.api.screen import pages
from services.cli.app import app

TEMPLATES = Path(pages.__file__).parent / "templates"
COMMAND = re.compile(r"mailweave ((?:[a-z]+(?:-[a-z]+)*(?: |(?=[\"\\`<])))+[^\"\\`<]*)")
PLACEHOLDER = re.compile(r"\{\{.*?\}\}")
FOUND = sorted({found for path in TEMPLATES.glob("*.html") for found in COMMAND.findall(path.read_text())})


@pytest.mark.parametrize("line", FOUND)
def test_a_command_on_a_page_is_one(line: str) -> None:
    command, arguments = get_command(app), shlex.split(PLACEHOLDER.sub("1", line))
    context = typer.Context(command)
    while isinstance(command, typer.core.TyperGroup):
        name, *arguments = arguments
        found = command.get_command(context, name)
        assert found is not None, f"there is no command {name!r} in {line!r}"
        command = found
    if arguments != ["--help"]:
        command.make_context(command.name, arguments)


def test_there_are_some() -> None:
    assert "dlq list" in FOUND
    assert any(line.startswith("send ") for line in FOUND)
