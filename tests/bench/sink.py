"""smtp-sink as a counter: it takes every message and keeps none, so that the receiver costs all senders the same."""

import re
from pathlib import Path

from deploy.local.errors import StackError
from deploy.local.owner import owner_for_root
from shared.service.child import Child
from shared.service.ports import HOST, Ports, accepts
from tests.harness.smtp_sink import PACKAGES, program

_COUNT = re.compile(rb"mesg=(\d+)")


class Sink:
    """One smtp-sink."""

    def __init__(self, folder: Path, ports: Ports) -> None:
        self._ports = ports
        self._child = Child("counting_sink", folder)
        self.host = HOST
        self.port = 0

    @property
    def pid(self) -> int:
        return self._child.pid

    def start(self) -> None:
        """Start it and wait until it accepts connections."""
        found = program()
        if found is None:
            raise StackError(f"smtp-sink is not installed: apt-get install {PACKAGES}")
        self.port = self._ports.claim("counting_sink")
        owner = owner_for_root()
        options = ("-u", owner.name) if owner is not None else ()
        self._child.start([found, "-c", *options, f"{HOST}:{self.port}", "200"])
        self._child.wait_until(lambda: accepts(self.port), 10, f"ready on port {self.port}")

    def stop(self) -> None:
        self._child.stop(deadline_s=5)

    def received(self) -> int:
        """Messages taken since it was started."""
        counts = _COUNT.findall(self._child.log.read_bytes()[-200:])
        return int(counts[-1]) if counts else 0
