"""What children of tests do with a message: what its subject says, else they parse it. Imported by children alone."""

import ctypes
import os
import re
import signal
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from services.parser.children import limits
from services.parser.children.process import Functions
from services.parser.domain.given_up import read_header_alone
from services.parser.domain.message import ParsedMessage, parse_message

limits.CPU_S = 0.5
POISONED = Functions(f"{__name__}:poisoned", f"{__name__}:poisoned_header")
_SAID = re.compile(rb"Subject: (poison|once|show) ([^\r\n]+)")
_PATIENT = re.compile(r"(a+)+b")


class _PanicError(BaseException):
    """As native code raises it."""


def _panic() -> None:
    raise _PanicError("said in the mail")


def _fail() -> None:
    raise ValueError("said in the mail")


def _allocate() -> None:
    held = [bytearray(2**28) for _ in range(2)]
    assert not held


def _kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


POISONS: Mapping[bytes, Callable[[], object]] = {
    b"hang": lambda: _PATIENT.match("a" * 60),  # in C, without letting go of the interpreter
    b"sleep": signal.pause,
    b"memory": _allocate,
    b"abort": os.abort,
    b"segfault": lambda: ctypes.string_at(0),
    b"exit": lambda: os._exit(3),
    b"kill": _kill,
    b"error": _fail,
    b"panic": _panic,
}


def poisoned(raw: bytes) -> ParsedMessage:
    """`once FILE` makes the file and waits for ever, the next time it is parsed; `show environment` tells it."""
    message = parse_message(raw)
    match _SAID.search(raw):
        case None:
            pass
        case said if said[1] == b"poison":
            POISONS[said[2]]()
        case said if said[1] == b"show":
            message = replace(message, plain_body=" ".join(sorted(os.environ)))
        case said if not (file := Path(said[2].decode())).exists():
            file.touch()
            signal.pause()
    return message


def poisoned_header(raw: bytes) -> ParsedMessage:
    """Dies of those whose header is poison too."""
    if b"X-Header: poison" in raw:
        os.abort()
    return read_header_alone(raw)
