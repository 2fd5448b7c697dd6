"""`mailweave up` names what is not ready, and goes on waiting for it."""

import socket
from pathlib import Path

import pytest

from services.cli.installation.run import Installation, NotReadyError, until_ready
from services.cli.installation.supervisor import Supervisor
from services.cli.settings import CliSettings


async def test_what_is_not_ready_in_time_is_named_by_an_error_that_up_waits_on(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # nobody listens on it
        ports = {"rules": taken.getsockname()[1]}
        running = Installation(tmp_path, CliSettings(), Supervisor(tmp_path, {}, ports), ports, None)
        with pytest.raises(NotReadyError, match=r"^not ready after 0 s: rules: no answer to /ready, Connection"):
            await until_ready(running, within_s=0)
