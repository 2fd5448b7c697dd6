"""Passwords come from a prompt, standard input or an environment variable, never from the command line."""

import os
import sys
from pathlib import Path

import typer

from services.cli.rest import CommandError, UsageError


def read_password(*, env_name: str | None, from_stdin: bool, none: bool, prompt: str) -> str | None:
    """The password; None where none is wanted."""
    if sum((env_name is not None, from_stdin, none)) > 1:
        raise UsageError("give only one of --password-env, --password-stdin and --no-password")
    if none:
        return None
    if env_name is not None:
        return from_environment(env_name)
    if from_stdin:
        return _given(sys.stdin.readline().rstrip("\r\n"), "standard input is empty: pipe the password into it")
    if not sys.stdin.isatty():
        raise UsageError("there is no terminal to ask on: give --password-env NAME, --password-stdin or --no-password")
    return str(typer.prompt(prompt, hide_input=True))


def from_environment(name: str) -> str:
    """The password in this environment variable."""
    return _given(os.environ.get(name, ""), f"the environment variable {name} is empty: export the password in it")


def _given(password: str, otherwise: str) -> str:
    if not password:
        raise CommandError(otherwise)
    return password


def key_file(path: Path) -> str:
    """What a file with a secret holds."""
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{path} cannot be read ({type(error).__name__}): give the key file's path") from None
