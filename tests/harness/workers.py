"""One stack for all workers of a parallel run (`pytest -n`)."""

import os
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.harness.stack import ATTACH_NAME, ATTACH_TO, running_stack, temporary_folder


def is_controller(config: pytest.Config) -> bool:
    """Whether this process gives tests to workers and runs none itself."""
    return bool(config.getoption("numprocesses", None)) and not hasattr(config, "workerinput")


def start_for_workers() -> Callable[[], None]:
    """Starts a stack, or takes the attached one, and names it to the workers to come; returns what stops it."""
    folder = ATTACH_TO
    with ExitStack() as opened:
        if folder is None:
            folder = str(opened.enter_context(temporary_folder()) / "stack")
            opened.enter_context(running_stack(Path(folder)))
        os.environ[ATTACH_NAME] = folder
        return opened.pop_all().close
