"""The image's entry point: its command is a service's name, or what one would type after `mailweave`."""

import os
import sys
from collections.abc import Sequence

from shared.services import SERVICES

COMMAND_LINE = "services.cli"


def module_and_arguments(given: Sequence[str]) -> list[str]:
    """What `python -m` is to run: a service for its bare name, else the command line with these arguments."""
    match given:
        case [name] if name in SERVICES:
            return [SERVICES[name].module]
        case ["topics"]:
            return [COMMAND_LINE, "topics", "apply"]
        case ["mailweave", *rest]:
            return [COMMAND_LINE, *rest]
        case _:
            return [COMMAND_LINE, *given]


def main() -> None:
    """Become that program; this one's process is the one that gets the signals."""
    os.execv(sys.executable, [sys.executable, "-m", *module_and_arguments(sys.argv[1:])])  # noqa: S606 - no shell is wanted


if __name__ == "__main__":
    main()
