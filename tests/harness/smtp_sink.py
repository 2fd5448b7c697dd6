"""Postfix's smtp-sink: an SMTP server that takes mail for anybody, keeps each message as a file, and errs on demand."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from deploy.local.errors import StackError
from deploy.local.owner import owner_for_root
from shared.service.child import Child
from shared.service.ports import HOST, Ports, accepts

PACKAGES = "postfix"
_END_OF_DUMP = b"\n\n"  # smtp-sink puts an empty line after each message it has received whole
_END_OF_HEAD = b"\nReceived: "
_RECEIVED_LINES = 3


@dataclass(frozen=True, slots=True)
class ReceivedMessage:
    """One message as smtp-sink got it: the envelope, and the bytes with LF line ends."""

    reverse_path: str
    forward_paths: tuple[str, ...]
    raw: bytes


class SmtpSink:
    """One sink; what it received stays in its folder over a restart, like its port."""

    def __init__(self, folder: Path, ports: Ports, name: str = "smtp_sink") -> None:
        self._name = name
        self._received = folder / name
        self._ports = ports
        self._owner = owner_for_root()
        self._child = Child(name, folder)
        self.host = HOST
        self.port = 0

    @staticmethod
    def is_installed() -> bool:
        return program() is not None

    @property
    def pid(self) -> int:
        return self._child.pid

    def start(self, *options: str) -> None:
        """Start it and wait until it accepts connections.

        `options` are smtp-sink's own: `-r RCPT` answers RCPT with 4yz, `-f .` refuses the message with 5yz after the
        final dot, `-q .` hangs up there without a reply, `-w 5` makes DATA wait 5 s; `-b` and `-B` set the texts.
        """
        found = program()
        if found is None:
            raise StackError(f"smtp-sink is not installed: apt-get install {PACKAGES}")
        self._child.end_leftover()
        self.port = self._ports.claim(self._name)
        self._received.mkdir(parents=True, exist_ok=True)
        if self._owner is not None:
            os.chown(self._received, self._owner.uid, self._owner.gid)
            options = ("-u", self._owner.name, *options)
        dump = ("-d", f"{self._received}/%Y%m%d%H%M%S.")
        self._child.start([found, *options, *dump, f"{HOST}:{self.port}", "200"], cwd=self._received)
        self._child.wait_until(lambda: accepts(self.port), 10, f"ready on port {self.port}")

    def stop(self) -> None:
        self._child.stop(deadline_s=5)

    def kill(self) -> None:
        self._child.kill()

    def messages(self) -> list[ReceivedMessage]:
        """What was received whole until now, in the order of arrival by the second."""
        dumps = (path.read_bytes() for path in sorted(self._received.iterdir()))
        return [_read(dump) for dump in dumps if dump.endswith(_END_OF_DUMP)]

    def clear(self) -> None:
        """Forget what was received."""
        for path in self._received.iterdir():
            path.unlink(missing_ok=True)


def program() -> str | None:
    """Where smtp-sink is, if it is installed."""
    return shutil.which("smtp-sink", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


def _read(dump: bytes) -> ReceivedMessage:
    head, rest = dump[: -len(b"\n")].split(_END_OF_HEAD, 1)
    raw = rest.split(b"\n", _RECEIVED_LINES)[_RECEIVED_LINES]
    fields = [line.split(": ", 1) for line in head.decode(errors="replace").splitlines()]
    return ReceivedMessage(
        reverse_path="".join(_path(value) for name, value in fields if name == "X-Mail-Args"),
        forward_paths=tuple(_path(value) for name, value in fields if name == "X-Rcpt-Args"),
        raw=raw,
    )


def _path(arguments: str) -> str:
    """The address in `<a@b> SIZE=…` (RFC 5321 §4.1.1.2)."""
    return arguments[1 : arguments.rfind(">")]
