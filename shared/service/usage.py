"""What a service says when it is called with arguments: it takes none but `--help`."""

import importlib
import sys
from collections.abc import Sequence

from shared.events.topics import TOPICS
from shared.services import SERVICES

HELP = ("-h", "--help")


def answer(service: str, arguments: Sequence[str]) -> int:
    """Prints the usage for `--help`, else what is wrong; gives the exit code."""
    command = f"python -m {SERVICES[service].module}"
    if unknown := [argument for argument in arguments if argument not in HELP]:
        print(f"{command}: {unknown[0]!r} is no argument of it; see `{command} --help`", file=sys.stderr)
        return 2
    print(f"usage: {command} [-h]\n")
    print(f"{_summary(service)}\n")
    for title, said in _facts(service).items():
        print(f"{title:<10}{said}")
    return 0


def _summary(service: str) -> str:
    """The first line of the package's docstring."""
    return (importlib.import_module(SERVICES[service].module).__doc__ or service).partition("\n")[0]


def _facts(service: str) -> dict[str, str]:
    produced = [topic.name for topic in TOPICS if service in topic.written_by.split(", ")]
    return {
        "consumes": ", ".join(SERVICES[service].reads) or "nothing",
        "produces": ", ".join(produced) or "nothing",
        "settings": "from the environment and .env, each named EMAIL_…: docs/settings.md",
        "pages": "/metrics, /live and /ready on EMAIL_HTTP_PORT; the port is logged at the start",
        "ends": "on SIGTERM or Ctrl-C when what is in hand is done; with exit code 2 when a person must act first",
    }
