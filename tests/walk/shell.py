"""Blocks of the page in one bash on a terminal of 80 columns, as a person types them one after another."""

import fcntl
import os
import pty
import re
import signal
import struct
import subprocess
import termios
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.walk.page import Block

SIZE = struct.pack("HHHH", 24, 80, 0, 0)
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
MARK = "\x1e"
STRICT = "set -euo pipefail\n"


@dataclass(frozen=True, slots=True)
class Walked:
    """What each block that ended has printed; `exit_code` is of the shell, `took_s` of everything."""

    printed: list[str]
    unfinished: str
    exit_code: int
    took_s: float


def walked(blocks: Iterable[Block], folder: Path, environment: Mapping[str, str], within_s: float) -> Walked:
    """Runs the blocks until one fails; what is still at work after `within_s` is killed."""
    script = STRICT + "".join(f"{block.typed}\nprintf '{MARK}'\n" for block in blocks)
    began = time.monotonic()
    near, far = pty.openpty()
    fcntl.ioctl(far, termios.TIOCSWINSZ, SIZE)
    shell = subprocess.Popen(
        ["bash", "-c", script],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=far,
        stderr=far,
        start_new_session=True,
    )
    os.close(far)
    killer = threading.Timer(within_s, os.killpg, [shell.pid, signal.SIGKILL])
    killer.start()
    *printed, unfinished = _read(near).split(MARK)
    exit_code = shell.wait()
    killer.cancel()
    return Walked(printed, unfinished, exit_code, time.monotonic() - began)


def _read(terminal: int) -> str:
    read = b""
    with open(terminal, "rb", buffering=0) as stream:
        while part := _part(stream.fileno()):
            read += part
    return COLOUR.sub("", read.decode().replace("\r\n", "\n"))


def _part(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # Linux says so at the end of a terminal
        return b""
