"""Free loopback ports that a restart finds again."""

import json
import random
import secrets
import socket
import threading
import time
from pathlib import Path

from shared.errors import ConfigurationError

HOST = "127.0.0.1"
_RANGE = range(20000, 32000)  # below the kernel's ephemeral range, so that no outgoing connection sits on them
_TRIES = 200
_PATIENCE_S = 1.0
_CHANCE = random.SystemRandom()  # a seeded one gives two test runs the same ports at the same moment


class Ports:
    """The ports of one folder by name, kept in its ports.json."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "ports.json"
        self._turn = threading.Lock()  # the parts of a stack start in threads
        self._known: dict[str, int] = json.loads(self._file.read_text()) if self._file.exists() else {}

    def claim(self, name: str) -> int:
        """The port remembered under `name` if it is still free, else another one, remembered from now on."""
        with self._turn:
            port = self._known.get(name)
            if port is None or not _becomes_free(port):
                port = self._pick()
                self._known[name] = port
                self._save()
            return port

    def _save(self) -> None:
        """Whole or not at all: another process, or thread, may be reading it."""
        new = self._file.with_suffix(f".{secrets.token_hex(4)}")
        new.write_text(json.dumps(self._known, indent=1))
        new.replace(self._file)

    def _pick(self) -> int:
        taken = set(self._known.values())
        for port in _CHANCE.sample(_RANGE, _TRIES):
            if port not in taken and is_free(port):
                return port
        raise ConfigurationError(
            f"no free port found on {HOST} between {_RANGE.start} and {_RANGE.stop}: stop what holds them"
        )


def _becomes_free(port: int) -> bool:
    """Whether it is free, or is let go by a process that is just ending."""
    give_up_at = time.monotonic() + _PATIENCE_S
    while not is_free(port):
        if time.monotonic() > give_up_at:
            return False
        time.sleep(0.05)
    return True


def is_free(port: int) -> bool:
    """Whether a server could listen on this loopback port now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def accepts(port: int) -> bool:
    """Whether something answers a connection on this loopback port."""
    try:
        with socket.create_connection((HOST, port), timeout=1):
            return True
    except OSError:
        return False
