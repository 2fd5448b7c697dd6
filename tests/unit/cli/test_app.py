"""What is common to all commands: version, help, completion, exit codes, and where an error leads to."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import typer

from services.cli.app import app, run
from services.cli.help import EXIT_CODES
from services.cli.options import OutputFormat
from shared.errors import ConfigurationError, TransientError

SHOWING = ["accounts list", "rules list", "templates list", "dlq list", "dlq show", "email-monitor", "audit"]
SHOWING += ["poll-emails", "topics apply", "topics acls", "doctor"]


def paths(command: object, words: tuple[str, ...] = ()) -> Iterator[str]:
    """Every command and group of commands, as it is called."""
    yield " ".join(words)
    for name, inner in getattr(command, "commands", {}).items():
        yield from paths(inner, (*words, name))


COMMANDS = [*paths(typer.main.get_command(app))]


@pytest.mark.parametrize("path", COMMANDS, ids=lambda path: path or "mailweave")
@pytest.mark.parametrize("form", ["{} -h", "{} --help", "help {}"])
def test_help_is_found_in_each_way(path: str, form: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(form.format(path).split()) == 0
    usage = " ".join(["Usage: mailweave", *path.split()])
    assert usage in capsys.readouterr().out


@pytest.mark.parametrize("path", COMMANDS, ids=lambda path: path or "mailweave")
def test_help_cuts_no_name_off_in_80_columns(
    path: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert run([*path.split(), "--help"]) == 0
    printed = capsys.readouterr().out
    assert [line for line in printed.splitlines() if re.search(r"--[\w-]*…", line)] == []


def test_the_version_is_the_installed_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert (run(["--version"]), capsys.readouterr().out) == (0, f"mailweave {version('mailweave')}\n")


@pytest.mark.parametrize("path", SHOWING)
def test_whatever_shows_something_has_the_formats(path: str) -> None:
    command: Any = typer.main.get_command(app)
    for word in path.split():
        command = command.commands[word]
    (option,) = (each for each in command.params if "--format" in each.opts)
    assert OutputFormat(option.default) is OutputFormat.TABLE


@pytest.mark.parametrize("path", [path for path in COMMANDS if path])
def test_an_error_leads_to_the_help_of_its_command(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*path.split(), "--bogus"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("mailweave: No such option: --bogus")
    assert said.endswith(f"; see `mailweave {path} --help`\n")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (TransientError("Kafka does not answer"), 1),
        (ConfigurationError("EMAIL_API_TOKEN is not set"), 2),
        (KeyboardInterrupt(), 130),
    ],
    ids=["could not", "configuration", "Ctrl-C"],
)
def test_exit_codes_are_as_documented(error: BaseException, code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("services.cli.settings.CliSettings.load", fail)
    assert run(["accounts", "list"]) == code
    assert str(code) in EXIT_CODES


def test_every_exit_code_has_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["help", "exit-codes"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == list(EXIT_CODES)


def test_a_shell_completes_commands_and_options(tmp_path: Path) -> None:
    """What the script does that `mailweave --show-completion bash` prints."""
    program = Path(sys.executable).with_name("mailweave")
    asked = {"_MAILWEAVE_COMPLETE": "complete_bash", "COMP_WORDS": "mailweave dlq ", "COMP_CWORD": "2"}
    # Else typer asks which shell runs the tests, and there may be none.
    environment = {"PATH": os.environ["PATH"], "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1", **asked}

    def printed(*arguments: str, **changes: str) -> str:
        done = subprocess.run(
            [program, *arguments],
            env=environment | changes,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        return done.stdout

    assert set(printed().split()) >= {"list", "show", "redrive"}
    assert "complete -o default -F" in printed("--show-completion", "bash", _MAILWEAVE_COMPLETE="")
